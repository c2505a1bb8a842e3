// A click on Generate shows placeholders at once, in the shape of the pictures to come. The cards on the stage are only
// hidden: they come back if the server refuses the form.

import { arrange } from "./arrange.js";
import { numberIn } from "./numbers.js";
import { toast } from "./toast.js";

const LOADING = "The form is still loading, so nothing was generated. Press Generate again.";

const fill = (name, count) => {
  const { content } = document.querySelector(`#pending-${name}`);
  return Array.from({ length: count }, () => content.firstElementChild.cloneNode(true));
};

// Both the card and its frame have the shape of the picture to come.
const shape = (element, { width, height }) => {
  element.querySelector("svg").setAttribute("viewBox", `0 0 ${width} ${height}`);
  const fit = element.querySelector(".card-fit");
  if (fit) Object.assign(fit.dataset, { width, height });
  return element;
};

const showPending = () => {
  const { width, height } = document.querySelector("#result-size").dataset;
  const prompts = Number(document.querySelector("details[data-prompts]")?.dataset.prompts ?? 1);
  const count = prompts * Number(document.querySelector("[name=variants]:checked")?.value ?? 1);
  const [cards, frames] = ["card", "frame"].map((name) =>
    fill(name, count).map((element) => shape(element, { width, height })),
  );
  const stage = document.createElement("div");
  stage.className = "cards";
  stage.dataset.pending = "";
  stage.append(...cards);
  arrange(stage);
  document.querySelector("#stage").append(stage);
  const run = fill("run", 1)[0];
  run.querySelector("ol").append(...frames);
  document.querySelector("#frames").prepend(run);
  // A rail is moved as a whole, a strip without its heading.
  for (const moved of document.querySelectorAll("#filmstrip, #frames")) moved.scrollTo(0, 0);
};

const isEmpty = (field) => {
  if (field.dataset.widget.startsWith("picture")) return !field.querySelector("[data-reference]");
  return !field.querySelector("[name]").value.trim();
};

const isWrongNumber = (box) => {
  const value = numberIn(box);
  return box.value.trim() && (Number.isNaN(value) || value < box.dataset.min || value > box.dataset.max);
};

// No placeholder is shown for a form that the server is certain to refuse.
const isRefused = (form) =>
  [...form.querySelectorAll("input[inputmode]")].some(isWrongNumber) ||
  [...form.querySelectorAll("[data-field][data-required]")].some(isEmpty) ||
  form.querySelector("[data-counter][data-over]") !== null;

// htmx hears of the click first. It sends nothing while another request is replacing the form.
let isSent = false;
document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  isSent ||= detail.elt.id === "spec-form";
});
document.addEventListener("submit", ({ target }) => {
  if (target.id !== "spec-form") return;
  const isWaiting = document.querySelector("[data-pending]");
  if (!isWaiting && !isSent) toast(LOADING, "error");
  else if (!isWaiting && !isRefused(target)) showPending();
  isSent = false;
});
for (const type of ["htmx:beforeSwap", "htmx:afterRequest"]) {
  document.addEventListener(type, ({ detail }) => {
    if (detail.requestConfig?.elt.id !== "spec-form") return;
    for (const pending of document.querySelectorAll("[data-pending]")) pending.remove();
  });
}
