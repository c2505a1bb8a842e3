// Pictures that are dropped or pasted anywhere on a page: they go to the picture field, or are offered as references
// where there is none; a file that carries a recipe is offered as that, too. Without this a browser opens what is
// dropped, in place of the page or in another tab.

import { loadModule } from "./load-module.js";
import { droppedParts, holdsOnlyPictures, linkedParts, mayHoldPictures, pastedParts } from "./picture-parts.js";
import { toast } from "./toast.js";

const EDITABLE = "textarea, input:not([type=file], [type=checkbox], [type=radio], [type=range])";

// Pictures that wait for a form that takes them.
const waiting = [];

const findField = () => document.querySelector("picture-field");

const deliver = async () => {
  if (!findField() || !waiting.length) return;
  await customElements.whenDefined("picture-field");
  findField()?.take(waiting.splice(0));
};

// Without a connection the module cannot be loaded, and the upload that follows says so.
const loadRecipes = () => loadModule(document.body.dataset.recipeModule);

const offer = async (parts, isChosen) => {
  waiting.push(...parts);
  if (findField()) return deliver();
  const sentence = document.querySelector("spec-form")?.dataset.noPictures;
  if (sentence) return toast(sentence, "error");
  waiting.length = 0;
  const recipes = await loadRecipes();
  recipes?.offerReference(parts, isChosen);
};

// A single file may carry the recipe of its picture, which is offered beside the picture itself. In the field there is
// no doubt that the picture is meant, so it goes there at once.
const take = async (parts, isForField) => {
  const [[kind, file] = []] = parts;
  const { dataset } = document.body;
  if (parts.length > 1 || kind !== "asset" || !dataset.recipeModule) return offer(parts);
  if (isForField) offer(parts);
  const refer = isForField ? null : (isChosen) => offer(parts, isChosen);
  const recipes = await loadRecipes();
  if (!(await recipes?.offerRecipe(dataset.recipeUrl, file, refer))) refer?.();
};

// A link may be dropped into a text; pictures and files may not.
const isForText = ({ target, dataTransfer }) => target.closest?.(EDITABLE) && !holdsOnlyPictures(dataTransfer);

// The field of a form for a file takes its drops by itself.
const mayTake = ({ target, dataTransfer }) =>
  mayHoldPictures(dataTransfer) && !target.matches?.("[type=file]:not(picture-field *)");

const mark = (isOver) => findField()?.toggleAttribute("data-over", isOver);

// What is dragged from this page itself is often let go by mistake, and is meant for the form only if it is over it.
let isOwn = false;
const isStray = ({ target }) => isOwn && !target.closest?.("#panel");
const endDrag = () => {
  isOwn = false;
  mark(false);
};

document.addEventListener("dragstart", () => {
  isOwn = true;
  // An element that an update removes while it is dragged sends no `dragend`. The pointer moves only after a drag.
  document.addEventListener("pointermove", endDrag, { once: true });
});
document.addEventListener("dragend", endDrag);

document.addEventListener("dragover", (event) => {
  if (!mayTake(event) || isForText(event)) return;
  event.preventDefault();
  if (isStray(event)) event.dataTransfer.dropEffect = "none";
  mark(!isStray(event));
});

// Without another element, the pointer has left the window.
document.addEventListener("dragleave", ({ relatedTarget }) => relatedTarget || mark(false));

document.addEventListener("drop", (event) => {
  const { dataTransfer, target } = event;
  mark(false);
  if (!mayTake(event) || isStray(event)) return;
  const parts = droppedParts(dataTransfer);
  if (!parts.length && isForText(event)) return;
  event.preventDefault();
  if (!parts.length && target.closest?.("picture-field")) parts.push(...linkedParts(dataTransfer));
  if (parts.length) take(parts, Boolean(target.closest?.("picture-field")));
});

document.addEventListener("paste", (event) => {
  const parts = pastedParts(event.clipboardData);
  if (!parts.length) return;
  event.preventDefault();
  take(parts);
});

document.addEventListener("pictures-waiting", ({ detail }) => offer(detail));
document.addEventListener("htmx:afterSettle", deliver);
