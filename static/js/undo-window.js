// An offer to undo something, which leaves after `data-seconds`. The focus that it had goes to what follows.

class UndoWindow extends HTMLElement {
  connectedCallback() {
    this.querySelector("button").focus();
    this.timer = setTimeout(() => this.end(), Number(this.dataset.seconds) * 1000);
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }

  end() {
    const next = this.contains(document.activeElement) && this.nextElementSibling?.querySelector("input, button");
    this.remove();
    if (next) next.focus();
  }
}

customElements.define("undo-window", UndoWindow);
