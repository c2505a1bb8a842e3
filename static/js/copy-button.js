// Copies a text: its own `data-copy-text`, or what the element named by `data-copy-from` shows.

import { say } from "./say.js";

class CopyButton extends HTMLElement {
  connectedCallback() {
    this.status = this.appendChild(document.createElement("span"));
    this.status.className = "visually-hidden";
    this.status.role = "status";
    this.querySelector("button").addEventListener("click", () => this.copy());
  }

  disconnectedCallback() {
    this.status.remove();
  }

  async copy() {
    const source = this.dataset.copyFrom ? document.querySelector(this.dataset.copyFrom) : null;
    const text = this.dataset.copyText ?? (source?.value ?? source?.textContent ?? "").replace(/\n$/, "");
    try {
      await navigator.clipboard.writeText(text);
      this.say("Copied");
    } catch {
      this.say(this.copyBySelection(source, text) ? "Copied" : "Press Ctrl+C");
    }
  }

  // Where the clipboard is not allowed, the text is left selected.
  copyBySelection(source, text) {
    if (source && !("value" in source)) getSelection().selectAllChildren(source);
    else this.selectIn(text);
    return document.execCommand("copy");
  }

  selectIn(text) {
    const box = this.appendChild(document.createElement("textarea"));
    box.className = "visually-hidden";
    box.ariaLabel = "Text to copy";
    box.value = text;
    box.select();
    box.addEventListener("blur", () => box.remove());
  }

  say(words) {
    const button = this.querySelector("button");
    const label = this.querySelector("[data-label]");
    this.words ??= label?.textContent;
    button.style.minWidth = `${button.offsetWidth}px`;
    say(this.status, words);
    if (label) label.textContent = words;
    this.dataset.state = words === "Copied" ? "copied" : "selected";
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.rest(label), 1800);
  }

  rest(label) {
    if (label) label.textContent = this.words;
    this.status.textContent = "";
    delete this.dataset.state;
  }
}

customElements.define("copy-button", CopyButton);
