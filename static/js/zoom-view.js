// A picture that fits its place, or is magnified and can be dragged. Buttons with `data-zoom` anywhere on the page zoom
// it, and `data-figure` shows by how much: at 100 % one pixel of the picture is one of the screen.

import { closerScale, LARGEST, middle, nextStep, spread, wheelScale, zoomFigure } from "./zoom-steps.js";

const KEYS = { "+": "in", "=": "in", "-": "out", z: "toggle" };
const isTyping = (target) => target.closest?.("input:not([type=radio]), textarea, select, [contenteditable]");

class ZoomView extends HTMLElement {
  connectedCallback() {
    this.tabIndex = 0;
    this.role = "group";
    this.ariaLabel = "Picture. Press Enter for its actual size, plus and minus to zoom.";
    this.abort = new AbortController();
    const { signal } = this.abort;
    document.addEventListener("click", ({ target }) => this.act(target.closest?.("[data-zoom]")?.dataset.zoom), {
      signal,
    });
    document.addEventListener("keydown", (event) => this.key(event), { signal });
    this.addEventListener("pointerdown", (event) => this.press(event));
    this.addEventListener("pointermove", (event) => this.pan(event));
    for (const type of ["pointerup", "pointercancel"]) this.addEventListener(type, () => this.let());
    this.addEventListener("click", (event) => this.click(event));
    this.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    this.addEventListener("touchstart", (event) => this.pinch(event), { passive: true });
    this.addEventListener("touchmove", (event) => this.pinch(event), { passive: false });
    this.observer = new ResizeObserver(() => this.show());
    this.observer.observe(this);
    this.picture.addEventListener("load", () => this.show(), { signal });
  }

  disconnectedCallback() {
    this.abort.abort();
    this.observer.disconnect();
  }

  get picture() {
    return this.querySelector("img:not(.hold-before)");
  }

  get zoomed() {
    return this.hasAttribute("data-zoomed");
  }

  // Pixels of the screen for one of the picture. While its file is loading, its size is known from its attributes.
  get scale() {
    const { clientWidth, naturalWidth, width } = this.picture;
    return (clientWidth * devicePixelRatio) / (naturalWidth || width);
  }

  act(name) {
    if (name === "in") this.step(1);
    if (name === "out") this.step(-1);
    if (name === "fit" || (name === "toggle" && this.zoomed)) this.zoom(0);
    else if (name === "full" || name === "toggle") this.zoom(1);
  }

  step(direction) {
    const next = nextStep(this.scale, direction) ?? this.scale;
    this.zoom(direction < 0 && next <= this.fitting ? 0 : next);
  }

  // The scale at which the whole picture is shown; the last one that was seen while it is magnified.
  get fitting() {
    if (!this.zoomed) this.fitted = this.scale;
    return this.fitted;
  }

  // Zooms to a scale, 0 to fit. The point of the picture under `at`, or else under the middle, stays where it is.
  zoom(scale, at) {
    const { picture, fitting } = this;
    const [before, around] = [picture.getBoundingClientRect(), this.getBoundingClientRect()];
    const [x, y] = at ?? [around.x + around.width / 2, around.y + around.height / 2];
    const [right, down] = [(x - before.x) / before.width, (y - before.y) / before.height];
    const zoomed = scale > 0 && Math.abs(scale / fitting - 1) > 0.005;
    this.toggleAttribute("data-zoomed", zoomed);
    picture.style.width = zoomed ? `${(Math.min(scale, LARGEST) * picture.naturalWidth) / devicePixelRatio}px` : "";
    const box = this.getBoundingClientRect();
    this.scrollTo(right * picture.clientWidth - (x - box.x), down * picture.clientHeight - (y - box.y));
    this.show();
  }

  show() {
    const text = zoomFigure(this.scale, this.zoomed);
    for (const figure of document.querySelectorAll("[data-figure]")) figure.textContent = text;
  }

  press(event) {
    this.moved = false;
    if (this.zoomed && event.button === 0 && event.pointerType === "mouse") this.grip = [event.clientX, event.clientY];
  }

  pan(event) {
    if (!this.grip) return;
    const [x, y] = this.grip;
    this.moved ||= Math.abs(event.clientX - x) + Math.abs(event.clientY - y) > 4;
    if (!this.moved) return;
    this.toggleAttribute("data-panning", true);
    this.scrollBy(x - event.clientX, y - event.clientY);
    this.grip = [event.clientX, event.clientY];
  }

  let() {
    this.grip = null;
    this.removeAttribute("data-panning");
  }

  click(event) {
    if (this.moved || event.target.closest("button, a")) return;
    this.zoom(this.zoomed ? 0 : closerScale(this.fitting), [event.clientX, event.clientY]);
  }

  // A picture that fits lets the wheel scroll the page down, so that the code below can be reached.
  wheel(event) {
    if (event.deltaY >= 0 && !this.zoomed && !event.ctrlKey) return;
    event.preventDefault();
    const scale = wheelScale(this.scale, event);
    this.zoom(scale <= this.fitting ? 0 : scale, [event.clientX, event.clientY]);
  }

  pinch(event) {
    if (event.touches.length !== 2) return;
    if (event.type === "touchstart") this.pinched = [spread(event.touches), this.scale];
    else event.preventDefault();
    const [distance, scale] = this.pinched;
    const wanted = (scale * spread(event.touches)) / distance;
    this.zoom(wanted <= this.fitting ? 0 : wanted, middle(event.touches));
    this.moved = true;
  }

  key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || isTyping(event.target)) return;
    if (event.target === this && ["Enter", " "].includes(event.key)) event.preventDefault();
    this.act(event.target === this && ["Enter", " "].includes(event.key) ? "toggle" : KEYS[event.key]);
  }
}

customElements.define("zoom-view", ZoomView);
