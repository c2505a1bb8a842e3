// The prompt: it grows with its text and counts the characters.

import { loadModule } from "./load-module.js";

// The browser lays out text of other scripts in our font so slowly that a longer one gets a font of the system.
const LONG = 40000;

class PromptField extends HTMLElement {
  connectedCallback() {
    this.area = this.querySelector("textarea");
    this.counter = this.closest(".field")?.querySelector("[data-counter]");
    this.area.addEventListener("input", () => {
      this.isWalking = false;
      this.show();
      // What fails is tried again with the next key.
      loadModule(document.querySelector("#prompt-hints").dataset.hints);
    });
    this.area.addEventListener("keydown", (event) => this.onKey(event));
    this.show();
  }

  // Arrows at the beginning of the prompt lead to earlier prompts.
  async onKey(event) {
    const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    const isPlain = !event.shiftKey && !event.altKey && !event.ctrlKey && !event.metaKey && !event.isComposing;
    if (!by || !isPlain || this.area.selectionEnd || (by < 0 && !this.isWalking)) return;
    event.preventDefault();
    (await loadModule(this.dataset.walk))?.step(this, by);
  }

  show() {
    if (!CSS.supports("field-sizing", "content")) {
      this.area.style.height = "auto";
      this.area.style.height = `${this.area.scrollHeight + 2}px`;
    }
    // Braces with a bar make several prompts, which are shown before anything is sent.
    if (/\{.*[|$]/s.test(this.area.value)) loadModule(this.dataset.alternatives);
    if (!this.counter) return;
    const limit = Number(this.counter.dataset.limit);
    const { value } = this.area;
    this.area.toggleAttribute("data-long", value.length > LONG);
    // Characters outside of Unicode's first plane count once. A list of all characters would take long for megabytes.
    const length = value.length - (value.match(/[\uD800-\uDBFF][\uDC00-\uDFFF]/g)?.length ?? 0);
    this.counter.textContent = `${length}/${limit}`;
    this.counter.toggleAttribute("data-over", length > limit);
  }
}

customElements.define("prompt-field", PromptField);
