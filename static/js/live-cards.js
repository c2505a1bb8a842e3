// Keeps the cards of running generations up to date: one held request asks about all of them.

import { replaceCards } from "./replace-cards.js";

// After this many requests without an answer, or one that took too long, the page says so.
const MOST_UNANSWERED = 3;
// As many as the server looks at.
const MOST = 200;
const MANY = 20;
const PAUSE = 250;
// A held request that is younger is not repeated as the page becomes visible.
const YOUNG = 2000;

class LiveCards extends HTMLElement {
  connectedCallback() {
    this.abort = new AbortController();
    const { signal } = this.abort;
    this.unanswered = 0;
    document.addEventListener("visibilitychange", () => this.renew(YOUNG), { signal });
    addEventListener("pageshow", ({ persisted }) => persisted && this.renew(), { signal });
    addEventListener("online", () => this.renew(), { signal });
    for (const type of ["htmx:afterSettle", "cards-changed"])
      document.addEventListener(type, () => this.watch(), { signal });
    for (const type of ["online", "offline"]) addEventListener(type, () => this.tell(), { signal });
    this.tell();
    this.watch();
  }

  disconnectedCallback() {
    this.abort.abort();
    this.held?.abort();
  }

  // Nothing that this page shows is news while the browser is offline, and no clock of it goes on.
  tell() {
    const offline = !navigator.onLine;
    const silent = !offline && this.unanswered >= MOST_UNANSWERED;
    document.documentElement.toggleAttribute("data-offline", offline || silent);
    const note = document.querySelector("[data-offline-note]");
    if (!note) return;
    const sentence = (offline && note.dataset.offlineNote) || (silent && note.dataset.silentNote) || "";
    if (note.textContent !== sentence) note.textContent = sentence;
  }

  // A request that was held while the machine slept, or over another network, may never be answered. Clocks may have
  // slept too, so that all cards are asked for again. Time is that of the wall, which does not sleep.
  renew(young = 0) {
    if (document.hidden) return;
    if (this.asked && Math.abs(Date.now() - this.since) >= young) {
      this.isStale = this.renewed = true;
      this.held.abort();
    }
    this.delay = 0;
    this.wake?.();
    this.watch();
  }

  pause(milliseconds) {
    return new Promise((resolve) => {
      this.wake = resolve;
      setTimeout(resolve, milliseconds);
    });
  }

  // The elements that show an unfinished generation, by id (`card-…`, `frame-…`, `tile-…`), with the version shown.
  get cards() {
    const shown = document.querySelectorAll("[id][data-version][data-active]");
    // A page of thousands asks for those that are made next: the cells of a sweep say their order.
    const next = [...shown].sort((one, other) => one.dataset.active.localeCompare(other.dataset.active));
    return new Map(next.slice(0, MOST).map(({ id, dataset }) => [id, Number(dataset.version)]));
  }

  async watch() {
    if (this.watching) return this.widen();
    this.watching = true;
    this.delay = 0;
    while (this.isConnected && !document.hidden && this.cards.size) {
      if (!navigator.onLine) await new Promise((resolve) => (this.wake = resolve));
      await this.ask();
      if (this.delay && !this.renewed) await this.pause(this.delay);
    }
    this.watching = false;
  }

  // A held request does not cover a card that was added later, so it is replaced by one that asks about both.
  widen() {
    if (!this.asked || [...this.cards.keys()].every((id) => this.asked.has(id))) return;
    this.renewed = true;
    this.held.abort();
  }

  async ask() {
    this.asked = this.cards;
    this.renewed = false;
    this.since = Date.now();
    const started = performance.now();
    const status = await this.fetch(this.address());
    const news = status === 200 && this.differs(this.asked);
    this.asked = null;
    if (status || this.renewed) this.unanswered = 0;
    this.tell();
    if (status >= 200 && status < 400) this.rest(news, performance.now() - started);
    else if (!this.renewed) this.delay = Math.min(10000, Math.max(500, this.delay * 2));
  }

  rest(news, spent) {
    // Many cards change all the time. Asking a little later answers for more of them at once.
    if (news && this.cards.size > MANY) this.delay = PAUSE;
    else this.delay = news || spent >= 200 ? 0 : Math.min(2000, Math.max(250, this.delay * 2));
  }

  differs(before) {
    const now = this.cards;
    return [...before].some(([id, version]) => now.get(id) !== version);
  }

  address() {
    const shown = [...this.asked].map(([id, version]) => ["shown", `${id}.${this.isStale ? -1 : version}`]);
    const query = new URLSearchParams(shown);
    this.isStale = false;
    return `${this.getAttribute("url")}?${query}`;
  }

  // htmx logs an aborted request as an error, so the request and the swap are made here.
  async fetch(url) {
    const held = new AbortController();
    this.held = held;
    const late = () => {
      this.unanswered = MOST_UNANSWERED;
      held.abort();
    };
    // The server holds a request for a while, and may then need as long as for any other.
    const timer = setTimeout(late, Number(this.dataset.hold) + htmx.config.timeout);
    try {
      const answer = await fetch(url, { headers: { "HX-Request": "true" }, signal: held.signal });
      if (answer.status === 200) {
        replaceCards(await answer.text());
        this.dispatchEvent(new CustomEvent("cards-changed", { bubbles: true }));
      }
      return answer.status;
    } catch {
      this.unanswered += 1;
      return 0;
    } finally {
      clearTimeout(timer);
    }
  }
}

customElements.define("live-cards", LiveCards);
