// The order of chosen pictures, changed by dragging or by the buttons. Each change dispatches `reorder`.

class PictureOrder extends HTMLElement {
  connectedCallback() {
    this.abort = new AbortController();
    const { signal } = this.abort;
    this.addEventListener("click", (event) => this.press(event), { signal });
    this.addEventListener("dragstart", (event) => this.grasp(event), { signal });
    this.addEventListener("dragover", (event) => this.carry(event), { signal });
    this.addEventListener("drop", (event) => this.place(event), { signal });
    this.addEventListener("dragend", () => this.release(), { signal });
  }

  disconnectedCallback() {
    this.abort.abort();
  }

  press({ target }) {
    const button = target.closest("[data-earlier], [data-later]");
    const item = button?.closest("[data-reference]");
    if (!item) return;
    const earlier = button.matches("[data-earlier]");
    const neighbour = earlier ? item.previousElementSibling : item.nextElementSibling;
    neighbour?.[earlier ? "before" : "after"](item);
    this.tell(item);
    (button.disabled ? item.querySelector("button:not(:disabled)") : button).focus();
  }

  grasp({ target, dataTransfer }) {
    this.dragged = target.closest("[data-reference]");
    this.dragged?.setAttribute("data-dragged", "");
    dataTransfer.setData("text/plain", "");
  }

  carry(event) {
    if (!this.dragged) return;
    event.preventDefault();
    const over = event.target.closest("[data-reference]");
    if (!over || over === this.dragged) return;
    const box = over.getBoundingClientRect();
    over[event.clientY < box.top + box.height / 2 ? "before" : "after"](this.dragged);
  }

  place(event) {
    if (!this.dragged) return;
    event.preventDefault();
    event.stopPropagation();
    this.tell(this.dragged);
  }

  release() {
    this.dragged?.removeAttribute("data-dragged");
    this.dragged = null;
  }

  tell(item) {
    this.dispatchEvent(new CustomEvent("reorder", { bubbles: true, detail: item }));
  }
}

customElements.define("picture-order", PictureOrder);
