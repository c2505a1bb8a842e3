// The pictures of the ideas: while a worker draws them they are blank, and are asked for again until they are there.

const BLANK_WIDTH = 4;
// In milliseconds: a worker draws them in about two seconds, and each further wait is longer.
const FIRST_WAIT = 2000;
const LONGER = 1.3;
const REQUESTS = 12;

class IdeaPictures extends HTMLElement {
  connectedCallback() {
    this.left = REQUESTS;
    this.wait = FIRST_WAIT;
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
      this.timer = setTimeout(() => this.ask(), this.wait);
    }
  }

  ask() {
    this.left -= 1;
    this.wait *= LONGER;
    for (const image of this.images) image.src = `${image.src.split("?")[0]}?${this.left}`;
  }
}

customElements.define("idea-pictures", IdeaPictures);
