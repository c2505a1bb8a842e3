// The prompt: it grows with its text and counts the characters.

class PromptField extends HTMLElement {
  connectedCallback() {
    this.area = this.querySelector("textarea");
    this.counter = this.closest(".field")?.querySelector("[data-counter]");
    this.area.addEventListener("input", () => this.show());
    this.show();
  }

  show() {
    if (!CSS.supports("field-sizing", "content")) {
      this.area.style.height = "auto";
      this.area.style.height = `${this.area.scrollHeight + 2}px`;
    }
    if (!this.counter) return;
    const limit = Number(this.counter.dataset.limit);
    const length = [...this.area.value].length;
    this.counter.textContent = `${length} / ${limit}`;
    this.counter.toggleAttribute("data-over", length > limit);
  }
}

customElements.define("prompt-field", PromptField);
