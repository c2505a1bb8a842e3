// What is seen of the boxes: their shapes on the canvas, and the details of the chosen one below it.

import { sayArea } from "./boxes-areas.js";
import { actionOf, isId } from "./boxes-text.js";

const HANDLES = ["nw", "ne", "sw", "se"];
const RATIO = /^([0-9]+):([0-9]+)$/;
const PARTS = { source: ", from", target: "" };

const place = (element, [top, left, bottom, right]) => {
  Object.assign(element.style, {
    top: `${top / 10}%`,
    left: `${left / 10}%`,
    height: `${(bottom - top) / 10}%`,
    width: `${(right - left) / 10}%`,
  });
};

export class BoxesPanel {
  constructor(editor) {
    this.editor = editor;
    this.room = editor.room;
    this.details = this.room.querySelector("[data-chosen]");
    this.backdrop = this.room.querySelector("[data-backdrop]");
    this.inputs = Object.fromEntries(
      [...this.details.querySelectorAll("[data-box]")].map((input) => [input.dataset.box, input]),
    );
    this.frame = document.createElement("div");
    this.frame.className = "box-outline";
    this.frame.hidden = true;
    editor.canvas.append(this.frame);
    // These controls are not part of the form: only the text is.
    this.details.addEventListener("input", (event) => event.stopPropagation());
    this.details.addEventListener("change", (event) => this.onChange(event));
    this.details.addEventListener("keydown", (event) => event.key === "Enter" && this.onEnter(event));
  }

  makeShape() {
    const shape = document.createElement("button");
    shape.type = "button";
    shape.dataset.shape = "";
    const name = document.createElement("span");
    name.className = "box-name";
    const handles = HANDLES.map((handle) => {
      const corner = document.createElement("span");
      corner.dataset.handle = handle;
      return corner;
    });
    shape.append(name, ...handles);
    return shape;
  }

  drawShape(shape, { box, part }) {
    const action = actionOf(box);
    const isFrom = part === "source" && box.target !== null;
    place(shape, box[part]);
    shape.className = "box";
    shape.classList.toggle("box-from", isFrom);
    shape.classList.toggle("box-gone", action === "remove");
    shape.firstChild.textContent = box.id;
    const words = box.description ? `${box.id}, ${box.description}` : box.id;
    const from = action === "new" ? "new" : `${action} of picture ${box.picture}`;
    shape.ariaLabel = `${words}, ${from}${isFrom ? PARTS.source : PARTS.target}: ${sayArea(box[part])}`;
    shape.ariaCurrent = box === this.editor.chosen ? "true" : null;
  }

  outline(area) {
    this.frame.hidden = !area;
    if (area) place(this.frame, area);
  }

  show(box) {
    this.details.hidden = !box;
    if (!box) return;
    const values = { id: box.id, description: box.description, action: actionOf(box) };
    // What is being typed is not replaced.
    for (const [name, value] of Object.entries({ ...values, picture: box.picture || 1 })) {
      if (document.activeElement !== this.inputs[name]) this.inputs[name].value = value;
    }
    this.details.querySelector("[data-picture]").hidden = values.action === "new";
    this.fit();
  }

  startNaming() {
    this.inputs.description.focus();
    this.inputs.description.select();
  }

  onEnter(event) {
    // It would send the form.
    event.preventDefault();
    event.target.dispatchEvent(new Event("change", { bubbles: true }));
  }

  onChange(event) {
    event.stopPropagation();
    const { chosen: box, text } = this.editor;
    const { box: name } = event.target.dataset;
    const value = event.target.value.trim();
    const before = text.value;
    if (name === "action") this.setAction(box, value);
    else if (name === "picture") box.picture = Math.min(99, Math.max(1, Math.trunc(Number(value)) || 1));
    else if (name === "description") box.description = value;
    const problem = name === "id" ? this.rename(box, value) : "";
    event.target.value = box[name] ?? value;
    this.editor.commit(before, `${box.id} changed.`);
    if (problem) this.editor.words.complain(problem);
  }

  // Returns why the box cannot have the id, or "".
  rename(box, value) {
    if (!isId(value)) return `“${value}” is not an id. Use letters, digits, - and _, such as lamp_1.`;
    if (this.editor.boxes.some((other) => other !== box && other.id === value)) {
      return `Another box has the id ${value}. Choose another.`;
    }
    box.id = value;
    return "";
  }

  setAction(box, action) {
    const area = box.target ?? box.source;
    const [top, left, bottom, right] = area;
    // A moved element starts beside its old place, so that both can be taken hold of.
    const aside = right + 50 <= 1000 ? 50 : -Math.min(50, left);
    box.picture = action === "new" ? 0 : box.picture || 1;
    box.source = action === "new" ? null : (box.source ?? area);
    box.target = action === "remove" ? null : area;
    if (action === "keep") box.target = box.source;
    if (action === "move" && String(box.source) === String(box.target)) {
      box.target = [top, left + aside, bottom, right + aside];
    }
  }

  // Gives the canvas the shape of the picture, and shows the reference picture behind the boxes.
  fit() {
    const { canvas, chosen, form } = this.editor;
    const number = Math.max(1, chosen?.picture ?? 1);
    const picture = form.querySelectorAll("picture-field [data-reference] img")[number - 1];
    this.backdrop.hidden = !picture;
    if (picture && this.backdrop.src !== picture.src) this.backdrop.src = picture.src;
    const ratio = form.querySelector("[data-role=ratio] :checked")?.value ?? "";
    const [width, height] = ["width", "height"].map((role) => form.querySelector(`[data-role=${role}] input`)?.value);
    const sides = RATIO.exec(ratio)?.slice(1) ?? [width, height];
    const [across, down] = sides.map(Number);
    const natural = picture?.naturalHeight ? picture.naturalWidth / picture.naturalHeight : 1;
    const shape = across > 0 && down > 0 ? across / down : natural;
    canvas.style.setProperty("--ratio", Math.min(4, Math.max(0.25, shape)));
  }
}
