// What is saved for the form, in a dialog. It closes when something of it was put into the form.

import { closeBeside } from "./close-beside.js";
import { loadSheet } from "./load-sheet.js";

class PresetsPanel extends HTMLElement {
  async connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.opener = document.activeElement;
    // A second click may have opened a second one before the first was there.
    for (const other of document.querySelectorAll("presets-panel")) if (other !== this) other.remove();
    this.dialog.addEventListener("close", () => this.leave());
    closeBeside(this.dialog);
    this.addEventListener("click", ({ target }) => target.closest("[data-presets-close]") && this.dialog.close());
    this.addEventListener("htmx:afterRequest", (event) => this.onAnswer(event));
    this.addEventListener("htmx:afterSettle", () => this.startTemplate());
    // The keys of the page belong to what is below the dialog.
    this.addEventListener("keydown", (event) => this.onKey(event));
    await loadSheet(this.dataset.sheet);
    this.dialog.showModal();
    this.startTemplate();
  }

  // A new template begins with the prompt of the form, in which blanks are then written.
  startTemplate() {
    const text = this.querySelector("[data-template-text]");
    if (!text.value) text.value = document.querySelector("#id_prompt")?.value ?? "";
  }

  // The Enter key in a field presses the button that belongs to it.
  onKey(event) {
    event.stopPropagation();
    const { key, target } = event;
    if (key !== "Enter" || target.type !== "text") return;
    event.preventDefault();
    target.closest("li, details, .presets-save").querySelector("button[type=submit]").click();
  }

  onAnswer({ target, detail }) {
    if (!target.matches("[data-preset-used]") || !detail.successful) return;
    this.isUsed = true;
    this.dialog.close();
  }

  leave() {
    this.remove();
    if (!this.isUsed && this.opener?.isConnected) this.opener.focus();
    else document.querySelector("#id_prompt")?.focus();
  }
}

customElements.define("presets-panel", PresetsPanel);
