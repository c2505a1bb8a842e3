// Compares pictures: one zoom for all of them, the chosen view, and the current picture, which keys judge.
// A view other than side by side is a module that is loaded when it is chosen.

import { compareKey } from "./compare-keys.js";
import { SharedZoom } from "./compare-zoom.js";
import { loadModule } from "./load-module.js";
import { toast } from "./toast.js";
import { zoomFigure } from "./zoom-steps.js";

class CompareView extends HTMLElement {
  connectedCallback() {
    this.panes = [...this.querySelectorAll("[data-pane]")];
    this.zoom = new SharedZoom(() => this.showFigure());
    for (const pane of this.panes) this.addPicture(pane);
    this.abort = new AbortController();
    const { signal } = this.abort;
    document.addEventListener("keydown", (event) => compareKey(this, event), { signal });
    this.addEventListener("click", (event) => this.click(event));
    this.addEventListener("focusin", ({ target }) => this.choose(target.closest("[data-pane]")));
    this.addEventListener("pointerdown", ({ target }) => this.choose(target.closest("[data-pane]")));
    for (const form of this.querySelectorAll("[data-compare-pair]")) {
      form.addEventListener("submit", (event) => event.preventDefault());
      form.addEventListener("change", () => this.changePair());
    }
    // The next step belongs to the only picture that is picked; marks are changed by other scripts, too.
    this.observer = new MutationObserver(() => this.showNext());
    this.observer.observe(this.querySelector(".compare-stage"), { childList: true, subtree: true });
    this.choose(this.panes[0]);
    this.show(this.dataset.compare);
  }

  disconnectedCallback() {
    this.abort.abort();
    this.observer.disconnect();
    this.close?.();
  }

  addPicture(pane) {
    const picture = pane.querySelector(".compare-box > img");
    if (!picture) return;
    // The size is in the markup before the file is here; the property would be what is drawn so far, which may be 0.
    const [wide, high] = ["width", "height"].map((side) => Number(picture.getAttribute(side)));
    pane.zoomed = this.zoom.add(picture.parentElement, picture, wide, high);
  }

  get pair() {
    return ["left", "right"].map((name) => Number(this.querySelector(`[name="${name}"]`).value));
  }

  pane(number) {
    return this.panes[number - 1];
  }

  // Two that are the same would be compared with themselves, so the other one gives way.
  changePair() {
    const [left, right] = this.pair;
    if (left === right) {
      const other = this.panes.findIndex((_, index) => index + 1 !== left) + 1;
      this.querySelector(`[name="${document.activeElement?.name === "left" ? "right" : "left"}"]`).value = other;
    }
    this.remember();
    this.show(this.dataset.compare);
  }

  async show(name) {
    const link = this.querySelector(`[data-compare-view="${name}"]`);
    this.close?.();
    this.close = null;
    this.dataset.compare = name;
    for (const other of this.querySelectorAll("[data-compare-view]"))
      if (other === link) other.setAttribute("aria-current", "page");
      else other.removeAttribute("aria-current");
    // Named like its view, `data-slider` for example, is the address of what a view loads.
    const address = this.dataset[name];
    if (!address) return;
    const opened = await loadModule(address);
    if (!opened) return toast("This view could not be loaded. Check your connection, and choose it again.", "error");
    // Somebody may have chosen another view meanwhile.
    if (this.dataset.compare === name && !this.close) this.close = opened.open(this);
  }

  // The address has the view, so that a reload and a bookmark show the same.
  remember() {
    const address = new URL(location.href);
    const [left, right] = this.pair;
    for (const [name, value] of Object.entries({ view: this.dataset.compare, left, right }))
      address.searchParams.set(name, value);
    history.replaceState(history.state, "", address);
  }

  get current() {
    return this.panes.find((pane) => pane.classList.contains("compare-current"));
  }

  choose(pane) {
    if (!pane || pane === this.current) return;
    this.former = this.current;
    for (const other of this.panes) other.classList.toggle("compare-current", other === pane);
    this.dispatchEvent(new CustomEvent("compare-chosen"));
  }

  click(event) {
    const view = event.target.closest("[data-compare-view]");
    if (view && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      this.show(view.dataset.compareView);
      this.remember();
    }
    const zoom = event.target.closest("[data-compare-zoom]");
    if (zoom) this.zoom.act(zoom.dataset.compareZoom, this.current?.zoomed);
  }

  showNext() {
    const picked = this.querySelectorAll('.mark-verdict[data-verdict="picked"]').length;
    this.querySelector("#compare-next").classList.toggle("compare-past", picked !== 1);
  }

  showFigure() {
    const { zoomed: box } = this.current ?? this.panes[0];
    if (box?.scale) this.querySelector("[data-compare-figure]").textContent = zoomFigure(box.scale, box.zoomed);
  }

  move(step) {
    const index = this.panes.indexOf(this.current) + step;
    return this.focusOn(this.panes[Math.max(0, Math.min(this.panes.length - 1, index))]);
  }

  focusOn(pane) {
    if (!pane) return false;
    this.choose(pane);
    // The boxes that a view hides cannot have the focus.
    (pane.querySelector(".compare-box[tabindex]") ?? pane).focus({ preventScroll: this.dataset.compare !== "side" });
    return true;
  }

  press(selector) {
    const button = this.current?.querySelector(selector);
    button?.click();
    return Boolean(button);
  }
}

customElements.define("compare-view", CompareView);
