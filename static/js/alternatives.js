// What the alternatives in the prompt make: asked for when the typing pauses, and shown below the prompt. Generate says
// how many pictures that is, and sends that the person has seen it.

import { announce } from "./announce.js";
import { loadSheet } from "./load-sheet.js";
import { request } from "./requests.js";
import { say } from "./say.js";

const PAUSE = 250;
// What the answer brings, or does not depend on.
const LEFT_OUT = ["token", "expanded"];

let timer = 0;
let asked = "";
let said = "";

const findForm = () => document.querySelector("#spec-form");
const find = (selector) => document.querySelector(selector);
const mayHaveSome = () => /\{.*[|$]/s.test(findForm()?.elements.prompt?.value ?? "");

const tell = () => {
  const words = find("[data-alternatives-words]")?.textContent.trim() ?? "";
  const count = find("#generate-count").textContent.trim();
  const price = find("[data-alternatives-price]")?.textContent.trim() ?? "";
  const sentence = words && count ? `${words}. Generate makes ${count} pictures, ${price}.` : "";
  if (sentence && sentence !== said) say(find("#said"), sentence);
  said = sentence;
};

const show = async (html) => {
  const answer = document.createElement("template");
  answer.innerHTML = html;
  const sheet = answer.content.querySelector("link");
  if (sheet) await loadSheet(sheet.getAttribute("href"));
  const focused = find("#alternatives :focus")?.matches("[data-sample]") ? "[data-sample]" : "summary";
  const hadFocus = find("#alternatives").contains(document.activeElement);
  const isOpen = find("#alternatives details")?.open;
  for (const news of [...answer.content.children]) document.getElementById(news.id)?.replaceWith(news);
  const fold = find("#alternatives details");
  if (fold && isOpen !== undefined) fold.open = isOpen;
  if (hadFocus) find(`#alternatives ${focused}`)?.focus();
  tell();
  // The chips on small screens, the draft, and the code, which has the first prompt.
  announce(find("#alternatives"));
};

const clear = () => {
  asked = said = "";
  find("#alternatives").replaceChildren();
  find("#alternatives").hidden = true;
  find("#generate-count").textContent = "";
};

const ask = async (sample) => {
  clearTimeout(timer);
  const form = findForm();
  if (!form) return;
  const body = new URLSearchParams(new FormData(form));
  for (const name of LEFT_OUT) body.delete(name);
  if (sample !== undefined) body.set("sample", sample);
  const sent = String(body);
  if (sent === asked) return;
  asked = sent;
  const url = `${form.getAttribute("action")}alternatives/`;
  const answer = await request(url, { method: "POST", body }).catch(() => null);
  // Without an answer the next change asks again.
  if (!answer?.ok) asked = "";
  else if (asked === sent && findForm() === form) await show(await answer.text());
};

const follow = ({ target }) => {
  if (!target.closest?.("#spec-form") || target.closest("#alternatives")) return;
  clearTimeout(timer);
  if (mayHaveSome()) timer = setTimeout(ask, PAUSE);
  else if (find("#alternatives").childElementCount) clear();
};

for (const type of ["input", "change"]) document.addEventListener(type, follow);
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("#alternatives [data-sample]");
  if (!button) return;
  event.preventDefault();
  ask(button.value);
});
document.addEventListener("htmx:afterSettle", ({ target }) => {
  // Another panel brings its own.
  if (target.contains(findForm())) asked = "";
  // Another engine has another price.
  else if (target.id === "engine" && mayHaveSome()) ask();
});
if (mayHaveSome()) timer = setTimeout(ask, PAUSE);
