// Shapes for a model that takes width and height: a click fills in both, and what they hold is marked.

import { announce } from "./announce.js";

class SizePresets extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.addEventListener("click", ({ target }) => this.choose(target.closest("button")));
    this.listener = () => this.show();
    this.form.addEventListener("input", this.listener);
    this.show();
  }

  disconnectedCallback() {
    this.form.removeEventListener("input", this.listener);
  }

  get sides() {
    return ["width", "height"].map((role) => this.form.querySelector(`[data-role=${role}] input`));
  }

  choose(button) {
    if (!button) return;
    const [width, height] = this.sides;
    width.value = button.dataset.width;
    height.value = button.dataset.height;
    for (const side of [width, height]) announce(side);
  }

  show() {
    const [width, height] = this.sides.map(({ value }) => value);
    for (const button of this.querySelectorAll("button")) {
      button.ariaPressed = String(button.dataset.width === width && button.dataset.height === height);
    }
  }
}

customElements.define("size-presets", SizePresets);
