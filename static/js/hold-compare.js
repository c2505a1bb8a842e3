// Wraps a result and shows its input while a button is held, or from one click to the next. The address of the input is
// in `data-before` and is fetched on first use.

class HoldCompare extends HTMLElement {
  connectedCallback() {
    if (this.button) return;
    this.button = document.createElement("button");
    this.button.type = "button";
    this.button.className = "button button-small hold-button";
    this.button.textContent = "Before";
    this.button.title = "Hold or click to see the input";
    this.button.ariaPressed = "false";
    // On the stage the button is beside the toolbar. In the figure it stays in place while the picture is zoomed.
    const foot = this.closest(".card")?.querySelector(".card-foot");
    if (foot) foot.prepend(this.button);
    else (this.closest("figure") ?? this).append(this.button);
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

  // A long press shows the input until it ends; a short press is a click, which toggles.
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
    this.button.textContent = showing ? "After" : "Before";
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

customElements.define("hold-compare", HoldCompare);
