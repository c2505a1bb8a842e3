// The canvas of the boxes. The text area below it holds them, so that the form posts and keeps them as any text.

import { sayArea } from "./boxes-areas.js";
import { hearKeys } from "./boxes-keys.js";
import { BoxesPanel } from "./boxes-panel.js";
import { BoxesPointer } from "./boxes-pointer.js";
import { BoxesSteps } from "./boxes-steps.js";
import { readBoxes, writeBoxes } from "./boxes-text.js";
import { BoxesWords } from "./boxes-words.js";

const FIRST = [350, 350, 650, 650];

// Not by their values, which are the same for a moment while a moved element is dragged across its old place.
const isKept = ({ source, target }) => source !== null && source === target;

export class BoxesEditor {
  constructor(field) {
    this.text = field.text;
    this.room = field.querySelector("[data-canvas-room]");
    this.canvas = field.querySelector("[data-canvas]");
    this.words = new BoxesWords(field);
    this.buttons = Object.fromEntries([...this.room.querySelectorAll("[data-do]")].map((one) => [one.dataset.do, one]));
    this.form = field.closest("form");
    this.panel = new BoxesPanel(this);
    this.pointer = new BoxesPointer(this);
    this.abort = new AbortController();
    const { signal } = this.abort;
    this.room.addEventListener("click", (event) => this.onClick(event));
    hearKeys(this);
    this.canvas.addEventListener("focusin", ({ target }) => this.onFocus(target));
    this.steps = new BoxesSteps(this.text, this.buttons.undo, () => this.read(), signal);
    for (const type of ["input", "reorder"]) this.form.addEventListener(type, () => this.panel.fit(), { signal });
    this.room.hidden = false;
    this.read();
    this.panel.fit();
  }

  end() {
    this.abort.abort();
  }

  // Takes over the text once every line of it is a box. Until then the boxes are not known, so nothing may write them.
  read() {
    const boxes = readBoxes(this.text.value);
    const isReadable = boxes !== null;
    this.boxes = boxes ?? [];
    this.canvas.inert = !isReadable;
    this.buttons.add.disabled = !isReadable;
    this.words.sayReadable(isReadable);
    this.chosen = this.boxes.find(({ id }) => id === this.chosen?.id) ?? null;
    this.draw();
  }

  // A moved element has two shapes: where it comes from, and where it goes.
  get shapes() {
    return this.boxes.flatMap((box) => {
      const parts = isKept(box) ? ["target"] : ["source", "target"].filter((part) => box[part]);
      return parts.map((part) => ({ box, part }));
    });
  }

  find(element) {
    return this.shapes[[...this.canvas.querySelectorAll("[data-shape]")].indexOf(element)];
  }

  draw() {
    const { shapes } = this;
    const elements = [...this.canvas.querySelectorAll("[data-shape]")];
    while (elements.length < shapes.length) elements.push(this.canvas.appendChild(this.panel.makeShape()));
    for (const extra of elements.splice(shapes.length)) extra.remove();
    for (const [place, element] of elements.entries()) this.panel.drawShape(element, shapes[place]);
    this.panel.show(this.chosen);
  }

  choose(box, part = "target") {
    this.chosen = box;
    this.part = part;
    this.draw();
  }

  // An element that is kept stays where it is, so both of its areas are one.
  setArea(box, part, area) {
    if (isKept(box)) box.source = area;
    box[part] = area;
    this.draw();
  }

  add(area = FIRST) {
    const before = this.text.value;
    let number = 1;
    while (this.boxes.some(({ id }) => id === `element_${number}`)) number += 1;
    this.chosen = { id: `element_${number}`, picture: 0, source: null, target: [...area], description: "" };
    this.boxes.push(this.chosen);
    this.commit(before, `${this.chosen.id} added: ${sayArea(area)}.`);
    this.panel.startNaming();
  }

  remove() {
    const before = this.text.value;
    const place = this.boxes.indexOf(this.chosen);
    if (place < 0) return;
    const { id } = this.chosen;
    this.boxes.splice(place, 1);
    this.chosen = null;
    this.commit(before, `${id} removed.`);
    (this.canvas.querySelectorAll("[data-shape]")[place] ?? this.buttons.add).focus();
  }

  // Writes the boxes into the text, which the form saves, and keeps what was there before for Undo.
  commit(before, sentence) {
    this.draw();
    const text = writeBoxes(this.boxes);
    if (text === before) return;
    this.steps.keep(before);
    this.steps.write(text);
    this.words.show("");
    const area = this.chosen?.[this.part] ?? this.chosen?.target;
    this.words.say(sentence ?? (area ? `${this.chosen.id}: ${sayArea(area)}.` : ""));
  }

  // Pictures were moved or removed: `numbers` has the new number of each, in the old order.
  followPictures(numbers, count) {
    const isOther = this.steps.renumber(numbers);
    if (isOther) this.read();
    this.words.sayPictures(this.boxes, count, isOther);
  }

  restore(text) {
    this.steps.write(text);
    this.read();
  }

  undo() {
    if (this.steps.isEmpty) return;
    this.restore(this.steps.steps.pop());
    this.words.say("Undone.");
    if (!this.canvas.contains(document.activeElement)) this.buttons[this.buttons.add.disabled ? "undo" : "add"].focus();
  }

  onClick({ target }) {
    const action = target.closest("[data-do]")?.dataset.do;
    if (action) this[action]();
  }

  onFocus(target) {
    const found = target.matches("[data-shape]") && this.find(target);
    if (found && (found.box !== this.chosen || found.part !== this.part)) this.choose(found.box, found.part);
  }
}
