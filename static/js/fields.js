// Controls with more to them than one input: the growing prompt, number and range in step, the random seed; and the
// sheet that holds all but the prompt on small screens.

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

class SettingsSheet extends HTMLElement {
  connectedCallback() {
    this.abort = new AbortController();
    const { signal } = this.abort;
    document.addEventListener("click", (event) => this.onClick(event), { signal });
    document.addEventListener("htmx:beforeRequest", ({ target }) => target.id === "spec-form" && this.close(), { signal });
    this.addEventListener("keydown", (event) => event.key === "Escape" && this.close(), { signal });
    matchMedia("(min-width: 47.5rem)").addEventListener("change", () => this.close(), { signal });
    // A choice of model puts a new form in place, whose sheet stays as that of the old one is until it leaves.
    const old = document.querySelector("settings-sheet[open]");
    if (!old) return;
    old.close();
    this.open(this.querySelector("[data-sheet-open]"));
  }

  disconnectedCallback() {
    this.close();
    this.abort.abort();
  }

  onClick(event) {
    const opener = event.target.closest?.("[data-sheet-open]");
    if (opener) this.open(opener);
    else if (event.target.closest?.("[data-sheet-close]") || !this.contains(event.target)) this.close();
  }

  open(opener) {
    this.opener = opener;
    opener?.setAttribute("aria-expanded", "true");
    this.setAttribute("open", "");
    this.role = "dialog";
    this.ariaModal = "true";
    this.ariaLabel = "Settings";
    this.others = [];
    for (let node = this; node !== document.body; node = node.parentElement) {
      this.others.push(...[...node.parentElement.children].filter((other) => other !== node && !other.inert && other.id !== "notice"));
    }
    for (const other of this.others) other.inert = true;
    this.querySelector("[data-sheet-close]")?.focus();
  }

  close() {
    if (!this.hasAttribute("open")) return;
    this.removeAttribute("open");
    this.role = this.ariaModal = this.ariaLabel = null;
    for (const other of this.others) other.inert = false;
    this.opener?.setAttribute("aria-expanded", "false");
    const { activeElement: active } = document;
    if (active === document.body || !active.checkVisibility()) this.opener?.focus();
  }
}

customElements.define("prompt-field", PromptField);
customElements.define("slider-field", SliderField);
customElements.define("seed-field", SeedField);
// Before the form itself: one that arrives with something wrong opens it.
customElements.define("settings-sheet", SettingsSheet);
