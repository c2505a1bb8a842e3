// Puts the pictures of a collection in order: by dragging, by the two buttons, or by Alt with arrows on a picture.

import { describeFailure } from "./failures.js";
import { request } from "./requests.js";
import { say } from "./say.js";
import { toast } from "./toast.js";

const STEPS = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };

class ShelfOrder extends HTMLElement {
  connectedCallback() {
    this.list = this.querySelector("ol");
    for (const item of this.items) item.draggable = true;
    this.addEventListener("dragstart", ({ target }) => this.pick(target));
    this.addEventListener("dragover", (event) => this.over(event));
    this.addEventListener("drop", (event) => this.drop(event));
    this.addEventListener("dragend", () => this.putBack());
    this.addEventListener("submit", (event) => this.submit(event));
    this.addEventListener("keydown", (event) => this.key(event));
  }

  get items() {
    return [...this.list.children].filter((item) => item.querySelector(".tile"));
  }

  pick(target) {
    this.dragged = target.closest("[data-item]");
    this.former = [...this.list.children];
    this.dragged?.toggleAttribute("data-dragged", true);
  }

  // The picture takes its new place while it is dragged.
  over(event) {
    if (!this.dragged) return;
    event.preventDefault();
    const item = event.target.closest("[data-item]");
    if (!item || item === this.dragged) return;
    const { items } = this;
    if (items.indexOf(item) < items.indexOf(this.dragged)) item.before(this.dragged);
    else item.after(this.dragged);
  }

  drop(event) {
    if (!this.dragged) return;
    event.preventDefault();
    const { dragged, former } = this;
    this.let();
    this.save(dragged, former);
  }

  // Esc ends a drag without a drop, and so does a drop elsewhere.
  putBack() {
    if (this.dragged) this.list.replaceChildren(...this.former);
    this.let();
  }

  let() {
    this.dragged?.removeAttribute("data-dragged");
    this.dragged = null;
  }

  submit(event) {
    const item = event.target.closest("[data-item]");
    const step = Number(event.submitter?.value);
    // At an end of the page, the next page has the neighbour, which the server knows.
    if (!item || !step || !this.neighbour(item, step)) return;
    event.preventDefault();
    this.step(item, step, event.submitter);
  }

  key(event) {
    const item = event.target.closest("[data-item]");
    const step = STEPS[event.key];
    if (!item || !step || !event.altKey || !this.neighbour(item, step)) return;
    event.preventDefault();
    this.step(item, step, event.target);
  }

  neighbour(item, step) {
    const { items } = this;
    return items[items.indexOf(item) + step];
  }

  step(item, step, focused) {
    const former = [...this.list.children];
    const neighbour = this.neighbour(item, step);
    if (step < 0) neighbour.before(item);
    else neighbour.after(item);
    focused.focus();
    this.save(item, former);
  }

  // Behind the last one of the page, the place is that after its neighbour.
  async save(item, former) {
    const { items } = this;
    const place = items.indexOf(item);
    if (former.indexOf(item) === [...this.list.children].indexOf(item)) return;
    const body = new FormData();
    body.set("item", item.dataset.item);
    if (items[place + 1]) body.set("before", items[place + 1].dataset.item);
    else body.set("after", items[place - 1].dataset.item);
    say(
      this.querySelector("[data-order-said]"),
      `Moved to place ${Number(this.dataset.ahead) + place + 1} of ${this.dataset.total}`,
    );
    const answer = await request(this.dataset.url, { method: "POST", body }).catch((error) => error);
    if (answer.ok) return;
    this.list.replaceChildren(...former);
    toast(
      answer.status ? "The order has changed in another window. Reload the page." : describeFailure(answer),
      "error",
    );
  }
}

customElements.define("shelf-order", ShelfOrder);
