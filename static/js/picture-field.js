// Pictures to edit or refer to: chosen, dropped, pasted, or dragged from the history.

import { announce } from "./announce.js";
import { droppedParts, fileParts, holdsPictures, pastedParts } from "./picture-parts.js";
import { addReference, endEdit, openHistory, takeDropped, takeReference } from "./picture-reference.js";
import { uploadPicture } from "./upload-picture.js";

class PictureField extends HTMLElement {
  connectedCallback() {
    this.list = this.querySelector("[data-list]");
    this.input = this.querySelector("input[type=file]");
    this.max = Number(this.dataset.max);
    // With script a file is uploaded before the form is sent, and the form names it by its key.
    this.input.removeAttribute("name");
    this.refer = (key) => addReference(this, key);
    this.again = this.querySelector("[data-again]");
    // Uploads that failed and may work later, so that nobody has to choose the file again.
    this.kept = [];
    this.abort = new AbortController();
    const { signal } = this.abort;
    this.input.addEventListener("input", (event) => event.stopPropagation(), { signal });
    this.input.addEventListener("change", (event) => this.choose(event), { signal });
    document.addEventListener("paste", (event) => this.paste(event), { signal });
    this.addEventListener("click", ({ target }) => target.closest("[data-remove]") && this.discard(target), { signal });
    this.again.addEventListener("click", () => this.add(this.kept.splice(0)), { signal });
    document.addEventListener("click", (event) => takeReference(this, event), { signal, capture: true });
    this.addEventListener("click", (event) => openHistory(this, event), { signal });
    this.addEventListener("reorder", ({ detail }) => this.reorder(detail), { signal });
    for (const type of ["dragover", "dragleave", "drop"]) {
      this.addEventListener(type, (event) => this[type](event), { signal });
    }
    this.refresh();
  }

  disconnectedCallback() {
    this.abort.abort();
  }

  get items() {
    return [...this.list.children];
  }

  // A field for one picture is never full: the next picture replaces it.
  get full() {
    return this.max > 1 && this.items.length >= this.max;
  }

  choose(event) {
    event.stopPropagation();
    this.add(fileParts(this.input.files));
    this.input.value = "";
  }

  paste(event) {
    const parts = pastedParts(event.clipboardData);
    if (!parts.length) return;
    event.preventDefault();
    this.add(parts);
  }

  async add(parts) {
    this.tell("");
    this.toggleAttribute("data-busy", true);
    for (const part of parts) {
      if (!this.full) await this.send(part);
      else this.tell(`You can use up to ${this.max} pictures. Remove one first.`);
    }
    this.toggleAttribute("data-busy", false);
  }

  async send(part) {
    const { dataset } = this;
    const { html, problem, canRetry } = await uploadPicture({ url: dataset.uploadUrl, name: dataset.name, part });
    if (html) return this.place(html);
    if (canRetry) this.kept.push(part);
    this.tell(problem);
  }

  place(html) {
    const template = document.createElement("template");
    template.innerHTML = html.trim();
    const item = template.content.firstElementChild;
    if (this.max === 1) this.list.replaceChildren();
    this.list.append(item);
    this.changed(`Picture ${this.items.length} added.`);
  }

  reorder(item) {
    this.changed(`Picture is now number ${this.items.indexOf(item) + 1} of ${this.items.length}.`);
  }

  discard(button) {
    const item = button.closest("[data-reference]");
    const next = item.nextElementSibling ?? item.previousElementSibling;
    item.remove();
    this.changed("Picture removed.");
    (next?.querySelector("[data-remove]") ?? this.input).focus();
  }

  clear() {
    this.list.replaceChildren();
    this.changed("Pictures removed.");
  }

  dragover(event) {
    if (!holdsPictures(event.dataTransfer)) return;
    event.preventDefault();
    this.toggleAttribute("data-over", true);
  }

  dragleave() {
    this.toggleAttribute("data-over", false);
  }

  drop(event) {
    event.preventDefault();
    this.dragleave();
    takeDropped(this, droppedParts(event.dataTransfer));
  }

  tell(sentence) {
    const problem = this.querySelector("[data-problem]");
    problem.textContent = sentence;
    problem.hidden = !sentence;
    this.again.hidden = !this.kept.length;
  }

  changed(words) {
    this.refresh();
    this.querySelector("[data-said]").textContent = words;
    announce(this);
  }

  refresh() {
    this.items.forEach((item, index, items) => {
      item.draggable = items.length > 1;
      item.querySelector("[data-earlier]").disabled = index === 0;
      item.querySelector("[data-later]").disabled = index === items.length - 1;
    });
    this.toggleAttribute("data-full", this.full);
    endEdit(this);
  }
}

customElements.define("picture-field", PictureField);
