// The command palette: finds pages, models, pictures and actions of the page by words. Recent choices come first.

import { attempt } from "./browser-storage.js";
import { closeBeside } from "./close-beside.js";
import { describeFailure } from "./failures.js";
import { makeGroup } from "./found-group.js";
import { loadSheet } from "./load-sheet.js";
import { bestNames, listActions } from "./page-actions.js";
import { request } from "./requests.js";

const DELAY = 120;
const MOST_RECENT = 6;
const MOST_ACTIONS = 6;
const STEPS = { ArrowDown: 1, ArrowUp: -1 };

class FindAnything extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.box = this.querySelector("input");
    this.here = this.querySelector("[data-found-here]");
    this.there = this.querySelector("[data-found-there]");
    this.said = this.querySelector("[data-found-count]");
    this.beginning = this.there.innerHTML;
    this.asked = 0;
    this.box.addEventListener("input", () => this.hear());
    this.addEventListener("keydown", (event) => this.press(event));
    closeBeside(this.dialog);
    this.addEventListener("click", (event) => this.click(event));
    this.addEventListener("pointermove", ({ target }) => this.choose(target.closest("[role=option]") ?? this.chosen));
  }

  async open() {
    if (this.dialog.open) return this.dialog.close();
    await loadSheet(this.dataset.sheet);
    this.actions = listActions();
    this.box.value = "";
    this.show(this.beginning);
    this.dialog.showModal();
    this.box.focus();
  }

  get key() {
    return `found:${document.body.dataset.owner}`;
  }

  get recent() {
    const kept = attempt(() => JSON.parse(localStorage.getItem(this.key)));
    return Array.isArray(kept) ? kept.filter((each) => typeof each?.title === "string") : [];
  }

  get options() {
    return [...this.querySelectorAll("[role=option]")];
  }

  // The actions of this page need no server, so they follow each key.
  hear() {
    clearTimeout(this.timer);
    this.asked += 1;
    this.isEntered = false;
    this.isWaiting = this.box.value.trim() !== "";
    this.show(this.isWaiting ? this.there.innerHTML : this.beginning);
    if (this.isWaiting) this.timer = setTimeout(() => this.ask(this.asked), DELAY);
  }

  async ask(number) {
    const query = new URLSearchParams({ q: this.box.value });
    const answer = await request(`${this.dataset.findUrl}?${query}`).catch((error) => ({ error }));
    const html = answer.status === 200 ? await answer.text() : "";
    // Something else was typed by then.
    if (number !== this.asked) return;
    this.isWaiting = false;
    this.show(html);
    this.say(answer.error ?? (answer.ok ? undefined : new Error(answer.statusText)));
    if (this.isEntered) this.chosen?.click();
  }

  say(error) {
    const count = this.options.length;
    const found = count ? `${count} found` : "Nothing was found.";
    this.said.textContent = error ? describeFailure(error) : found;
    this.said.classList.toggle("visually-hidden", count > 0);
  }

  show(there) {
    const typed = this.box.value.trim();
    this.there.innerHTML = there;
    const names = bestNames(typed, [...this.actions.keys()], MOST_ACTIONS);
    const actions = names.map((title) => ({ title }));
    const recent = this.recent.filter(({ title, url }) => url || this.actions.has(title));
    const groups = [
      ["Recent", typed ? [] : recent],
      ["Actions", actions],
    ];
    const shown = groups.filter(([, items]) => items.length);
    this.here.replaceChildren(...shown.map(([name, items]) => makeGroup(name, items)));
    this.choose(this.options[0]);
  }

  choose(option) {
    this.chosen?.setAttribute("aria-selected", "false");
    this.chosen = option;
    option?.setAttribute("aria-selected", "true");
    if (option) this.box.setAttribute("aria-activedescendant", option.id);
    else this.box.removeAttribute("aria-activedescendant");
  }

  press(event) {
    // The page behind has keys of its own, but for Ctrl+K, which closes the dialog again.
    if (!event.ctrlKey && !event.metaKey) event.stopPropagation();
    if (event.isComposing) return;
    const { options } = this;
    const place = options.indexOf(this.chosen);
    const step = STEPS[event.key];
    const ends = { Home: 0, End: options.length - 1 };
    const next = step ? (place + step + options.length) % options.length : ends[event.key];
    // Home and End move in the text while there is some.
    if (event.target !== this.box || (!step && this.box.value && next !== undefined)) return;
    if (event.key === "Enter") this.enter();
    else if (next === undefined || !options[next]) return;
    else this.choose(options[next]);
    this.chosen?.scrollIntoView({ block: "nearest" });
    event.preventDefault();
  }

  // Who types and presses Enter at once means what is still being looked for.
  enter() {
    this.isEntered = this.isWaiting;
    if (!this.isWaiting) this.chosen?.click();
  }

  click({ target }) {
    if (target.closest("[data-dialog-close], [data-opens]")) return this.dialog.close();
    const option = target.closest("[role=option]");
    if (!option) return;
    const title = option.querySelector(".found-title").textContent;
    const url = option.getAttribute("href");
    this.keep({ title, ...(url && { url }) });
    if (url) return;
    this.dialog.close();
    this.actions.get(title)?.focus();
    this.actions.get(title)?.click();
  }

  keep(item) {
    const others = this.recent.filter(({ title, url }) => title !== item.title || url !== item.url);
    attempt(() => localStorage.setItem(this.key, JSON.stringify([item, ...others].slice(0, MOST_RECENT))));
  }
}

customElements.define("find-anything", FindAnything);
