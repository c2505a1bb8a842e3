// The code beside the form. It follows each change at once: one request at a time, and the newest state of the form
// next. A plain prompt is replaced here, which needs no request; the server confirms it when the typing pauses.

import { describeLimit } from "./failures.js";
import { request } from "./requests.js";
import { toast } from "./toast.js";
import { isTouched } from "./touched.js";

const FOLLOWS = "The code updates with your next change.";
// Every language writes such a text as it is, between double quotes: no quotes, backslashes or invisible characters.
const PLAIN = /^[^"'\\\p{C}\p{Zl}\p{Zp}]{1,2000}$/u;
// In a text of PowerShell that contains variables, these two are escaped.
const EXPANDED = /[$\x60]/;
// A longer prompt is not printed, so the rest of it need not be sent. A character of the server is one or two of these.
const MOST_PRINTED = 40000;

// Replaces the prompt in highlighted code, and returns whether it could be done without any doubt.
const replacePrompt = (code, before, now) => {
  if (before === now) return true;
  if (!PLAIN.test(before) || !PLAIN.test(now)) return false;
  if ((EXPANDED.test(before) || EXPANDED.test(now)) && code.querySelector('[data-code~="expands"]')) return false;
  const literals = [...code.querySelectorAll("span")].filter(({ textContent }) => textContent === `"${before}"`);
  if (literals.length !== 1) return false;
  literals[0].textContent = `"${now}"`;
  return true;
};

class CodePanel extends HTMLElement {
  connectedCallback() {
    this.abort = new AbortController();
    const { signal } = this.abort;
    // The prompt that the code contains.
    this.printed = this.prompt?.defaultValue ?? "";
    for (const type of ["input", "change"]) document.addEventListener(type, (event) => this.hear(event), { signal });
    document.addEventListener("code-opened", () => this.follow(), { signal });
    // Another engine has another price.
    document.addEventListener("htmx:afterSettle", ({ target }) => target.id === "engine" && this.follow(), { signal });
    // The code lacks what was typed before this module was loaded, or restored by the browser.
    this.timer = setTimeout(() => [...this.form.elements].some(isTouched) && this.follow());
  }

  disconnectedCallback() {
    this.abort.abort();
    clearTimeout(this.timer);
  }

  get form() {
    return document.querySelector("#spec-form");
  }

  get prompt() {
    return this.form.elements.prompt;
  }

  get text() {
    return this.querySelector("#snippet-text");
  }

  hear({ type, target }) {
    const own = this.contains(target);
    if (own ? type === "input" : !target.closest("#spec-form")) return;
    clearTimeout(this.timer);
    if (type === "input" && target === this.prompt && this.isShown && this.patch()) {
      this.timer = setTimeout(() => this.follow(), Number(this.dataset.delay));
    } else this.follow();
  }

  get isShown() {
    return this.checkVisibility();
  }

  patch() {
    const { value } = this.prompt;
    if (!replacePrompt(this.text, this.printed, value)) return false;
    this.printed = value;
    return true;
  }

  async follow() {
    this.behind = true;
    if (this.asking) return;
    this.asking = true;
    while (this.behind && this.isConnected) {
      this.behind = false;
      await this.ask();
    }
    this.asking = false;
  }

  // The one-time token does not change the code: no request. A closed panel needs no code, and thus no prompt.
  async ask() {
    const form = new URLSearchParams(new FormData(this.form));
    // Alternatives in the prompt multiply the price.
    const needsPrompt = this.isShown || document.querySelector("details[data-prompts]");
    for (const name of ["token", "expanded", ...(needsPrompt ? [] : ["prompt"])]) form.delete(name);
    const prompt = form.get("prompt");
    if (prompt?.length > 2 * MOST_PRINTED) form.set("prompt", prompt.slice(0, 2 * MOST_PRINTED + 2));
    // A panel that was opened lacks the code, even if nothing else has changed since.
    const url = this.isShown ? this.dataset.url : this.dataset.factsUrl;
    if (this.asked === `${url}?${form}`) return;
    this.asked = `${url}?${form}`;
    const html = await this.fetch(url, form);
    // Another model may have been chosen meanwhile, which brings a new panel.
    if (html === null) this.asked = null;
    else if (this.isConnected) this.show(html, form.get("prompt"));
  }

  async fetch(url, form) {
    try {
      const answer = await request(url, { method: "POST", body: form });
      return answer.ok ? await answer.text() : null;
    } catch (error) {
      if (error.name === "TimeoutError" && this.isShown) toast(`${describeLimit()} ${FOLLOWS}`, "error");
      return null;
    }
  }

  // The code's box stays, and so do its focus and its scroll position.
  show(html, prompt) {
    const answer = document.createElement("template");
    answer.innerHTML = html;
    // A copy: an element that is put into the page leaves the list.
    for (const news of [...answer.content.children]) {
      if (news.id === "snippet") this.showCode(news.querySelector("#snippet-text"), prompt);
      else this.replace(document.getElementById(news.id), news);
    }
  }

  // What was typed while the response was on its way is newer, and may be shown already.
  showCode(code, prompt) {
    const { value } = this.prompt;
    const isCurrent = replacePrompt(code, prompt, value);
    // The next request brings the code with the newest prompt.
    if (!isCurrent && this.printed !== prompt && this.behind) return;
    this.printed = isCurrent ? value : prompt;
    this.text.replaceChildren(...code.childNodes);
  }

  // A choice made while the response was on its way is kept.
  replace(old, news) {
    if (!old || old.isEqualNode(news)) return;
    if (old.tagName === "SELECT") news.value = old.value;
    if (old.open) news.open = true;
    const focused = old.contains(document.activeElement);
    old.replaceWith(news);
    if (focused) (news.querySelector("summary") ?? news).focus();
  }
}

customElements.define("code-panel", CodePanel);
