// The form: controls that keep two inputs in step, and the marks and resets of what differs from a default.

const announce = (control) => {
  for (const type of ["input", "change"]) control.dispatchEvent(new Event(type, { bubbles: true }));
};

class PromptField extends HTMLElement {
  connectedCallback() {
    this.area = this.querySelector("textarea");
    this.counter = this.closest(".field")?.querySelector("[data-counter]");
    this.area.addEventListener("input", () => this.show());
    this.show();
  }

  show() {
    if (!CSS.supports("field-sizing", "content")) {
      this.area.style.height = "auto";
      this.area.style.height = `${this.area.scrollHeight + 2}px`;
    }
    if (!this.counter) return;
    const limit = Number(this.counter.dataset.limit);
    const length = [...this.area.value].length;
    this.counter.textContent = `${length} / ${limit}`;
    this.counter.toggleAttribute("data-over", length > limit);
  }
}

class SliderField extends HTMLElement {
  connectedCallback() {
    if (this.range) return;
    this.number = this.querySelector("input[type=number]");
    this.range = document.createElement("input");
    this.range.type = "range";
    for (const name of ["min", "max", "step"]) this.range[name] = this.number[name];
    this.range.setAttribute("aria-labelledby", `${this.number.id}_label`);
    this.prepend(this.range);
    for (const type of ["input", "change"]) this.range.addEventListener(type, (event) => this.take(event));
    this.number.addEventListener("input", () => this.show());
    this.show();
  }

  // Only the number carries the name, so only its events leave this element.
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

class SeedField extends HTMLElement {
  connectedCallback() {
    this.number = this.querySelector("input");
    this.button = this.querySelector("[data-random]");
    this.number.addEventListener("input", () => this.show());
    this.button.addEventListener("click", () => this.toggle());
    this.show();
  }

  toggle() {
    const most = Math.min(Number(this.number.max) || 2 ** 31, 2 ** 31);
    this.number.value = this.number.value === "" ? Math.floor(Math.random() * most) : "";
    announce(this.number);
  }

  show() {
    this.button.ariaPressed = String(this.number.value === "");
  }
}

class SpecForm extends HTMLElement {
  connectedCallback() {
    this.addEventListener("input", () => this.mark());
    this.addEventListener("click", (event) => this.onClick(event));
    this.addEventListener("keydown", (event) => this.onKey(event));
    // A wheel over a focused number would change it while one means to scroll.
    this.addEventListener("wheel", ({ target }) => target.type === "number" && target.blur(), { passive: true });
    this.addEventListener("htmx:afterSettle", () => this.settle());
    document.addEventListener("click", this);
    this.settle();
  }

  disconnectedCallback() {
    document.removeEventListener("click", this);
  }

  // A picture's seed goes into the form at once; without script the button's own form does it.
  handleEvent(event) {
    const button = event.target.closest?.("[data-set-seed]");
    const seed = button && this.querySelector("[data-role=seed] input");
    if (!seed) return;
    event.preventDefault();
    seed.value = button.dataset.setSeed;
    announce(seed);
  }

  settle() {
    this.mark();
    const wrong = this.querySelector("[aria-invalid=true]");
    if (!wrong || wrong.closest("form")?.contains(document.activeElement)) return;
    for (let fold = wrong.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    const sheet = wrong.closest("settings-sheet");
    if (sheet && getComputedStyle(sheet).visibility === "hidden") sheet.open?.(this.querySelector("[data-sheet-open]"));
    wrong.focus();
  }

  mark() {
    let any = false;
    for (const field of this.querySelectorAll("[data-field][data-default]")) {
      const changed = this.differs(field);
      field.toggleAttribute("data-changed", changed);
      field.querySelector("[data-reset]").hidden = !changed;
      any ||= changed && this.isSetting(field);
    }
    for (const button of this.querySelectorAll("[data-reset-all]")) button.hidden = !any;
  }

  isSetting(field) {
    return !["prompt", "picture", "pictures"].includes(field.dataset.widget);
  }

  differs(field) {
    const value = this.read(field);
    const standard = field.dataset.default;
    return value !== standard && !(value && standard && Number(value) === Number(standard));
  }

  read(field) {
    if (field.dataset.widget.startsWith("picture")) return field.querySelector("[data-reference]") ? "some" : "";
    const control = field.querySelector("[name]:not([type=hidden])");
    return control.type === "checkbox" ? String(control.checked) : control.value;
  }

  reset(field) {
    if (field.dataset.widget.startsWith("picture")) return field.querySelector("picture-field").clear();
    const control = field.querySelector("[name]:not([type=hidden])");
    if (control.type === "checkbox") control.checked = field.dataset.default === "true";
    else control.value = field.dataset.default;
    announce(control);
  }

  onClick({ target }) {
    const field = target.closest("[data-reset]")?.closest("[data-field]");
    if (field) this.reset(field);
    field?.querySelector("[name]:not([type=hidden]), [type=file]")?.focus();
    if (!target.closest("[data-reset-all]")) return;
    for (const changed of this.querySelectorAll("[data-changed]")) if (this.isSetting(changed)) this.reset(changed);
  }

  onKey(event) {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    this.querySelector("form").requestSubmit(this.querySelector("#generate"));
  }
}

customElements.define("prompt-field", PromptField);
customElements.define("slider-field", SliderField);
customElements.define("seed-field", SeedField);
customElements.define("spec-form", SpecForm);
