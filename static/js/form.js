// The form of a spec: marks and resets what differs from a default, leads to what is wrong, and the sheet around it.

const announce = (control) => {
  for (const type of ["input", "change"]) control.dispatchEvent(new Event(type, { bubbles: true }));
};

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

class SettingsSheet extends HTMLElement {
  connectedCallback() {
    this.abort = new AbortController();
    const { signal } = this.abort;
    document.addEventListener("click", (event) => this.onClick(event), { signal });
    this.addEventListener("keydown", (event) => event.key === "Escape" && this.close(), { signal });
    matchMedia("(min-width: 47.5rem)").addEventListener("change", () => this.close(), { signal });
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
    (this.querySelector("[data-sheet-close]") ?? this).focus();
  }

  close() {
    if (!this.hasAttribute("open")) return;
    this.removeAttribute("open");
    this.role = this.ariaModal = this.ariaLabel = null;
    for (const other of this.others) other.inert = false;
    this.opener?.setAttribute("aria-expanded", "false");
    this.opener?.focus();
  }
}

// The sheet first: a form that arrives with something wrong opens it.
customElements.define("settings-sheet", SettingsSheet);
customElements.define("spec-form", SpecForm);
