// The dialog with the keys of the page.

import { closeBeside } from "./close-beside.js";
import { loadSheet } from "./load-sheet.js";

const isMac = /Mac|iP(hone|ad)/.test(navigator.platform);

class PageShortcuts extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    for (const key of this.querySelectorAll("kbd")) if (isMac && key.textContent === "Ctrl") key.textContent = "⌘";
    closeBeside(this.dialog);
    this.addEventListener("click", ({ target }) => target.closest("[data-dialog-close]") && this.dialog.close());
    // The page behind has keys of its own.
    this.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "?") this.dialog.close();
    });
  }

  // What the page contains changes, as when a first picture is made.
  async open() {
    if (this.dialog.open) return;
    for (const group of this.querySelectorAll("[data-part]")) {
      const { part } = group.dataset;
      group.hidden = Boolean(part) && !document.querySelector(part);
    }
    await loadSheet(this.dataset.sheet);
    this.dialog.showModal();
  }
}

customElements.define("page-shortcuts", PageShortcuts);
