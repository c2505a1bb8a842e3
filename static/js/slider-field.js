// A number box with a range beside it; each follows the other.

class SliderField extends HTMLElement {
  connectedCallback() {
    if (this.range) return;
    this.number = this.querySelector("input[type=number]");
    this.range = document.createElement("input");
    this.range.type = "range";
    for (const name of ["min", "max", "step"]) this.range[name] = this.number[name];
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
    this.range.value = this.number.value || (Number(min) + Number(max)) / 2;
    this.range.style.setProperty("--fill", `${((this.range.value - min) / (max - min)) * 100}%`);
  }
}

customElements.define("slider-field", SliderField);
