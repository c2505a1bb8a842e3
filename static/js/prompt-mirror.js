// Marks the mentions of pictures in the prompt: a layer behind its text with the same words, of which only the marks
// are seen. It never touches the text area itself, so typing, input methods, undo and scrolling stay as they are.

import { findMentions } from "./mentions.js";

// To lay out a longer text twice would take longer than a key may.
const LONGEST = 8000;
const COPIED = [
  ...["fontFamily", "fontSize", "fontStyle", "fontWeight", "fontStretch", "fontKerning", "fontFeatureSettings"],
  ...["letterSpacing", "wordSpacing", "lineHeight", "padding", "textAlign", "textIndent", "tabSize", "direction"],
];

export class PromptMirror {
  constructor(area) {
    this.area = area;
    this.number = 0;
    this.layer = document.createElement("div");
    this.layer.className = "prompt-mirror";
    this.layer.hidden = true;
    this.layer.setAttribute("aria-hidden", "true");
    this.words = document.createElement("div");
    this.layer.append(this.words);
    area.before(this.layer);
    this.abort = new AbortController();
    const { signal } = this.abort;
    area.addEventListener("input", () => this.show(), { signal });
    area.addEventListener("scroll", () => this.follow(), { signal });
    this.resized = new ResizeObserver(() => this.fit());
    this.resized.observe(area);
  }

  end() {
    this.abort.abort();
    this.resized.disconnect();
    this.layer.remove();
  }

  // How many pictures there are; a larger number names none.
  count(number) {
    this.number = number;
    this.show();
  }

  show() {
    const { value } = this.area;
    const mentions = value.length > LONGEST ? [] : findMentions(value);
    const wasHidden = this.layer.hidden;
    this.layer.hidden = !mentions.length;
    if (!mentions.length) return this.words.replaceChildren();
    const parts = [];
    let end = 0;
    for (const { start, end: stop, number, last } of mentions) {
      const mark = document.createElement("mark");
      mark.textContent = value.slice(start, stop);
      if (Math.max(number, last) <= this.number) mark.dataset.number = number;
      parts.push(value.slice(end, start), mark);
      end = stop;
    }
    // A line break at the end begins a line only if something follows it.
    parts.push(`${value.slice(end)}\u200b`);
    this.words.replaceChildren(...parts);
    // Otherwise the size is watched: to read it with each key would take time.
    if (wasHidden) this.fit();
    else this.follow();
  }

  // The text area may have a scroll bar, which takes room from its words.
  fit() {
    if (this.layer.hidden) return;
    const { area, layer, words } = this;
    const look = getComputedStyle(area);
    for (const name of COPIED) words.style[name] = look[name];
    words.style.width = `${area.clientWidth}px`;
    layer.style.left = `${area.offsetLeft + area.clientLeft}px`;
    layer.style.top = `${area.offsetTop + area.clientTop}px`;
    layer.style.width = `${area.clientWidth}px`;
    layer.style.height = `${area.clientHeight}px`;
    this.follow();
  }

  follow() {
    this.words.style.transform = `translateY(${-this.area.scrollTop}px)`;
  }
}
