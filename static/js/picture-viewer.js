// Shows pictures in full screen, one at a time. `full-screen.js` loads this module on the first use.

import "./viewer-facts.js";
import { ZoomPan } from "./zoom-pan.js";
import { nextStep, zoomFigure } from "./zoom-steps.js";

const KEYS = {
  ArrowLeft: "previous",
  ArrowRight: "next",
  "+": "in",
  "=": "in",
  "-": "out",
  z: "toggle",
  f: "close",
};

class PictureViewer extends HTMLElement {
  connectedCallback() {
    if (this.zoomPan) return;
    this.dialog = this.querySelector("dialog");
    this.picture = this.querySelector("img");
    this.zoomPan = new ZoomPan(this.part("box"), this.picture, {
      changed: () => this.rescaled(),
      swiped: (step) => this.page(step),
    });
    new ResizeObserver(() => this.file && this.resized()).observe(this.part("box"));
    this.picture.addEventListener("load", () => this.rescaled());
    this.addEventListener("click", ({ target }) => this.act(target.closest("[data-viewer]")?.dataset.viewer));
    // The page behind has keys of its own.
    this.addEventListener("keydown", (event) => {
      event.stopPropagation();
      const name = KEYS[event.key];
      if (!name || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      this.act(name);
    });
  }

  part(name) {
    return this.querySelector(`[data-viewer-part="${name}"]`);
  }

  // `links` are elements with `data-view`; the dialog gives the focus back to where it was. A `source` lists them
  // again, and is asked for more of them at the ends.
  open(links, index, source = null) {
    this.links = links;
    this.source = source;
    if (!this.dialog.open) this.dialog.showModal();
    this.show(index);
  }

  act(name) {
    const { zoomPan } = this;
    if (name === "previous" || name === "next") this.page(name === "next" ? 1 : -1);
    if (name === "in") zoomPan.zoom(nextStep(zoomPan.scale, 1) ?? zoomPan.scale);
    if (name === "out") zoomPan.zoom(nextStep(zoomPan.scale, -1) ?? 0);
    if (name === "fit" || (name === "toggle" && zoomPan.zoomed)) zoomPan.fit();
    else if (name === "full" || name === "toggle") zoomPan.actual();
    if (name === "close") this.dialog.close();
  }

  async page(step) {
    if (this.source) this.list();
    if (!this.links[this.index + step] && (await this.source?.more(step))) this.list();
    if (this.links[this.index + step]) this.show(this.index + step);
  }

  list() {
    this.links = this.source.list();
    this.index = this.links.findIndex(({ dataset }) => dataset.view === this.file);
  }

  show(index) {
    this.index = index;
    const link = this.links[index];
    const { view, width, height } = link.dataset;
    const preview = link.dataset.preview ?? link.querySelector("img[srcset]")?.srcset.split(" ").at(-2);
    this.file = view;
    this.isPreview = Boolean(preview) && preview !== view;
    const image = link.querySelector("img");
    // The picture of a tile has its prompt beside it.
    this.picture.alt = image?.alt || link.querySelector("a")?.textContent.replace(/\s+/g, " ").trim() || "";
    // The old picture must not be seen in the new one's shape.
    this.picture.removeAttribute("src");
    this.picture.src = this.isPreview ? preview : view;
    this.part("caption").textContent = this.picture.alt;
    // How many there are in the grid is not known.
    const isCounted = this.links.length > 1 && !this.source;
    this.part("place").textContent = isCounted ? `${index + 1} / ${this.links.length}` : "";
    this.part("place").hidden = !isCounted;
    this.disable("previous", index === 0 && !this.source);
    this.disable("next", index === this.links.length - 1 && !this.source);
    this.zoomPan.reset(Number(width), Number(height));
    this.dispatchEvent(new CustomEvent("picture-viewed", { bubbles: true, detail: link }));
  }

  // The settings beside the picture leave it less room.
  resized() {
    if (!this.zoomPan.zoomed) this.zoomPan.fit();
  }

  // A button that has the focus keeps it, so it is not disabled for the browser.
  disable(name, isOff) {
    this.querySelector(`[data-viewer="${name}"]`).setAttribute("aria-disabled", String(isOff));
  }

  rescaled() {
    const { scale, zoomed } = this.zoomPan;
    this.part("figure").textContent = zoomFigure(scale, zoomed);
    if (this.isPreview && this.picture.naturalWidth) this.sharpen();
  }

  // The preview is enough until more of its pixels are needed than it has.
  async sharpen() {
    const { picture, file } = this;
    const needed = picture.clientWidth * devicePixelRatio;
    if (needed <= picture.naturalWidth * 1.1) return;
    this.isPreview = false;
    const whole = new Image();
    whole.src = file;
    await new Promise((resolve) => {
      whole.onload = whole.onerror = resolve;
    });
    if (this.file !== file) return;
    if (whole.naturalWidth) picture.src = file;
    else this.isPreview = true;
  }
}

customElements.define("picture-viewer", PictureViewer);
