// The seed: empty means random, and the button switches between random and a number.

import { announce } from "./announce.js";

class SeedField extends HTMLElement {
  connectedCallback() {
    this.number = this.querySelector("input");
    this.button = this.querySelector("[data-random]");
    this.number.addEventListener("input", () => this.show());
    this.button.addEventListener("click", () => this.toggle());
    this.show();
  }

  toggle() {
    const most = Math.min(Number(this.number.dataset.max) || 2 ** 31, 2 ** 31);
    this.number.value = this.number.value === "" ? Math.floor(Math.random() * most) : "";
    announce(this.number);
  }

  show() {
    this.button.ariaPressed = String(this.number.value === "");
  }
}

customElements.define("seed-field", SeedField);
