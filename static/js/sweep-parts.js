// Puts what the server has changed in a sweep in the place of the old: the bar, headers and cells.

import { replaceCards } from "./replace-cards.js";

// As many parts are replaced at once, so that a grid of any size never holds up a key or a click.
const AT_ONCE = 8;

const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));

// What was typed into the bar, but not sent, stays there, with the focus.
const replaceBar = (html) => {
  const fields = [...document.querySelectorAll("#sweep-bar input[id]")];
  const focused = document.activeElement.id;
  replaceCards(html);
  for (const { id, value, defaultValue } of fields) {
    const field = document.getElementById(id);
    if (!field) continue;
    if (value !== defaultValue) field.value = value;
    if (id === focused) field.focus();
  }
};

export const replaceParts = async (answer) => {
  const bar = answer.querySelector("[data-replaces=sweep-bar]");
  bar.remove();
  replaceBar(bar.outerHTML);
  const parts = [...answer.querySelectorAll("[data-replaces]")].map(({ outerHTML }) => outerHTML);
  for (let start = 0; start < parts.length; start += AT_ONCE) {
    if (start) await nextFrame();
    replaceCards(parts.slice(start, start + AT_ONCE).join(""));
  }
};
