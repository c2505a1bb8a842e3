// Counts what is finished while the page is hidden: in the title, in the icon, and by the notices that were chosen.

import { tell } from "./notice-choice.js";
import { request } from "./requests.js";

// The long poll rests while the page is hidden, so that tabs in the background hold no requests. Instead, they ask
// after these pauses, of which each is twice as long as the one before.
const [FIRST_PAUSE, LONGEST_PAUSE] = [1000, 8000];
// As many as the server looks at. A longer address may also be refused on the way.
const MOST = 200;

const number = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;

class AwayNews extends HTMLElement {
  connectedCallback() {
    this.icon = document.querySelector("link[rel=icon]");
    this.usual = this.icon?.getAttribute("href");
    this.listening = new AbortController();
    const { signal } = this.listening;
    document.addEventListener("visibilitychange", () => document.hidden || this.end(), { signal });
  }

  disconnectedCallback() {
    this.listening.abort();
    clearTimeout(this.timer);
  }

  // The page has been hidden with work on it.
  open() {
    const active = document.querySelectorAll("[data-generation][data-active]");
    // The cells of a sweep say in which order they are made.
    const next = [...active].sort((one, other) => one.dataset.active.localeCompare(other.dataset.active));
    this.waiting = new Set(next.map(({ dataset }) => dataset.generation));
    this.done = new Map();
    this.failed = new Set();
    this.title = document.title;
    clearTimeout(this.timer);
    if (document.hidden && this.waiting.size) this.watch(FIRST_PAUSE);
  }

  watch(pause) {
    this.timer = setTimeout(() => this.ask(pause), pause);
  }

  async ask(pause) {
    const { waiting } = this;
    const query = new URLSearchParams([...waiting].slice(0, MOST).map((id) => ["id", id]));
    const answer = await request(`${this.dataset.finishedUrl}?${query}`).catch(() => null);
    const news = answer?.status === 200 ? await answer.json().catch(() => null) : null;
    // Somebody is back, or has been back, by then.
    if (!document.hidden || waiting !== this.waiting) return;
    if (news) this.take(news);
    if (waiting.size) this.watch(Math.min(LONGEST_PAUSE, 2 * pause));
  }

  take({ done, failed, gone }) {
    for (const [id, pictures] of Object.entries(done)) this.done.set(id, pictures);
    for (const id of failed) this.failed.add(id);
    const ended = [...Object.keys(done), ...failed];
    for (const id of [...ended, ...gone]) this.waiting.delete(id);
    if (!ended.length) return;
    this.show();
    tell(ended, (fresh) => this.describe(fresh));
  }

  show() {
    const pictures = [...this.done.values()].reduce((sum, each) => sum + each, 0);
    const parts = [pictures && String(pictures), this.failed.size && `${this.failed.size} failed`];
    document.title = `(${parts.filter(Boolean).join(", ")}) ${this.title}`;
    this.icon?.setAttribute("href", this.dataset.newsIcon);
  }

  describe(ids) {
    const pictures = ids.reduce((sum, id) => sum + (this.done.get(id) ?? 0), 0);
    const failures = ids.filter((id) => this.failed.has(id)).length;
    const parts = [
      pictures && `${number(pictures, "picture")} finished`,
      failures && `${number(failures, "request")} failed`,
    ];
    return { sentence: `${parts.filter(Boolean).join(", ")}.`, isFailure: !pictures };
  }

  end() {
    clearTimeout(this.timer);
    if (this.title !== undefined && document.title.endsWith(this.title)) document.title = this.title;
    this.icon?.setAttribute("href", this.usual);
    this.waiting = null;
  }
}

customElements.define("away-news", AwayNews);
