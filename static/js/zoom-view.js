// A picture that fits its place, or is magnified and can be dragged. Buttons with `data-zoom` anywhere on the page zoom
// it, and `data-figure` shows by how much: at 100 % one pixel of the picture is one of the screen.

const STEPS = [0.1, 0.25, 0.5, 1, 2, 4, 8];
const KEYS = { "+": "in", "=": "in", "-": "out", 0: "fit", 1: "full" };
const isTyping = (target) => target.closest?.("input:not([type=radio]), textarea, select, [contenteditable]");
const spread = ([one, other]) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
const middle = ([one, other]) => [(one.clientX + other.clientX) / 2, (one.clientY + other.clientY) / 2];

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
    const [scale, steps] = [this.scale, direction > 0 ? STEPS : STEPS.toReversed()];
    const next = steps.find((step) => (direction > 0 ? step > scale * 1.02 : step < scale * 0.98)) ?? scale;
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
    picture.style.width = zoomed ? `${(Math.min(scale, 8) * picture.naturalWidth) / devicePixelRatio}px` : "";
    const box = this.getBoundingClientRect();
    this.scrollTo(right * picture.clientWidth - (x - box.x), down * picture.clientHeight - (y - box.y));
    this.show();
  }

  show() {
    const percent = `${Math.round(this.scale * 100)} %`;
    for (const figure of document.querySelectorAll("[data-figure]"))
      figure.textContent = this.zoomed ? percent : `Fit · ${percent}`;
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
    // A picture that is shown in its actual size already is doubled.
    const closer = this.fitting < 0.95 ? 1 : this.fitting * 2;
    this.zoom(this.zoomed ? 0 : closer, [event.clientX, event.clientY]);
  }

  // A picture that fits lets the wheel scroll the page down, so that the code below can be reached.
  wheel(event) {
    if (event.deltaY >= 0 && !this.zoomed && !event.ctrlKey) return;
    event.preventDefault();
    const scale = this.scale * Math.exp(-event.deltaY / 400);
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
