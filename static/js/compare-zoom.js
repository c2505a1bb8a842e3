// One zoom for all pictures of a comparison: what is done in one box happens in every other one, at the same place of
// the picture, also where the pictures have different sizes.

import { ZoomPan } from "./zoom-pan.js";
import { nextStep } from "./zoom-steps.js";

const STEP = 80;

class SharedBox extends ZoomPan {
  constructor(group, box, picture) {
    super(box, picture, { changed() {}, swiped() {} });
    this.group = group;
  }

  // A picture that fits lets the wheel scroll the page down, to what differs.
  wheel(event) {
    if (event.deltaY >= 0 && !this.zoomed && !event.ctrlKey) return;
    super.wheel(event);
  }

  apply() {
    super.apply();
    this.group.follow(this);
  }

  // The scale as a multiple of that at which the picture fits, and its place in shares of its width and height.
  mirror({ zoomed, scale, fitting, x, y, wide, high }) {
    const [times, own] = [scale / fitting, this.fitting];
    this.zoomed = zoomed;
    this.scale = zoomed ? own * times : own;
    this.x = (x / (wide * scale)) * this.wide * this.scale;
    this.y = (y / (high * scale)) * this.high * this.scale;
    super.apply();
  }
}

export class SharedZoom {
  // `changed` is called with the box that was changed.
  constructor(changed) {
    this.boxes = [];
    this.changed = changed;
  }

  add(box, picture, wide, high) {
    const added = new SharedBox(this, box, picture);
    const first = this.boxes[0];
    this.boxes.push(added);
    Object.assign(added, { wide, high, scale: added.fitting, zoomed: false });
    if (first) added.mirror(first);
    else added.fit();
    return added;
  }

  remove(box) {
    this.boxes = this.boxes.filter((other) => other !== box);
  }

  follow(leader) {
    if (this.leading) return;
    this.leading = true;
    for (const box of this.boxes) if (box !== leader && leader.scale) box.mirror(leader);
    this.leading = false;
    this.changed(leader);
  }

  act(name, leader = this.boxes[0]) {
    if (!leader) return;
    if (name === "fit" || (name === "toggle" && leader.zoomed)) leader.fit();
    else if (name === "full" || name === "toggle") leader.actual();
    else leader.zoom(nextStep(leader.scale, name === "in" ? 1 : -1) ?? leader.scale);
  }

  pan(across, down, leader = this.boxes[0]) {
    if (!leader?.zoomed) return;
    leader.x -= across * STEP;
    leader.y -= down * STEP;
    leader.apply();
  }
}
