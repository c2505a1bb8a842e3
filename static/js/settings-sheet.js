// On small screens: the sheet that holds all settings but the prompt.

import { addStep } from "./history-steps.js";
import { makeOthersInert } from "./inert-others.js";

// The control that each chip of the dock opens the sheet at; a model without ratios has sides instead.
const FIELDS = {
  shape: "[data-role=ratio] :checked, :not(:has([data-role=ratio])) > [data-role=width] input",
  count: "[data-role=variants] :checked",
  undefined: "none",
};

class SettingsSheet extends HTMLElement {
  connectedCallback() {
    this.abort = new AbortController();
    const { signal } = this.abort;
    document.addEventListener("click", (event) => this.onClick(event), { signal });
    document.addEventListener("htmx:beforeRequest", ({ target }) => target.id === "spec-form" && this.close(), {
      signal,
    });
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.escape(event), { signal });
    matchMedia("(min-width: 47.5rem)").addEventListener("change", () => this.close(), { signal });
    // Choosing a model replaces the form: its new sheet opens if the old one, which is still in the page, was open.
    const old = document.querySelector("settings-sheet[open]");
    if (!old) return;
    old.close();
    this.open(this.querySelector("[data-sheet-open]"));
  }

  disconnectedCallback() {
    this.close();
    this.abort.abort();
  }

  onClick(event) {
    const opener = event.target.closest?.("[data-sheet-open]");
    if (opener) this.open(opener);
    else if (event.target.closest?.("[data-sheet-close]")) this.close();
    // A dialog that was opened from the sheet lies over it.
    else if (!this.contains(event.target) && !event.target.closest?.("dialog")) this.close();
  }

  open(opener) {
    if (this.hasAttribute("open")) return;
    this.opener = opener;
    opener?.setAttribute("aria-expanded", "true");
    this.setAttribute("open", "");
    this.role = "dialog";
    this.ariaModal = "true";
    this.ariaLabel = "Settings";
    this.ends = [makeOthersInert(this), addStep(() => this.close())];
    const control = this.querySelector(FIELDS[opener?.dataset.sheetField]);
    (control ?? this.querySelector("[data-sheet-close]"))?.focus();
    control?.closest(".field").scrollIntoView({ block: "center" });
  }

  // A menu in the sheet, the list of models and dialogs over it are left first.
  escape({ defaultPrevented }) {
    if (!defaultPrevented && !document.querySelector(":popover-open, dialog[open]")) this.close();
  }

  close() {
    if (!this.hasAttribute("open")) return;
    this.removeAttribute("open");
    this.role = this.ariaModal = this.ariaLabel = null;
    for (const end of this.ends) end();
    this.opener?.setAttribute("aria-expanded", "false");
    const { activeElement: active } = document;
    if (active === document.body || !active.checkVisibility()) this.opener?.focus();
  }
}

customElements.define("settings-sheet", SettingsSheet);
