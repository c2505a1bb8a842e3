// The models with check marks, in the list of models. Generate closes the list, since the pictures are on the stage.

import { loadSheet } from "./load-sheet.js";

class SeveralModels extends HTMLElement {
  async connectedCallback() {
    if (!this.dataset.sheet) return;
    // A check mark is not a setting of the form: neither the draft nor the code changes with it.
    for (const type of ["input", "change"]) this.addEventListener(type, (event) => event.stopPropagation());
    this.addEventListener("keydown", (event) => this.onKey(event));
    this.addEventListener("htmx:afterRequest", (event) => this.onAnswer(event));
    this.querySelector("[data-back]").addEventListener("click", () => this.close());
    await loadSheet(this.dataset.sheet);
    this.hidden = false;
    this.querySelector("#several-title").focus();
  }

  // Enter in a field would send the form of the studio, for one model.
  onKey(event) {
    if (event.key !== "Enter") return;
    const isSending = event.ctrlKey || event.metaKey;
    if (!isSending && event.target.type !== "checkbox") return;
    event.preventDefault();
    event.stopPropagation();
    if (isSending && !event.repeat) this.querySelector("#generate-several").click();
  }

  onAnswer({ target, detail }) {
    if (target.id !== "generate-several" || detail.xhr.status !== 200) return;
    this.closest("[popover]").hidePopover();
    // On small screens the pictures are behind the settings, too.
    this.closest("settings-sheet")?.close?.();
    this.remove();
  }

  close() {
    this.remove();
    document.querySelector("#compare-models").focus();
  }
}

customElements.define("several-models", SeveralModels);
