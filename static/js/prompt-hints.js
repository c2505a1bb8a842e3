// Hints about the prompt: asked for when the typing pauses, taken by one click that Ctrl+Z undoes, or dismissed.

import { announce } from "./announce.js";
import { loadSheet } from "./load-sheet.js";
import { findNear, writeText } from "./prompt-edits.js";
import { request } from "./requests.js";

const PAUSE = 900;
// The server reads no more.
const MOST_READ = 40000;

const findBox = () => document.querySelector("#prompt-hints");
const findPrompt = () => document.querySelector("#id_prompt");
let timer = 0;
let asked = "";

// What the hints depend on.
const readForm = (form) => {
  const values = new URLSearchParams();
  const pictures = form.querySelector("picture-field")?.dataset.name;
  for (const [name, value] of new FormData(form))
    if (["spec", "editing", "reference_role", "dismissed_hints", pictures].includes(name)) values.append(name, value);
  const prompt = findPrompt();
  values.set(prompt.name, prompt.value.slice(0, MOST_READ));
  return values;
};

const ask = async () => {
  clearTimeout(timer);
  const box = findBox();
  const prompt = findPrompt();
  if (!box || !prompt) return;
  const body = readForm(prompt.form);
  const sent = String(body);
  if (sent === asked) return;
  asked = sent;
  const answer = await request(box.dataset.url, { method: "POST", body }).catch(() => null);
  // Without an answer the next change asks again.
  if (!answer?.ok) asked = "";
  else if (asked === sent) show(await answer.text());
};

// The box itself stays, so that a screen reader announces what changed in it.
const show = async (html) => {
  const answer = document.createElement("template");
  answer.innerHTML = html;
  const news = answer.content.querySelector("#prompt-hints");
  const sheet = news.querySelector("link");
  if (sheet) await loadSheet(sheet.getAttribute("href"));
  const box = findBox();
  if (!box || box.isEqualNode(news)) return;
  const isOpen = box.querySelector("details")?.open;
  // After a click the focus would open the keyboard of a phone.
  const hadFocus = box.querySelector(":focus-visible");
  box.replaceChildren(...news.childNodes);
  const fold = box.querySelector("details");
  if (fold && isOpen) fold.open = true;
  htmx.process(box);
  if (hadFocus) (box.querySelector("button") ?? findPrompt()).focus();
};

const wait = () => {
  clearTimeout(timer);
  timer = setTimeout(ask, PAUSE);
};

const isForHints = ({ target }) => target.closest?.("#spec-form") && !target.closest("#prompt-hints");
for (const type of ["input", "reorder"]) document.addEventListener(type, (event) => isForHints(event) && wait());
// Another panel brings its own hints.
document.addEventListener("htmx:afterSettle", ({ target }) => {
  if (target.contains(findPrompt())) asked = "";
});
// The hints that the page came with are those of its form. Otherwise somebody has begun to type.
if (findBox().querySelector("prompt-hints")) asked = String(readForm(findPrompt().form));
else wait();

class PromptHints extends HTMLElement {
  connectedCallback() {
    // Before htmx hears of it: without script the server does the same, and its answer replaces the whole form.
    this.addEventListener("click", (event) => this.press(event), { capture: true });
  }

  press(event) {
    const button = event.target.closest("button[name=hint]");
    if (!button) return;
    event.preventDefault();
    event.stopPropagation();
    if (button.matches("[data-dismiss-hint]")) this.dismiss(button);
    else this.use(button);
    ask();
  }

  // The prompt may have changed since the server read it; then the hint is asked for again.
  use({ dataset }) {
    const prompt = findPrompt();
    const { value } = prompt;
    const words = dataset.words;
    const place = words ? findNear(value, words, Number(dataset.from)) : value.trimEnd().length;
    if (place >= 0) writeText(prompt, place, words ? place + words.length : value.length, dataset.write);
  }

  dismiss({ value }) {
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name: "dismissed_hints", value });
    findBox().prepend(input);
    announce(input);
  }
}

customElements.define("prompt-hints", PromptHints);
