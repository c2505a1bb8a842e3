// Completes what is typed into the search box: a combobox with a list of suggestions, as ARIA 1.2 describes it.

import { request } from "./requests.js";

const DELAY = 80;

export class SearchCompletions {
  constructor(box, list, signal) {
    Object.assign(this, { box, list });
    box.role = "combobox";
    box.ariaExpanded = "false";
    box.ariaAutoComplete = "list";
    box.setAttribute("aria-controls", list.id);
    box.addEventListener("input", () => this.wait(), { signal });
    box.addEventListener("keydown", (event) => this.press(event), { signal });
    box.addEventListener("blur", () => this.close(), { signal });
    // The box keeps the focus, from which the list would otherwise take it.
    list.addEventListener("mousedown", (event) => event.preventDefault(), { signal });
    list.addEventListener("click", ({ target }) => this.take(target.closest("[role=option]")), { signal });
  }

  get options() {
    return [...this.list.querySelectorAll("[role=option]")];
  }

  get chosen() {
    return this.list.querySelector("[aria-selected=true]");
  }

  wait() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), DELAY);
  }

  async ask() {
    const { box } = this;
    const asked = `${new URLSearchParams({ q: box.value, at: box.selectionStart })}`;
    this.asked = asked;
    const answer = await request(`${box.dataset.completions}?${asked}`).catch(() => null);
    // Another letter was typed meanwhile, or the box was left.
    if (this.asked !== asked || document.activeElement !== box || answer?.status !== 200) return;
    const kept = this.chosen?.dataset.insert;
    this.list.innerHTML = await answer.text();
    if (!this.options.length) return this.close();
    this.open();
    // What was chosen before this answer came stays chosen.
    this.choose(this.options.find(({ dataset }) => dataset.insert === kept) ?? null);
  }

  open() {
    this.list.hidden = false;
    this.box.ariaExpanded = "true";
    this.choose(null);
  }

  close() {
    clearTimeout(this.timer);
    this.asked = null;
    this.list.hidden = true;
    this.box.ariaExpanded = "false";
    this.choose(null);
  }

  choose(option) {
    if (this.chosen) this.chosen.ariaSelected = "false";
    if (option) {
      option.ariaSelected = "true";
      option.scrollIntoView({ block: "nearest" });
      this.box.setAttribute("aria-activedescendant", option.id);
    } else this.box.removeAttribute("aria-activedescendant");
  }

  // Puts the suggestion in the place of what it completes. Everything that listens to the box hears of it.
  take(option) {
    if (!option) return;
    const { dataset } = option;
    this.box.setRangeText(dataset.insert, Number(dataset.from), Number(dataset.to), "end");
    this.close();
    this.box.focus();
    this.box.dispatchEvent(new Event("input", { bubbles: true }));
  }

  press(event) {
    const { key } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (key === "ArrowDown" && this.list.hidden) this.ask();
    else if (key === "ArrowDown" || key === "ArrowUp") this.move(key === "ArrowDown" ? 1 : -1);
    else if ((key === "Enter" || key === "Tab") && this.chosen) this.take(this.chosen);
    else if (key === "Escape" && !this.list.hidden) this.close();
    else return;
    event.preventDefault();
  }

  // Before the first and behind the last suggestion is the box itself.
  move(step) {
    if (this.list.hidden) return;
    const { options } = this;
    const place = options.indexOf(this.chosen) + step;
    const next = this.chosen ? options[place] : step > 0 ? options[0] : options.at(-1);
    this.choose(next ?? null);
  }
}
