// The grid of the library: it loads the next page, or the one before, as its end comes near.

// In heights of the window.
const NEAR = "150%";

class TileGrid extends HTMLElement {
  connectedCallback() {
    this.abort = new AbortController();
    const { signal } = this.abort;
    this.ends = new IntersectionObserver((entries) => this.load(entries), { rootMargin: `${NEAR} 0px` });
    this.addEventListener("htmx:beforeSwap", (event) => this.prepare(event), { signal });
    this.addEventListener("htmx:afterSettle", () => this.watch(), { signal });
    this.watch();
  }

  disconnectedCallback() {
    this.abort.abort();
    this.ends.disconnect();
  }

  get tiles() {
    return this.querySelector("#tiles");
  }

  // An end that is observed anew is reported anew, also if it did not move.
  watch() {
    this.ends.disconnect();
    for (const link of this.querySelectorAll(".tiles-more > a")) this.ends.observe(link);
  }

  load(entries) {
    for (const { isIntersecting, target } of entries) if (isIntersecting) htmx.trigger(target, "near");
  }

  // Layout and size are only styles, so the page has them at once; groups are written by the server.
  arrange(name, value) {
    const shown = this.findShown();
    const top = shown?.getBoundingClientRect().top;
    this.tiles.dataset[name] = value;
    if (name === "group") htmx.ajax("GET", location.href, { target: "#tiles", swap: "innerHTML" });
    else if (shown) scrollBy({ top: shown.getBoundingClientRect().top - top, behavior: "instant" });
  }

  // The first tile that can be seen whole.
  findShown() {
    return [...this.querySelectorAll(".tile")].find((tile) => tile.getBoundingClientRect().top >= 0);
  }

  // A day that goes on has its heading already.
  prepare({ detail }) {
    if (!detail.target.matches(".tiles-more")) return;
    const days = [...this.querySelectorAll(".day")];
    const part = document.createElement("template");
    part.innerHTML = detail.serverResponse;
    const isOlder = detail.requestConfig.elt.id === "older";
    const added = part.content.querySelectorAll(".day");
    if (isOlder && added[0]?.dataset.day === days.at(-1)?.dataset.day) added[0]?.remove();
    if (!isOlder && added.length && [...added].at(-1).dataset.day === days[0]?.dataset.day) days[0].remove();
    detail.serverResponse = part.innerHTML;
  }
}

customElements.define("tile-grid", TileGrid);
