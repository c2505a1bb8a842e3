// A prompt in fields: shows the resulting prompt with each key, and puts words and colors into the fields.

import { announce } from "./announce.js";
import { closeBeside } from "./close-beside.js";
import { ComposerColors } from "./composer-colors.js";
import { writeJson, writeProse } from "./composition.js";
import { begin, forget, keep, takeKept } from "./kept-composer.js";
import { loadSheet } from "./load-sheet.js";

const PHRASES = ["subject", "action", "style", "context", "camera", "lens", "light", "other"];
const ROWS = { texts: ["words", "typeface", "size", "place"], palette: ["hex", "name", "of"] };
const SEPARATOR = ", ";
// What a prompt is measured in, as `playground/catalog/prompt_lengths.py` counts it.
const UNITS = { words: /\S+/g, tokens: /[A-Za-z]{1,9}|[^A-Za-z\s]/gu };

const splitWords = (text) => text.split(",").map((part) => part.trim());

class ComposerPanel extends HTMLElement {
  connectedCallback() {
    // One that is shown again has its listeners.
    if (!this.form) this.prepare();
    if (!this.dialog) return;
    const kept = takeKept(this);
    if (kept) this.replaceWith(kept);
    else this.open();
  }

  prepare() {
    this.form = this.querySelector("form");
    this.dialog = this.querySelector("dialog");
    this.colors = new ComposerColors(this);
    this.addEventListener("input", ({ target }) => this.onInput(target));
    this.addEventListener("change", ({ target }) => this.colors.onChange(target));
    this.addEventListener("click", ({ target }) => this.onClick(target));
    this.addEventListener("htmx:afterSettle", () => this.show());
    this.addEventListener("htmx:afterRequest", (event) => this.onAnswer(event));
    // The keys of the page belong to what is below the dialog.
    this.addEventListener("keydown", (event) => this.onKey(event));
    this.show();
    if (!this.dialog) return;
    begin(this);
    closeBeside(this.dialog);
    this.dialog.addEventListener("close", () => this.leave());
  }

  async open() {
    this.opener = document.activeElement;
    // A second click may have opened a second one before the first was there.
    for (const other of document.querySelectorAll("composer-panel")) if (other !== this) other.remove();
    await loadSheet(this.dataset.sheet);
    this.dialog.showModal();
    this.querySelector("#c_subject").focus();
  }

  leave() {
    this.remove();
    if (this.isApplied) forget();
    else keep(this);
    const prompt = document.querySelector("#id_prompt");
    if (this.isApplied || !this.opener?.isConnected) prompt?.focus();
    else this.opener.focus();
  }

  get composition() {
    const values = Object.fromEntries(PHRASES.map((name) => [name, this.form.elements[`c_${name}`].value]));
    for (const [list, names] of Object.entries(ROWS)) {
      const columns = names.map((name) => [...this.querySelectorAll(`[name=c_${name}]`)]);
      values[list] = columns[0].map((_, row) =>
        Object.fromEntries(names.map((name, column) => [name, columns[column][row].value])),
      );
    }
    return values;
  }

  // The prompt that the server writes from the same fields. Nothing is written for empty ones.
  write() {
    const given = this.composition;
    const isJson = this.form.elements.c_format.value === "json";
    const text = isJson ? writeJson(given) : writeProse(given);
    return text === "{}" ? "" : text;
  }

  show() {
    const text = this.write();
    this.querySelector("[data-echo]").value = text;
    const length = this.querySelector("[data-length]");
    if (length) {
      const count = [...text].length;
      length.textContent = `${count} / ${length.dataset.limit}`;
      length.toggleAttribute("data-over", count > Number(length.dataset.limit));
    }
    const meter = this.querySelector("[data-useful]");
    const { useful: unit } = meter.dataset;
    const used = text.match(UNITS[unit])?.length ?? 0;
    meter.value = used;
    meter.nextElementSibling.textContent = `${used} of ${meter.max} ${unit}`;
    for (const button of this.querySelectorAll("[data-phrase]"))
      button.ariaPressed = String(splitWords(this.fieldOf(button).value).includes(button.dataset.phrase));
    this.colors.show();
  }

  fieldOf(button) {
    return button.closest(".field").querySelector("[name]");
  }

  onInput(target) {
    this.colors.onInput(target);
    if (!target.matches("[data-echo]")) this.show();
  }

  onClick(target) {
    const words = target.closest("[data-phrase]");
    if (words) this.toggleWords(words);
    else if (target.closest("[data-eyedropper]")) this.colors.pick();
    else if (target.closest("[data-composer-close]")) this.dialog.close();
  }

  toggleWords(button) {
    const field = this.fieldOf(button);
    const { phrase: words } = button.dataset;
    const had = splitWords(field.value).filter((part) => part);
    const has = had.includes(words) ? had.filter((part) => part !== words) : [...had, words];
    field.value = has.join(SEPARATOR);
    announce(field);
  }

  onKey(event) {
    event.stopPropagation();
    const { key, target } = event;
    if (key !== "Enter") return;
    if (target.name === "palette_name") {
      event.preventDefault();
      this.querySelector("[data-save]").click();
    } else if ((event.ctrlKey || event.metaKey) && !event.repeat) {
      event.preventDefault();
      // A click, since htmx does not hear that a form is sent by its button.
      this.form.querySelector("[type=submit]").click();
    }
  }

  onAnswer({ target, detail }) {
    if (!target.matches("[data-apply]") || !detail.successful) return;
    this.isApplied = true;
    this.dialog.close();
  }
}

customElements.define("composer-panel", ComposerPanel);
