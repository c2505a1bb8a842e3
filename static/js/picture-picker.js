// The dialog with the pictures of the history. A picture field loads it on its first use.

import { closeBeside } from "./close-beside.js";
import { describeFailure } from "./failures.js";
import { request } from "./requests.js";

let dialog = null;

const fetchPage = async (url) => {
  const answer = await request(url);
  if (!answer.ok) throw new Error(answer.statusText);
  const template = document.createElement("template");
  template.innerHTML = await answer.text();
  return template.content;
};

// The dialog has a style sheet of its own, without which its pictures would be shown in full size.
const loadStyle = (link) =>
  new Promise((resolve) => {
    if (!link || document.querySelector(`link[href="${link.getAttribute("href")}"]`)) return resolve();
    link.addEventListener("load", resolve);
    link.addEventListener("error", resolve);
    document.head.append(link);
  });

const FULL = "This model takes no more. Press a chosen one to remove it.";

const mark = (field, problem = "") => {
  const chosen = new Set(field.items.map(({ dataset }) => dataset.reference));
  for (const button of dialog.querySelectorAll("[data-pick]"))
    button.ariaPressed = String(chosen.has(button.dataset.pick));
  const said = dialog.querySelector("[data-picked]");
  said.textContent = `${chosen.size} of ${field.max} chosen${problem && `. ${problem}`}`;
  said.toggleAttribute("data-problem", Boolean(problem));
};

// A chosen picture is pressed again to leave the field. A field for one picture takes the new one instead, as it does
// with files; its dialog has nothing more to do then.
const choose = async (field, key) => {
  const chosen = field.items.find(({ dataset }) => dataset.reference === key);
  if (chosen) field.discard(chosen);
  // A notice would lie behind the dialog.
  else if (field.full) return mark(field, FULL);
  else if (field.max > 1) await field.refer(key);
  else await field.add([["key", key]]);
  if (field.max === 1 && !chosen) dialog.close();
  else mark(field);
};

const showOlder = async (link, field) => {
  const item = link.closest("li");
  const first = (item.previousElementSibling ?? item).querySelector("button");
  const page = await fetchPage(link.href);
  const older = [...page.querySelectorAll("#picker-pictures > li")];
  item.replaceWith(...older);
  mark(field);
  (older[0]?.querySelector("button") ?? first)?.focus();
};

const fail = (link, error) => {
  dialog.querySelector("[data-picked]").textContent = describeFailure(error);
  link.focus();
};

const onClick = (event, field) => {
  // The settings sheet would take the click, which is outside of it, as a wish to close.
  event.stopPropagation();
  const button = event.target.closest("[data-pick]");
  const link = event.target.closest("[data-older]");
  if (button || link) event.preventDefault();
  if (button) choose(field, button.dataset.pick);
  else if (link) showOlder(link, field).catch((error) => fail(link, error));
  else if (event.target.closest("[data-picker-close]")) dialog.close();
};

export const openPicker = async (field, url) => {
  let problem = "";
  const page = await fetchPage(url).catch((error) => {
    problem = describeFailure(error);
  });
  if (!page) return field.tell(problem);
  await loadStyle(page.querySelector("link"));
  dialog?.remove();
  dialog = page.querySelector("dialog");
  document.body.append(dialog);
  dialog.addEventListener("click", (event) => onClick(event, field));
  closeBeside(dialog);
  dialog.addEventListener("keydown", (event) => event.stopPropagation());
  dialog.addEventListener("close", () => field.querySelector("[data-picker]")?.focus());
  mark(field);
  dialog.showModal();
};
