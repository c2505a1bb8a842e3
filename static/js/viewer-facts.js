// The settings of the picture in the viewer, beside it. The key I shows and hides them.

import { request } from "./requests.js";

const NO_ID = "00000000-0000-0000-0000-000000000000";

class ViewerFacts extends HTMLElement {
  connectedCallback() {
    const viewer = this.closest("picture-viewer");
    this.button = viewer.querySelector("[data-viewer-facts]");
    this.button.addEventListener("click", () => this.toggle());
    viewer.addEventListener("keydown", ({ key, ctrlKey, metaKey, altKey }) => {
      if (key === "i" && !ctrlKey && !metaKey && !altKey) this.toggle();
    });
    viewer.addEventListener("picture-viewed", ({ detail }) => this.show(detail));
  }

  toggle() {
    this.hidden = !this.hidden;
    this.button.ariaExpanded = String(!this.hidden);
    if (!this.hidden && this.link) this.show(this.link);
  }

  async show(link) {
    this.link = link;
    const id = link.closest("[data-generation]")?.dataset.generation;
    // What was shared without its settings has none to show.
    this.button.hidden = !id;
    if (this.hidden || !id) return;
    const answer = await request(this.dataset.factsOf.replace(NO_ID, id)).catch(() => null);
    // Another picture is shown by then.
    if (this.link !== link) return;
    this.innerHTML = answer?.status === 200 ? await answer.text() : "The settings could not be loaded.";
  }
}

customElements.define("viewer-facts", ViewerFacts);
