// A number box with a range beside it; each follows the other.

import { numberIn } from "./numbers.js";

class SliderField extends HTMLElement {
  connectedCallback() {
    if (this.range) return;
    this.number = this.querySelector("input[inputmode]");
    this.range = document.createElement("input");
    this.range.type = "range";
    this.range.min = this.number.dataset.min;
    this.range.max = this.number.dataset.max;
    this.range.step = this.number.dataset.step;
    // The number box has the name of the field, so the range needs another.
    this.range.ariaLabel = `${this.closest(".field").querySelector(".field-title").textContent}, slider`;
    this.prepend(this.range);
    for (const type of ["input", "change"]) this.range.addEventListener(type, (event) => this.take(event));
    this.number.addEventListener("input", () => this.show());
    this.show();
  }

  // Only the number has a name, so only its events leave this element.
  take(event) {
    event.stopPropagation();
    this.number.value = this.range.value;
    this.number.dispatchEvent(new Event(event.type, { bubbles: true }));
  }

  show() {
    const { min, max } = this.range;
    this.range.toggleAttribute("data-unset", this.number.value === "");
    const value = numberIn(this.number);
    this.range.value = Number.isNaN(value) ? (Number(min) + Number(max)) / 2 : value;
    this.range.style.setProperty("--fill", `${((this.range.value - min) / (max - min)) * 100}%`);
  }
}

customElements.define("slider-field", SliderField);
