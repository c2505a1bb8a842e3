// The settings of a picture beside the form. Esc closes them, and the focus goes back to where they were opened.

import { loadSheet } from "./load-sheet.js";

// What the panel was opened from. The next picture's settings replace the panel, and keep it.
let opener;

class SettingsBeside extends HTMLElement {
  async connectedCallback() {
    if (!this.dataset.sheet) return;
    // A menu gives the focus back to its button.
    document.querySelector(".tool-menu:popover-open")?.hidePopover();
    const { activeElement } = document;
    if (activeElement !== document.body && !activeElement.closest("#beside")) opener = activeElement;
    this.addEventListener("keydown", ({ key }) => key === "Escape" && this.close());
    this.querySelector("[data-close]").addEventListener("click", () => this.close());
    await loadSheet(this.dataset.sheet);
    this.hidden = false;
    this.querySelector("#beside-title").focus();
  }

  close() {
    this.remove();
    if (opener?.isConnected) opener.focus();
  }
}

customElements.define("settings-beside", SettingsBeside);
