// The grid of the library: it loads the next page, or the one before, as its end comes near, and keeps its place.

import { addressOf, findLastPlace, markPlace, savePlace, showPlace } from "./tile-place.js";
import { TileWindow } from "./tile-window.js";

// How near an end of the grid is when more is loaded, in heights of the window.
const NEAR = "150%";
// Milliseconds between two looks at what has left the window while somebody scrolls, and after the end of that.
const TIDIED = 120;
const SETTLED = 250;
// Where the first tile is after a jump.
const TOP = 112;

class TileGrid extends HTMLElement {
  connectedCallback() {
    this.abort = new AbortController();
    const { signal } = this.abort;
    this.tiles = this.querySelector("#tiles");
    this.window = new TileWindow(this.tiles);
    this.width = this.tiles.clientWidth;
    this.goTo(findLastPlace());
    this.ends = new IntersectionObserver((entries) => this.load(entries), { rootMargin: `${NEAR} 0px` });
    this.addEventListener("htmx:beforeSwap", (event) => this.prepare(event), { signal });
    // The link that asked has left the page by then, so that its events begin at the body.
    document.addEventListener("htmx:afterSwap", () => this.swapped(), { signal });
    document.addEventListener("htmx:afterSettle", () => this.watch(), { signal });
    // A person who moves the page does not want it to jump elsewhere.
    for (const type of ["wheel", "pointerdown", "keydown"])
      addEventListener(type, () => (this.wanted = null), { signal, passive: true });
    addEventListener("scroll", () => this.scrolled(), { signal, passive: true });
    // After a step back the address is that of another place, at which htmx loads the page again.
    addEventListener("popstate", () => (this.isLeft = true), { signal });
    document.addEventListener("rows-outdated", () => this.refresh(), { signal });
    addEventListener("pagehide", () => this.save(), { signal });
    this.sizes = new ResizeObserver(() => this.resized());
    this.sizes.observe(this.tiles);
    this.watch();
  }

  disconnectedCallback() {
    this.abort.abort();
    this.ends.disconnect();
    this.sizes.disconnect();
  }

  // Goes to a place as soon as enough of the grid is there.
  goTo(place) {
    this.wanted = place && !showPlace(place) ? place : null;
    this.last = place;
  }

  // An end that is observed again is reported again, even if it did not move.
  watch() {
    this.ends.disconnect();
    for (const link of this.querySelectorAll(".tiles-more > a")) this.ends.observe(link);
  }

  load(entries) {
    for (const { isIntersecting, target } of entries) if (isIntersecting) htmx.trigger(target, "near");
  }

  scrolled() {
    clearTimeout(this.settling);
    this.settling = setTimeout(() => this.settled(), SETTLED);
    this.tidying ??= setTimeout(() => this.tidy(), TIDIED);
  }

  tidy() {
    this.tidying = null;
    this.window.tidy();
  }

  save() {
    if (!this.isLeft) this.last = savePlace(this.tiles) ?? this.last;
  }

  settled() {
    this.save();
    if (this.last) this.dispatchEvent(new CustomEvent("place-changed", { bubbles: true, detail: this.last.tile }));
  }

  // Layout and size are only styles, so the page has them at once; groups are written by the server.
  arrange(name, value) {
    this.save();
    this.tiles.dataset[name] = value;
    if (name === "group" || !this.window.isWhole) this.showAgain();
    else this.goTo(this.last);
  }

  // Rows that have left the page were measured in another width.
  resized() {
    if (this.tiles.clientWidth === this.width) return;
    this.width = this.tiles.clientWidth;
    if (this.window.isWhole) this.goTo(this.last);
    else this.showAgain();
  }

  refresh() {
    this.save();
    this.showAgain();
  }

  // Loads the page with the tile that is shown, and nothing else.
  showAgain() {
    this.kept = this.last;
    htmx.ajax("GET", addressOf(this.last?.start ?? ""), { target: "#tiles", swap: "innerHTML" });
  }

  prepare({ detail }) {
    const { target, requestConfig } = detail;
    if (target === this.tiles) {
      const { kept } = this;
      if (!kept) this.save();
      this.goBack = () => this.goTo(kept ?? { tile: this.querySelector(".tile")?.id, top: TOP });
      this.kept = null;
    } else if (target.matches(".tiles-more")) {
      const isOlder = requestConfig.elt.id === "older";
      detail.serverResponse = this.joinDays(detail.serverResponse, isOlder);
      // What is added above must not move what is shown.
      this.goBack = isOlder ? null : markPlace(this.tiles);
    }
  }

  swapped() {
    this.goBack?.();
    this.goBack = null;
    if (this.wanted) this.goTo(this.wanted);
  }

  // A day that goes on has its heading already.
  joinDays(html, isOlder) {
    const part = document.createElement("template");
    part.innerHTML = html;
    const shown = [...this.tiles.querySelectorAll(".day")];
    const added = [...part.content.querySelectorAll(".day")];
    const [earlier, later] = isOlder ? [shown.at(-1), added[0]] : [added.at(-1), shown[0]];
    if (earlier && earlier.dataset.day === later?.dataset.day) later.remove();
    return part.innerHTML;
  }
}

customElements.define("tile-grid", TileGrid);
