// The settings of a picture beside the form. Esc closes them, and the focus goes back to where they were opened.

// What the panel was opened from. The next picture's settings replace the panel, and keep it.
let opener;

// Waits for the style sheet, so that nothing is shown without it.
const loadSheet = (href) =>
  new Promise((done) => {
    if (document.querySelector(`link[href="${href}"]`)) return done();
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = href;
    link.addEventListener("load", done);
    link.addEventListener("error", done);
    document.head.append(link);
  });

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
