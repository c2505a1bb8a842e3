// Pictures to edit or refer to: chosen, dropped, pasted, or dragged from the history.

import { addPart, findField, kept } from "./add-picture.js";
import { announce } from "./announce.js";
import { removeDeleted, restoreDeleted } from "./deleted-references.js";
import { fileParts } from "./picture-parts.js";
import { addReference, endEdit, openHistory, takeDropped, takeReference } from "./picture-reference.js";
import { say } from "./say.js";
import { toast } from "./toast.js";
import { beginUploads, endUploads, isUploading } from "./uploads-first.js";

class PictureField extends HTMLElement {
  connectedCallback() {
    this.list = this.querySelector("[data-list]");
    this.input = this.querySelector("input[type=file]");
    this.max = Number(this.dataset.max);
    // With script a file is uploaded before the form is sent, and the form names it by its key.
    this.input.removeAttribute("name");
    this.refer = (key) => addReference(this, key);
    this.again = this.querySelector("[data-again]");
    this.abort = new AbortController();
    const { signal } = this.abort;
    this.input.addEventListener("input", (event) => event.stopPropagation(), { signal });
    this.input.addEventListener("change", (event) => this.choose(event), { signal });
    this.addEventListener("click", ({ target }) => target.closest("[data-remove]") && this.discard(target), { signal });
    this.again.addEventListener("click", () => this.add(kept.splice(0)), { signal });
    document.addEventListener("click", (event) => takeReference(this, event), { signal, capture: true });
    this.addEventListener("click", (event) => openHistory(this, event), { signal });
    document.addEventListener("deleted", ({ detail }) => removeDeleted(this, detail), { signal });
    document.addEventListener("restored", ({ detail }) => restoreDeleted(this, detail), { signal });
    this.addEventListener("reorder", ({ detail }) => this.reorder(detail), { signal });
    this.toggleAttribute("data-busy", isUploading());
    this.again.hidden = !kept.length;
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

  // What was dropped or pasted anywhere on the page.
  take(parts) {
    takeDropped(this, parts);
  }

  async add(parts) {
    this.tell("");
    this.toggleAttribute("data-busy", true);
    beginUploads();
    const problems = [];
    let isDone = false;
    try {
      for (const part of parts) {
        const problem = await addPart(this, part, parts);
        if (problem) problems.push(problem);
        const field = findField();
        field?.tell(problems.join("\n"));
        if (problem && !field) toast(problem, "error");
      }
      isDone = problems.length === 0;
    } finally {
      // Generate waits for this, whatever went wrong.
      endUploads(isDone);
      findField()?.toggleAttribute("data-busy", isUploading());
    }
  }

  place(item) {
    const { reference } = item.dataset;
    if (!this.isConnected) {
      // The form has become one that takes no pictures.
      document.dispatchEvent(new CustomEvent("pictures-waiting", { detail: [["key", reference]] }));
      return;
    }
    // It may have been uploaded for another model, which calls the parameter otherwise.
    for (const input of item.querySelectorAll("input")) input.name = this.dataset.name;
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

  tell(sentence) {
    const problem = this.querySelector("[data-problem]");
    problem.textContent = sentence;
    problem.hidden = !sentence;
    this.again.hidden = !kept.length;
  }

  changed(words) {
    this.refresh();
    say(this.querySelector("[data-said]"), words);
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
