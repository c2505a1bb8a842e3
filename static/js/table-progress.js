// The page of a table: its lines are kept up to date like cards, and each change counts them again.

import "./live-cards.js";
import "./elapsed-time.js";
import { request } from "./requests.js";

const PAUSE = 1500;

class TableProgress extends HTMLElement {
  connectedCallback() {
    this.abort = new AbortController();
    document.addEventListener("cards-changed", () => this.wait(), { signal: this.abort.signal });
  }

  disconnectedCallback() {
    this.abort.abort();
    clearTimeout(this.timer);
  }

  // Many lines end at once; one request counts them all.
  wait() {
    this.timer ??= setTimeout(() => this.count(), PAUSE);
  }

  async count() {
    // A change that comes while this is asked for is counted next.
    this.timer = null;
    const answer = await request(location.href).catch(() => null);
    if (!answer?.ok) return;
    const page = document.createElement("template");
    page.innerHTML = await answer.text();
    this.show(page.content.querySelector("table-progress"));
  }

  show(news) {
    const status = this.querySelector("[role=status]");
    const said = news.querySelector("[role=status]");
    // The element itself stays: only then a screen reader says what has changed in it.
    if (status.textContent !== said.textContent) status.replaceChildren(...said.childNodes);
    said.remove();
    // A button with the focus, or a budget that is being typed, stays.
    if (this.contains(document.activeElement)) {
      this.querySelector("progress").replaceWith(news.querySelector("progress"));
      return;
    }
    const typed = this.querySelector("input[name=budget]");
    for (const part of [...this.children]) if (part !== status) part.remove();
    status.after(...news.children);
    const budget = this.querySelector("input[name=budget]");
    if (budget && typed && typed.value !== typed.defaultValue) budget.value = typed.value;
  }
}

customElements.define("table-progress", TableProgress);
