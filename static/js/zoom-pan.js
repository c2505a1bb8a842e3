// Shows a picture in a box, as large as it fits or magnified around a point: by wheel, pinch, double click and drag.
// The scale is in pixels of the screen for one of the picture.

import { closerScale, LARGEST, middle, spread, wheelScale } from "./zoom-steps.js";

const clamp = (value, most) => Math.min(most, Math.max(-most, value));

export class ZoomPan {
  // `changed` is called after each change of the scale, `swiped` with 1 or -1.
  constructor(box, picture, { changed, swiped }) {
    Object.assign(this, { box, picture, changed, swiped, pointers: new Map(), wide: 1, high: 1, x: 0, y: 0 });
    box.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    box.addEventListener("dblclick", ({ clientX, clientY }) => this.toggle(clientX, clientY));
    box.addEventListener("pointerdown", (event) => this.press(event));
    box.addEventListener("pointermove", (event) => this.move(event));
    for (const type of ["pointerup", "pointercancel"]) box.addEventListener(type, (event) => this.release(event));
    new ResizeObserver(() => (this.zoomed ? this.apply() : this.fit())).observe(box);
  }

  get fitting() {
    const { clientWidth, clientHeight } = this.box;
    return Math.min(clientWidth / this.wide, clientHeight / this.high) * devicePixelRatio;
  }

  // Shows another picture, whose size is known before its file is here.
  reset(wide, high) {
    Object.assign(this, { wide, high });
    this.pointers.clear();
    this.fit();
  }

  fit() {
    this.zoomed = false;
    this.set(this.fitting);
  }

  set(scale) {
    this.scale = scale;
    this.apply();
    this.changed();
  }

  // The picture cannot leave the box further than its edge.
  apply() {
    const [width, height] = [this.wide, this.high].map((side) => (side * this.scale) / devicePixelRatio);
    this.x = clamp(this.x, Math.max(0, (width - this.box.clientWidth) / 2));
    this.y = clamp(this.y, Math.max(0, (height - this.box.clientHeight) / 2));
    this.picture.style.width = `${width}px`;
    this.picture.style.height = `${height}px`;
    this.picture.style.translate = `${this.x}px ${this.y}px`;
    this.box.toggleAttribute("data-zoomed", this.zoomed);
  }

  // One pixel of the picture for one of the screen, also where the picture fits at a larger scale.
  actual() {
    if (this.fitting < 1) return this.zoom(1);
    this.zoomed = true;
    this.set(1);
  }

  // The point of the picture at these coordinates, or else in the middle, stays where it is.
  zoom(scale, clientX, clientY) {
    const wanted = Math.min(LARGEST, scale);
    if (wanted <= this.fitting * 1.005) return this.fit();
    const around = this.box.getBoundingClientRect();
    const [right, down] = [clientX ?? around.x + around.width / 2, clientY ?? around.y + around.height / 2];
    const from = [right - around.x - around.width / 2, down - around.y - around.height / 2];
    const ratio = wanted / this.scale;
    this.x = from[0] - (from[0] - this.x) * ratio;
    this.y = from[1] - (from[1] - this.y) * ratio;
    this.zoomed = true;
    this.set(wanted);
  }

  toggle(clientX, clientY) {
    if (this.zoomed) this.fit();
    else this.zoom(closerScale(this.fitting), clientX, clientY);
  }

  wheel(event) {
    event.preventDefault();
    this.zoom(wheelScale(this.scale, event), event.clientX, event.clientY);
  }

  press(event) {
    if (event.button) return;
    this.box.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, event);
    this.start = this.pointers.size === 1 ? event : null;
    this.pinched = this.pointers.size === 2 ? [spread([...this.pointers.values()]), this.scale] : null;
  }

  move(event) {
    const before = this.pointers.get(event.pointerId);
    if (!before) return;
    this.pointers.set(event.pointerId, event);
    const fingers = [...this.pointers.values()];
    if (this.pinched && fingers.length === 2) {
      const [distance, scale] = this.pinched;
      this.zoom((scale * spread(fingers)) / distance, ...middle(fingers));
    } else if (this.zoomed && fingers.length === 1) {
      this.x += event.clientX - before.clientX;
      this.y += event.clientY - before.clientY;
      this.apply();
    }
  }

  // A picture that fits is swiped away by one finger.
  release(event) {
    this.pointers.delete(event.pointerId);
    this.pinched = null;
    const { start } = this;
    this.start = null;
    if (!start || this.zoomed || event.type === "pointercancel" || event.pointerType === "mouse") return;
    const [across, down] = [event.clientX - start.clientX, event.clientY - start.clientY];
    if (Math.abs(across) > 48 && Math.abs(across) > 2 * Math.abs(down)) this.swiped(across < 0 ? 1 : -1);
  }
}
