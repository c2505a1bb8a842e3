// Shows pictures in full screen, one at a time. `full-screen.js` loads this module on the first use.

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

  // `links` are elements with `data-view`; the dialog gives the focus back to where it was.
  open(links, index) {
    this.links = links;
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

  page(step) {
    if (this.links[this.index + step]) this.show(this.index + step);
  }

  show(index) {
    this.index = index;
    const link = this.links[index];
    const { view, preview, width, height } = link.dataset;
    this.file = view;
    this.isPreview = Boolean(preview) && preview !== view;
    this.picture.alt = link.querySelector("img")?.alt ?? "";
    // The old picture must not be seen in the new one's shape.
    this.picture.removeAttribute("src");
    this.picture.src = this.isPreview ? preview : view;
    this.part("caption").textContent = this.picture.alt;
    this.part("place").textContent = this.links.length > 1 ? `${index + 1} / ${this.links.length}` : "";
    this.part("place").hidden = this.links.length < 2;
    this.disable("previous", index === 0);
    this.disable("next", index === this.links.length - 1);
    this.zoomPan.reset(Number(width), Number(height));
    this.dispatchEvent(new CustomEvent("picture-viewed", { bubbles: true, detail: link }));
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
