// Saves a note while it is written, when its field is left, and as the page is closed.

import { describeFailure } from "./failures.js";
import { request } from "./requests.js";
import { say } from "./say.js";

// Milliseconds without typing.
const IDLE = 1500;
// As many texts as the server reads.
const MOST_KNOWN = 3;

const readSentence = (html) => {
  const answer = document.createElement("template");
  answer.innerHTML = html;
  return answer.content.querySelector(".notice > div").textContent.trim();
};

class NoteField extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("textarea");
    this.saved = this.field.value;
    // The server refuses to replace any other text, which another window has saved: the last one that it is known to
    // have, and those that were sent since then without an answer, which it may have.
    this.known = [this.saved];
    this.abort = new AbortController();
    const { signal } = this.abort;
    this.addEventListener("input", () => this.wait());
    this.addEventListener("change", () => this.save());
    for (const type of ["pagehide", "visibilitychange"])
      addEventListener(type, () => this.save({ keepalive: true }), { signal });
    addEventListener("beforeunload", (event) => this.failed && this.isChanged && event.preventDefault(), { signal });
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    this.abort.abort();
  }

  get isChanged() {
    return this.field.value !== this.saved;
  }

  wait() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), IDLE);
  }

  async save(options = {}) {
    clearTimeout(this.timer);
    if (!this.isChanged) return;
    const body = new FormData(this.querySelector("form"));
    const sent = this.field.value;
    body.delete("former");
    for (const text of this.known) body.append("former", text);
    if (!this.known.includes(sent)) this.known.push(sent);
    if (this.known.length > MOST_KNOWN) this.known.splice(1, 1);
    const former = this.saved;
    // Typed meanwhile, it is saved again; sent twice it would only be slower.
    this.saved = sent;
    let problem = "";
    let isRefused = false;
    try {
      const answer = await request(this.querySelector("form").action, { method: "POST", body, ...options });
      isRefused = answer.status === 422;
      if (isRefused) problem = readSentence(await answer.text());
      else if (answer.ok) this.known = this.known.slice(Math.max(0, this.known.indexOf(sent)));
      else problem = "The note is not saved. Reload the page in another window and try again.";
    } catch (error) {
      problem = `The note is not saved. ${describeFailure(error)}`;
    }
    this.failed = Boolean(problem);
    if (problem && this.saved === sent) this.saved = former;
    say(this.querySelector("[data-note-said]"), problem || "Saved.");
    // A lost connection may come back by itself.
    if (problem && !isRefused) this.timer = setTimeout(() => this.save(), 5000);
  }
}

customElements.define("note-field", NoteField);
