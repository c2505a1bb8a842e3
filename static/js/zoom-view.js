// A picture that fits its place, or is shown one to one and can be dragged.

class ZoomView extends HTMLElement {
  connectedCallback() {
    this.tabIndex = 0;
    this.role = "group";
    this.ariaLabel = "Picture. Press Enter to zoom.";
    this.addEventListener("pointerdown", (event) => this.press(event));
    this.addEventListener("pointermove", (event) => this.pan(event));
    for (const type of ["pointerup", "pointercancel"]) this.addEventListener(type, () => this.let());
    this.addEventListener("click", (event) => this.click(event));
    this.addEventListener("keydown", (event) => this.key(event));
    for (const button of document.querySelectorAll("[data-zoom]")) button.addEventListener("click", () => this.zoom());
  }

  get zoomed() {
    return this.hasAttribute("data-zoomed");
  }

  // One pixel of the picture becomes one pixel of the screen, with the point (0 to 1 of the picture) in the middle. A
  // picture that already has this size, or is larger on a dense screen, is doubled.
  zoom(x = 0.5, y = 0.5) {
    const picture = this.querySelector("img:not(.hold-before)");
    const [shown, whole] = [picture.clientWidth, picture.naturalWidth / devicePixelRatio];
    this.toggleAttribute("data-zoomed");
    picture.style.width = this.zoomed ? `${whole > shown * 1.05 ? whole : shown * 2}px` : "";
    this.scrollTo(x * this.scrollWidth - this.clientWidth / 2, y * this.scrollHeight - this.clientHeight / 2);
    for (const button of document.querySelectorAll("[data-zoom]")) button.ariaPressed = String(this.zoomed);
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
    const box = this.querySelector("img").getBoundingClientRect();
    this.zoom((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
  }

  key(event) {
    if (event.target !== this || !["Enter", " "].includes(event.key)) return;
    event.preventDefault();
    this.zoom();
  }
}

customElements.define("zoom-view", ZoomView);
