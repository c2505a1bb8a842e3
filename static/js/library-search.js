// The search of the library: it searches as somebody types, and keeps box, buttons and address the same.

import { SearchCompletions } from "./search-completions.js";

// A pause of this many milliseconds ends a search that is being typed: the next one is a separate step.
const PAUSE = 3000;

class LibrarySearch extends HTMLElement {
  connectedCallback() {
    this.abort = new AbortController();
    const { signal } = this.abort;
    this.box = this.querySelector("#search-text");
    this.completions = new SearchCompletions(this.box, this.querySelector("#search-completions"), signal);
    document.addEventListener("htmx:configRequest", (event) => this.prepare(event), { signal });
    document.addEventListener("htmx:afterSettle", ({ detail }) => this.follow(detail), { signal });
    // What is in a menu is as old as its last opening.
    this.addEventListener("toggle", ({ target }) => this.fold(target), { signal, capture: true });
  }

  disconnectedCallback() {
    this.abort.abort();
  }

  // Letters that follow each other are one step back; a chip, a menu or the Enter key is one each.
  prepare({ detail }) {
    const { target, triggeringEvent, headers } = detail;
    if (target?.id !== "tiles") return;
    const isTyped = triggeringEvent?.target === this.box && triggeringEvent.type === "input";
    const goesOn = isTyped && performance.now() - (this.typed ?? Number.NEGATIVE_INFINITY) < PAUSE;
    this.typed = isTyped ? performance.now() : undefined;
    this.isTyping = isTyped;
    if (!goesOn) headers["X-Search-Step"] = "1";
  }

  follow({ target }) {
    if (target?.id !== "tiles") return;
    const q = document.querySelector("#search-facts").dataset.q;
    if (!this.isTyping && this.box.value !== q) this.box.value = q;
    for (const field of document.querySelectorAll('input[type="hidden"][name="q"]')) field.value = q;
    this.dispatchEvent(new CustomEvent("searched", { bubbles: true }));
  }

  fold(menu) {
    if (!menu.open) return;
    for (const other of this.querySelectorAll(".menu[open]")) if (other !== menu) other.open = false;
  }
}

customElements.define("library-search", LibrarySearch);
