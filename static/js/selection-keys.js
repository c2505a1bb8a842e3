// The keys of a selection: Space and Shift with arrows select, Ctrl+A selects all on the page, Escape clears, Delete
// moves to the trash, and the keys of marks mark everything that is selected.

const TYPED_INTO =
  "textarea, select, input:not([type=radio], [type=checkbox], [type=range]), [contenteditable], dialog";
const MARKS = {
  s: ["starred", "1"],
  p: ["verdict", "picked"],
  x: ["verdict", "rejected"],
  ...Object.fromEntries([0, 1, 2, 3, 4, 5].map((rating) => [rating, ["rating", String(rating)]])),
};
const STEPS = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };

const step = (many, step) => {
  const { boxes } = many;
  const from = many.boxOf(document.activeElement);
  const next = boxes[boxes.indexOf(from) + step];
  if (!from || !next) return false;
  many.choose(from, true);
  many.choose(next, true);
  (next.closest(".tile")?.querySelector(".tile-link") ?? next).focus();
  return true;
};

const toggle = (many, target) => {
  const box = many.boxOf(target);
  if (!box || target === box || !target.matches(".tile-link")) return false;
  many.choose(box);
  return true;
};

const chooseAll = (many) => {
  const { ids } = many;
  for (const id of ids) many.chosen.add(id);
  return ids.length > 0;
};

const clear = (many) => {
  if (!many.isSelecting) return false;
  many.clear();
  return true;
};

// As if its button was pressed, so that all that match are changed only after the question.
const change = (many, name, value) => {
  const button = many.querySelector(`button[name="${name}"][value="${value}"]`);
  if (!many.isSelecting || !button) return false;
  many.form.requestSubmit(button);
  return true;
};

const undo = () => {
  const button = document.querySelector("#notice [data-undo-many]");
  button?.click();
  return Boolean(button);
};

const act = (many, event) => {
  const { key, target, shiftKey } = event;
  if (event.ctrlKey || event.metaKey) {
    if (key.toLowerCase() === "a") return chooseAll(many);
    return key.toLowerCase() === "z" && !shiftKey && undo();
  }
  if (shiftKey) return key in STEPS && step(many, STEPS[key]);
  if (key === " ") return toggle(many, target);
  if (key === "Escape") return clear(many);
  const named = key === "Delete" ? ["do", "delete"] : MARKS[key.toLowerCase()];
  // A key that is held down does it once.
  return Boolean(named) && (event.repeat ? many.isSelecting : change(many, ...named));
};

export const selectionKey = (many, event) => {
  if (event.altKey || event.target.closest?.(TYPED_INTO)) return;
  if (!act(many, event)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  many.show();
};
