// What happens while one waits: live cards, elapsed time, and the marks that follow them.

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

class LiveCards extends HTMLElement {
  connectedCallback() {
    this.abort = new AbortController();
    const { signal } = this.abort;
    document.addEventListener("visibilitychange", () => this.watch(), { signal });
    for (const type of ["htmx:afterSettle", "cards-changed"]) document.addEventListener(type, () => this.watch(), { signal });
    this.watch();
  }

  disconnectedCallback() {
    this.abort.abort();
    this.held?.abort();
  }

  // Each element that shows a generation at work, by its id (`card-…`, `frame-…`, `tile-…`), with the version it shows.
  get cards() {
    const shown = document.querySelectorAll("[id][data-version][data-active]");
    return new Map([...shown].map(({ id, dataset }) => [id, Number(dataset.version)]));
  }

  async watch() {
    if (this.watching) return this.widen();
    this.watching = true;
    this.delay = 0;
    while (this.isConnected && !document.hidden && this.cards.size) {
      await this.ask();
      if (this.delay && !this.renewed) await pause(this.delay);
    }
    this.watching = false;
  }

  // A held answer knows nothing of a card that came later, so it is dropped for one that asks about both.
  widen() {
    if (!this.asked || [...this.cards.keys()].every((id) => this.asked.has(id))) return;
    this.renewed = true;
    this.held.abort();
  }

  async ask() {
    this.asked = this.cards;
    this.renewed = false;
    const started = performance.now();
    const status = await this.fetch(this.address());
    const news = status === 200 && this.differs(this.asked);
    this.asked = null;
    if (status >= 200 && status < 400) this.rest(news, performance.now() - started);
    else if (!this.renewed) this.delay = Math.min(10000, Math.max(500, this.delay * 2));
  }

  rest(news, spent) {
    this.delay = news || spent >= 200 ? 0 : Math.min(2000, Math.max(250, this.delay * 2));
  }

  differs(before) {
    const now = this.cards;
    return [...before].some(([id, version]) => now.get(id) !== version);
  }

  address() {
    const query = new URLSearchParams([...this.asked].map(([id, version]) => ["shown", `${id}.${version}`]));
    return `${this.getAttribute("url")}?${query}`;
  }

  // What left the page meanwhile is passed over, and whoever had the focus on a button has it on the new one.
  replace(html) {
    const answer = document.createElement("template");
    answer.innerHTML = html;
    for (const news of answer.content.querySelectorAll("[data-replaces]")) {
      const old = document.getElementById(news.dataset.replaces);
      const next = news.firstElementChild;
      const focused = old?.contains(document.activeElement) ? document.activeElement.getAttribute("formaction") : null;
      if (next) old?.replaceWith(next);
      else old?.remove();
      if (!old || !next) continue;
      htmx.process(next);
      if (focused) (next.querySelector(`[formaction="${focused}"]`) ?? next.querySelector("a, button"))?.focus();
    }
    this.dispatchEvent(new CustomEvent("cards-changed", { bubbles: true }));
  }

  // Aborting a request of htmx's own would be logged as an error, so the request and the swap are made here.
  async fetch(url) {
    this.held = new AbortController();
    try {
      const answer = await fetch(url, { headers: { "HX-Request": "true" }, signal: this.held.signal });
      if (answer.status === 200) this.replace(await answer.text());
      return answer.status;
    } catch {
      return 0;
    }
  }
}

const clocks = new Set();
const tick = () => document.hidden || clocks.forEach((clock) => clock.show());
let ticking = 0;

class ElapsedTime extends HTMLElement {
  connectedCallback() {
    this.show();
    clocks.add(this);
    ticking ||= setInterval(tick, 1000);
  }

  disconnectedCallback() {
    clocks.delete(this);
    if (clocks.size) return;
    clearInterval(ticking);
    ticking = 0;
  }

  show() {
    const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(this.dataset.since)) / 1000));
    if (Number.isNaN(seconds)) return;
    this.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }
}

// The frames of what is on the stage are marked, and what became of it is said aloud.
const said = new Map();

const mark = () => {
  const staged = new Set([...document.querySelectorAll("#stage [data-generation]")].map(({ dataset }) => dataset.generation));
  for (const frame of document.querySelectorAll("#frames [data-generation]")) {
    const link = frame.querySelector("a");
    if (staged.has(frame.dataset.generation)) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  for (const { id, dataset } of document.querySelectorAll("#stage [data-generation]")) {
    const { status } = dataset;
    if (said.has(id) && said.get(id) !== status && status !== "running") document.querySelector("#said").textContent = `Picture ${status}`;
    said.set(id, status);
  }
};

for (const type of ["htmx:afterSettle", "cards-changed"]) document.addEventListener(type, mark);
mark();

customElements.define("live-cards", LiveCards);
customElements.define("elapsed-time", ElapsedTime);
