// The mentions of the form's pictures in its prompt: written by one click, marked, and following the pictures when
// these change places.

import { loadModule } from "./load-module.js";
import { renumber } from "./mentions.js";
import { rewriteText, writeText } from "./prompt-edits.js";
import { offerUndo } from "./undo-offer.js";

const keyOf = ({ dataset }) => dataset.reference;
const isInPrompt = ({ target }) => target.id === "id_prompt";

class PictureMentions extends HTMLElement {
  connectedCallback() {
    this.field = this.closest("picture-field");
    this.prompt = document.querySelector("#id_prompt");
    // The pictures in their order, and after them those that were removed while the prompt may name them.
    this.order = this.items.map(keyOf);
    this.keep();
    this.abort = new AbortController();
    const { signal } = this.abort;
    for (const type of ["input", "reorder"]) this.field.addEventListener(type, () => this.follow(), { signal });
    this.field.addEventListener("click", (event) => this.press(event), { signal, capture: true });
    // Only somebody who was in the prompt has a cursor there.
    document.addEventListener("focusin", (event) => (this.hasCursor ||= isInPrompt(event)), { signal });
    this.prompt.addEventListener("input", (event) => this.undo(event), { signal });
    this.hasCursor = document.activeElement === this.prompt;
    this.show();
  }

  disconnectedCallback() {
    this.abort.abort();
    this.mirror?.end();
  }

  get items() {
    return [...this.field.querySelectorAll("[data-list] > [data-reference]")];
  }

  // What the form had before the next change, to bring it back.
  keep() {
    this.before = this.items.map((item) => [keyOf(item), item.querySelector("select").value]);
  }

  follow() {
    const now = this.items.map(keyOf);
    const added = now.filter((key) => !this.order.includes(key));
    const removed = this.order.filter((key) => !now.includes(key));
    // A picture that is added takes the place of one that was removed.
    removed.splice(0, added.length);
    const order = [...now, ...removed];
    const moves = new Map();
    for (const [place, key] of this.order.entries()) {
      const next = order.indexOf(key);
      if (next >= 0 && next !== place) moves.set(place + 1, next + 1);
    }
    this.order = order;
    const text = renumber(this.prompt.value, moves);
    if (text !== this.prompt.value) this.rewrite(text);
    this.keep();
    this.show();
  }

  rewrite(text) {
    const values = new URLSearchParams(new FormData(this.prompt.form));
    const { name } = this.field.dataset;
    for (const field of ["csrfmiddlewaretoken", "token", name, "reference_role"]) values.delete(field);
    for (const [key, role] of this.before) {
      values.append(name, key);
      values.append("reference_role", role);
    }
    this.rewritten = {
      texts: [this.prompt.value, text],
      orders: [this.before.map(([key]) => key), this.items.map(keyOf)],
    };
    rewriteText(this.prompt, text);
    offerUndo(this.dataset.moved, String(values));
  }

  // Ctrl+Z in the prompt takes back the numbers, and with them the order of the pictures.
  undo({ inputType }) {
    const { texts, orders } = this.rewritten ?? {};
    const place = ["historyUndo", "historyRedo"].indexOf(inputType);
    if (place < 0 || texts?.[place] !== this.prompt.value) return;
    const items = orders[place].map((key) => this.items.find((item) => keyOf(item) === key));
    if (items.length !== this.items.length || !items.every(Boolean)) return;
    this.order = orders[place];
    items[0].parentElement.append(...items);
    this.field.changed("The pictures have their places back.");
  }

  // A role and a number make the words that the button writes.
  show() {
    for (const [place, item] of this.items.entries()) {
      const [option] = item.querySelector("select").selectedOptions;
      const words = option.dataset.roleWords.replace("{n}", place + 1);
      const button = item.querySelector("[data-mention]");
      button.firstElementChild.textContent = words;
      button.setAttribute("aria-label", `Write “${words}” into the prompt`);
    }
    if (this.items.length) this.mark();
    this.mirror?.count(this.items.length);
  }

  async mark() {
    const loaded = await loadModule(this.dataset.mirror);
    if (!this.isConnected || !loaded) return;
    this.mirror ??= new loaded.PromptMirror(this.prompt);
    this.mirror.count(this.items.length);
  }

  // Before htmx hears of it: without script the server does the same.
  press(event) {
    const button = event.target.closest("[data-mention]");
    if (!button) return;
    event.preventDefault();
    event.stopPropagation();
    const { value, selectionStart, selectionEnd } = this.prompt;
    const [start, end] = this.hasCursor ? [selectionStart, selectionEnd] : [value.length, value.length];
    const before = start && !/[\s(“"]/.test(value[start - 1]) ? " " : "";
    const after = /\w/.test(value[end] ?? "") ? " " : "";
    writeText(this.prompt, start, end, before + button.textContent.trim() + after);
  }
}

customElements.define("picture-mentions", PictureMentions);
