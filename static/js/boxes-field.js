// The boxes of a picture: a text, and a canvas that is loaded once somebody opens it.

import { refersToPictures } from "./boxes-text.js";
import { loadModule } from "./load-module.js";
import { loadSheet } from "./load-sheet.js";
import { toast } from "./toast.js";

const FAILED = "The canvas of the boxes could not be loaded. Open it again to draw; the text works without it.";

class BoxesField extends HTMLElement {
  connectedCallback() {
    this.fold = this.querySelector("details");
    this.text = this.querySelector("textarea");
    this.form = this.closest("form");
    this.pictures = this.findPictures();
    this.abort = new AbortController();
    const { signal } = this.abort;
    this.fold.addEventListener("toggle", () => this.fold.open && this.load(), { signal });
    this.text.addEventListener("input", () => this.count(), { signal });
    for (const type of ["input", "reorder"]) this.form.addEventListener(type, () => this.follow(), { signal });
    this.count();
    if (this.fold.open) this.load();
  }

  disconnectedCallback() {
    this.abort.abort();
    this.editor?.end();
  }

  // After a failure, opening it tries again.
  load() {
    this.loading ??= this.loadEditor().catch(() => {
      this.loading = null;
      toast(FAILED, "error");
    });
    return this.loading;
  }

  async loadEditor() {
    const [{ BoxesEditor }] = await Promise.all([loadModule(this.dataset.editor), loadSheet(this.dataset.sheet)]);
    // htmx may have replaced the field meanwhile.
    if (this.isConnected) this.editor = new BoxesEditor(this);
    return this.editor;
  }

  findPictures() {
    return [...this.form.querySelectorAll("picture-field [data-reference]")];
  }

  // A line names a picture by its place, so its number follows the picture. One that was removed has a number after
  // those that are there: the next one to be added takes its place.
  async follow() {
    const before = this.pictures;
    const now = this.findPictures();
    this.pictures = now;
    const missing = before.filter((picture) => !now.includes(picture));
    const order = [...now, ...missing];
    const numbers = before.map((picture) => order.indexOf(picture) + 1);
    const isSame = !missing.length && numbers.every((number, place) => number === place + 1);
    if (isSame || !refersToPictures(this.text.value)) return;
    const editor = await this.load();
    editor?.followPictures(numbers, now.length);
  }

  count() {
    const lines = this.text.value.split("\n").filter((line) => line.trim()).length;
    const words = lines === 1 ? "1 element placed" : `${lines} elements placed`;
    this.querySelector("[data-places]").textContent = lines ? words : "Place elements";
  }
}

customElements.define("boxes-field", BoxesField);
