// The pictures of the ideas: while a worker draws them they are blank, and are asked for again until they are there.

const BLANK_WIDTH = 4;

class IdeaPictures extends HTMLElement {
  connectedCallback() {
    this.left = 30;
    this.images = [...this.querySelectorAll("img")];
    this.images[0]?.addEventListener("load", () => this.look());
    this.look();
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }

  look() {
    const [first] = this.images;
    clearTimeout(this.timer);
    if (first?.complete && first.naturalWidth === BLANK_WIDTH && this.left) {
      this.timer = setTimeout(() => this.ask(), 1000);
    }
  }

  ask() {
    this.left -= 1;
    for (const image of this.images) image.src = `${image.src.split("?")[0]}?${this.left}`;
  }
}

customElements.define("idea-pictures", IdeaPictures);
