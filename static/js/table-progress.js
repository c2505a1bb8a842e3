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
    const news = page.content.querySelector("table-progress");
    if (!this.contains(document.activeElement)) this.replaceChildren(...news.childNodes);
    // A button with the focus, or a budget that is being typed, stays.
    else
      for (const part of ["[role=status]", "progress"]) this.querySelector(part).replaceWith(news.querySelector(part));
  }
}

customElements.define("table-progress", TableProgress);
