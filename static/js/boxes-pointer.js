// Draws, moves and resizes boxes by mouse, pen or finger.

import { moveArea, resizeArea, spanArea } from "./boxes-areas.js";

export class BoxesPointer {
  constructor(editor) {
    this.editor = editor;
    this.canvas = editor.canvas;
    this.canvas.addEventListener("pointerdown", (event) => this.start(event));
    this.canvas.addEventListener("pointermove", (event) => this.drag && this.move(event));
    this.canvas.addEventListener("pointerup", (event) => this.drag && this.end(event));
    this.canvas.addEventListener("pointercancel", () => this.drag && this.cancel());
  }

  // The place of the pointer in thousandths: down, across.
  place({ clientX, clientY }) {
    const { top, left, width, height } = this.canvas.getBoundingClientRect();
    return [((clientY - top) / height) * 1000, ((clientX - left) / width) * 1000];
  }

  start(event) {
    if (event.button !== 0 || this.drag) return;
    const shape = event.target.closest("[data-shape]");
    this.drag = { from: this.place(event), handle: event.target.dataset.handle, before: this.editor.text.value };
    this.canvas.setPointerCapture(event.pointerId);
    // The browser would select text, or drag the picture behind the boxes.
    event.preventDefault();
    if (!shape) return;
    const { box, part } = this.editor.find(shape);
    Object.assign(this.drag, { box, part, area: box[part] });
    this.editor.choose(box, part);
    shape.focus();
  }

  move(event) {
    const { from, box, part, area, handle } = this.drag;
    const to = this.place(event);
    if (!box) return this.editor.panel.outline(spanArea(from, to));
    const change = handle ? resizeArea : moveArea;
    this.editor.setArea(box, part, change(area, to[0] - from[0], to[1] - from[1], handle));
  }

  end(event) {
    const { from, box, before } = this.drag;
    this.drag = null;
    this.editor.panel.outline(null);
    if (box) return this.editor.commit(before);
    const area = spanArea(from, this.place(event));
    if (area) this.editor.add(area);
  }

  cancel() {
    const { before } = this.drag;
    this.drag = null;
    this.editor.panel.outline(null);
    this.editor.restore(before);
  }
}
