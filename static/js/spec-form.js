// The form of a spec: it marks and resets the fields that differ from their defaults, and moves to the first error.

import { announce } from "./announce.js";
import { plainNumber } from "./numbers.js";

class SpecForm extends HTMLElement {
  connectedCallback() {
    this.addEventListener("input", (event) => this.onInput(event));
    this.addEventListener("htmx:afterRequest", (event) => this.onAnswer(event));
    this.addEventListener("click", (event) => this.onClick(event));
    this.addEventListener("keydown", (event) => this.onKey(event));
    document.addEventListener("click", this);
    document.addEventListener("htmx:afterSettle", this);
    // A restored draft replaces the form at any moment. The old one, with the price that was open, is still there.
    if (document.querySelector("#quote[open]")) this.querySelector("#quote").open = true;
    this.settle();
  }

  disconnectedCallback() {
    document.removeEventListener("click", this);
    document.removeEventListener("htmx:afterSettle", this);
  }

  // "Lock seed" puts a picture's seed into the form at once; without script the server does it.
  handleEvent(event) {
    if (event.type !== "click") return event.target.contains(this) && this.settle();
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
    const { activeElement: active } = document;
    if (!wrong || (wrong.closest("form")?.contains(active) && active.id !== "generate")) return;
    for (let fold = wrong.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    if (!wrong.checkVisibility()) wrong.closest("settings-sheet")?.open?.(this.querySelector("[data-sheet-open]"));
    wrong.focus();
  }

  onInput({ target }) {
    this.mark();
    const field = target.closest(".field-invalid");
    if (field) this.clearErrors(field);
  }

  onAnswer({ target, detail }) {
    if (target.id !== "spec-form" || detail.xhr.status !== 200) return;
    for (const field of this.querySelectorAll(".field-invalid")) this.clearErrors(field);
    for (const message of this.querySelectorAll(".form-error")) message.remove();
  }

  // An error is shown until its field is edited or the server accepts the form.
  clearErrors(field) {
    field.classList.remove("field-invalid");
    for (const message of field.querySelectorAll(".errorlist:not([data-problem])")) message.remove();
    for (const control of [field, ...field.querySelectorAll("[aria-describedby]")]) {
      control.removeAttribute("aria-invalid");
      const described = control.getAttribute("aria-describedby");
      if (described) control.setAttribute("aria-describedby", described.replace(/\s*\S+_error\b/, ""));
    }
  }

  mark() {
    for (const field of this.querySelectorAll("[data-field][data-default]")) {
      const changed = this.differs(field);
      field.toggleAttribute("data-changed", changed);
      const reset = field.querySelector("[data-reset]");
      if (reset) reset.hidden = !changed;
    }
  }

  differs(field) {
    const value = this.read(field);
    const standard = field.dataset.default;
    if (value === standard || !value || !standard) return value !== standard;
    const number = plainNumber(value, field.querySelector("[inputmode=numeric]") !== null);
    return !number || Number(number) !== Number(standard);
  }

  texts(field) {
    return [...field.querySelectorAll("[type=text][name], select[name]")];
  }

  read(field) {
    if (field.dataset.widget.startsWith("picture")) return field.querySelector("[data-reference]") ? "some" : "";
    if (field.dataset.widget === "loras")
      return this.texts(field)
        .map(({ value }) => value)
        .join("");
    const control = field.querySelector("[type=radio]:checked") ?? field.querySelector("[name]:not([type=hidden])");
    return control.type === "checkbox" ? String(control.checked) : control.value;
  }

  reset(field) {
    if (field.dataset.widget.startsWith("picture")) return field.querySelector("picture-field").clear();
    for (const other of this.texts(field).slice(1)) other.value = "";
    const standard = field.dataset.default;
    const control =
      field.querySelector(`[type=radio][value="${standard}"]`) ?? field.querySelector("[name]:not([type=hidden])");
    if (control.type === "radio") control.checked = true;
    else if (control.type === "checkbox") control.checked = standard === "true";
    else control.value = standard;
    announce(control);
  }

  onClick({ target }) {
    const field = target.closest("[data-reset]")?.closest("[data-field]");
    if (field) this.reset(field);
    field?.querySelector("[name]:not([type=hidden]), [type=file]")?.focus();
  }

  // While an input method composes, some systems name no key. The text so far is in the prompt already, so it is sent.
  onKey(event) {
    const { key, code, target } = event;
    if (key !== "Enter" && !(key === "Process" && code.endsWith("Enter"))) return;
    const isSending = event.ctrlKey || event.metaKey;
    // A key that is held would send the form, or press a button, again and again.
    if (isSending || (event.repeat && target.tagName !== "TEXTAREA")) event.preventDefault();
    if (isSending && !event.repeat) this.querySelector("form").requestSubmit(this.querySelector("#generate"));
  }
}

customElements.define("spec-form", SpecForm);
