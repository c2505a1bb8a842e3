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
    const answer = await request(location.href).catch(() => null);
    this.timer = null;
    if (!answer?.ok || this.contains(document.activeElement)) return;
    const page = document.createElement("template");
    page.innerHTML = await answer.text();
    this.replaceChildren(...page.content.querySelector("table-progress").childNodes);
  }
}

customElements.define("table-progress", TableProgress);
