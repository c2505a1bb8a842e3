// Marks the frames of the pictures on the stage, and announces to screen readers what became of each.

import { say } from "./say.js";

const said = new Map();

const mark = () => {
  const staged = new Set(
    [...document.querySelectorAll("#stage [data-generation]")].map(({ dataset }) => dataset.generation),
  );
  for (const frame of document.querySelectorAll("#frames [data-generation]")) {
    const link = frame.querySelector("a");
    if (staged.has(frame.dataset.generation)) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  for (const { id, dataset } of document.querySelectorAll("#stage [data-generation]")) {
    const ended = dataset.status !== "running" && said.has(id) && said.get(id) !== dataset.status;
    if (ended) say(document.querySelector("#said"), `Picture ${dataset.status}`);
    said.set(id, dataset.status);
  }
};

for (const type of ["htmx:afterSettle", "cards-changed"]) document.addEventListener(type, mark);
mark();
