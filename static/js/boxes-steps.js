// The text of the boxes, and what Undo brings back: each change on the canvas, and what was typed in one go.

import { announce } from "./announce.js";
import { renumber } from "./boxes-text.js";

const MOST_STEPS = 100;

export class BoxesSteps {
  constructor(text, button, onType, signal) {
    this.text = text;
    this.button = button;
    this.onType = onType;
    this.steps = [];
    this.known = text.value;
    text.addEventListener("input", () => !this.isWriting && this.take(), { signal });
    // What is typed next is another step.
    text.addEventListener("change", () => (this.isTyping = false), { signal });
  }

  get isEmpty() {
    return this.steps.length === 0;
  }

  // Takes over what somebody typed.
  take() {
    if (this.text.value === this.known) return;
    if (!this.isTyping) this.keep(this.known);
    this.isTyping = true;
    this.known = this.text.value;
    this.onType();
  }

  keep(before) {
    this.steps.push(before);
    this.steps.splice(0, this.steps.length - MOST_STEPS);
    this.button.disabled = false;
  }

  write(text) {
    this.isWriting = true;
    this.isTyping = false;
    this.known = text;
    this.text.value = text;
    announce(this.text);
    this.isWriting = false;
    this.button.disabled = this.isEmpty;
  }

  // What Undo brings back follows the pictures, too. Returns whether the text is another.
  renumber(numbers) {
    this.steps = this.steps.map((text) => renumber(text, numbers));
    const before = this.text.value;
    const text = renumber(before, numbers);
    if (text !== before) this.write(text);
    return text !== before;
  }
}
