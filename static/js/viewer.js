// Looking closely: one picture held against another, fit or one to one, arrow keys from picture to picture.

// Wraps a result; the address of its input is in data-before and is fetched on the first use.
class HoldCompare extends HTMLElement {
  connectedCallback() {
    if (this.button) return;
    this.button = document.createElement("button");
    this.button.type = "button";
    this.button.className = "button button-small hold-button";
    this.button.textContent = "Before";
    this.button.title = "Hold or click to see the input";
    this.button.ariaPressed = "false";
    // In a figure it stays where it is while the picture is zoomed and moved.
    (this.closest("figure") ?? this).append(this.button);
    this.button.addEventListener("pointerdown", (event) => this.press(event));
    this.button.addEventListener("pointerup", (event) => this.release(event));
    this.button.addEventListener("pointercancel", () => this.show(false));
    this.button.addEventListener("click", (event) => this.toggle(event));
  }

  press(event) {
    this.showing = this.hasAttribute("data-showing");
    this.since = event.timeStamp;
    this.button.setPointerCapture(event.pointerId);
    this.show(true);
  }

  // A long press shows the input while it lasts; a short one is a click, which toggles.
  release(event) {
    this.held = event.timeStamp - this.since > 300;
    if (this.held) this.show(false);
  }

  toggle(event) {
    const byKey = event.detail === 0;
    if (byKey) this.show(!this.hasAttribute("data-showing"));
    else if (!this.held) this.show(!this.showing);
  }

  show(showing) {
    this.picture ??= this.add();
    this.toggleAttribute("data-showing", showing);
    this.button.ariaPressed = String(showing);
  }

  add() {
    const picture = document.createElement("img");
    picture.className = "hold-before";
    picture.alt = "The input, before the edit";
    picture.src = this.dataset.before;
    this.append(picture);
    return picture;
  }
}

class ZoomView extends HTMLElement {
  connectedCallback() {
    this.tabIndex = 0;
    this.role = "group";
    this.ariaLabel = "Picture: Enter zooms";
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

  // One picture pixel becomes one pixel of the screen, with the point (in 0…1 of the picture) in the middle. A picture
  // that is shown so already, or larger on a dense screen, doubles.
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

document.addEventListener("keydown", (event) => {
  const rel = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
  const busy = event.target.closest?.("input, textarea, select, [contenteditable], zoom-view[data-zoomed], code-tabs, .code");
  if (!rel || busy || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  document.querySelector(`a[rel=${rel}][href]`)?.click();
});

// The page of a generation that has come to its end is asked for anew: its actions and facts are others now.
document.addEventListener("cards-changed", () => {
  if (!document.querySelector("#generation[data-unfinished]") || document.querySelector("#generation [data-active]")) return;
  htmx.ajax("GET", location.href, { target: "#generation", select: "#generation", swap: "outerHTML" });
});

customElements.define("hold-compare", HoldCompare);
customElements.define("zoom-view", ZoomView);
