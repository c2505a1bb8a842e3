// Keeps the cards of running generations up to date: one held request asks about all of them.

class LiveCards extends HTMLElement {
  connectedCallback() {
    this.abort = new AbortController();
    const { signal } = this.abort;
    document.addEventListener("visibilitychange", () => this.watch(), { signal });
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
    document.documentElement.toggleAttribute("data-offline", offline);
    const note = document.querySelector("[data-offline-note]");
    if (note) note.textContent = offline ? note.dataset.offlineNote : "";
    if (offline) return;
    this.delay = 0;
    this.wake?.();
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
    return new Map([...shown].map(({ id, dataset }) => [id, Number(dataset.version)]));
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

  // Elements that have left the page are skipped. The focus moves to the same button of the new element.
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

  // htmx logs an aborted request as an error, so the request and the swap are made here.
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

customElements.define("live-cards", LiveCards);
