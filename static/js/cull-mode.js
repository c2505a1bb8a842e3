// Judges one picture after the other by keys. Keys that are pressed while the next picture is on its way wait for it.

const TYPED_INTO = "textarea, select, input:not([type=hidden]), [contenteditable]";

class CullMode extends HTMLElement {
  connectedCallback() {
    this.waiting = [];
    this.abort = new AbortController();
    const { signal } = this.abort;
    document.addEventListener("keydown", (event) => this.key(event), { signal });
    this.addEventListener("htmx:beforeRequest", () => this.toggleAttribute("data-loading", true));
    // After the swap the new buttons are there.
    document.addEventListener("htmx:afterSettle", () => this.goOn(), { signal });
    for (const type of ["htmx:responseError", "htmx:sendError", "htmx:timeout"])
      document.addEventListener(type, () => this.stop(), { signal });
  }

  disconnectedCallback() {
    this.abort.abort();
  }

  key(event) {
    if (event.altKey || event.repeat || event.target.closest?.(TYPED_INTO)) return;
    const isUndo = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z";
    if ((event.ctrlKey || event.metaKey) && !isUndo) return;
    const onControl = event.target.closest?.("a, button");
    const name = isUndo ? "undo" : event.key === " " && !onControl ? "ArrowRight" : event.key;
    if (!/^([0-5spx]|undo|ArrowLeft|ArrowRight)$/i.test(name)) return;
    event.preventDefault();
    this.waiting.push(name.length === 1 ? name.toLowerCase() : name);
    if (!this.hasAttribute("data-loading")) this.press();
  }

  // A key that means nothing at this place must not wait for the next picture.
  press() {
    let button = null;
    while (this.waiting.length && !button) button = this.querySelector(`[data-key="${this.waiting.shift()}"]`);
    button?.click();
  }

  goOn() {
    this.removeAttribute("data-loading");
    this.press();
  }

  stop() {
    this.waiting = [];
    this.removeAttribute("data-loading");
  }
}

customElements.define("cull-mode", CullMode);
