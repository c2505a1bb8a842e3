// Ctrl+Z brings back what an action replaced in the form, as the button in its notice does, also after the notice left.
// Ctrl+Y and Ctrl+Shift+Z do it once more.

import { readForm } from "./kept-drafts.js";

const replaced = [];
const undone = [];
// Whether something was typed since the last action that can be undone.
let isTypedSince = false;

const keep = (form) => {
  replaced.push(form);
  undone.length = 0;
  isTypedSince = false;
};

const collect = () => {
  for (const { formAction: url, value } of document.querySelectorAll("#notice [data-undo-form]")) {
    if (replaced.at(-1)?.value === value) continue;
    keep({ url, value });
  }
};

const forget = (value) => {
  const place = replaced.findLastIndex((entry) => entry.value === value);
  if (place >= 0) replaced.splice(place, 1);
};

// What was typed since then is undone first, by the browser itself.
const isTyped = ({ form, value, defaultValue }) =>
  isTypedSince && form && defaultValue !== undefined && value !== defaultValue;

const present = () => ({
  url: document.querySelector("draft-keeper").dataset.restoreUrl,
  value: String(readForm(document.querySelector("#spec-form"))),
});

// Puts back the newest form of one list, and the present form into the other.
const exchange = (from, to) => {
  const { url, value } = from.pop();
  to.push(present());
  htmx.ajax("POST", url, { target: "#panel", swap: "outerHTML", values: { draft_values: value } });
};

document.addEventListener("keydown", (event) => {
  const { key, ctrlKey, metaKey, shiftKey, target } = event;
  if (!(ctrlKey || metaKey) || !document.querySelector("#spec-form") || isTyped(target)) return;
  const isRedo = key.toLowerCase() === "y" || (key.toLowerCase() === "z" && shiftKey);
  const isUndo = key === "z" && !shiftKey;
  const [from, to] = isRedo ? [undone, replaced] : [replaced, undone];
  if (!(isUndo || isRedo) || !from.length) return;
  event.preventDefault();
  exchange(from, to);
});

// After other changes, what was undone would replace them.
document.addEventListener("input", ({ isTrusted }) => {
  if (!isTrusted) return;
  undone.length = 0;
  isTypedSince = true;
});
// The button replaces what was typed since then, or all that was typed if it loads another version. The server offers
// that in turn. Two long prompts are too much for it.
document.addEventListener("htmx:configRequest", ({ detail: { elt, formData } }) => {
  const { undoForm } = elt.dataset;
  if (!(undoForm === "version" || (undoForm === "" && isTypedSince))) return;
  const { value } = present();
  if (value.length < 100000) formData.set("typed_values", value);
});
// Before the buttons of a field reset it, or remove a picture from it.
document.addEventListener(
  "click",
  ({ target }) => {
    const button = target.closest?.("[data-undo-form], #spec-form :is([data-reset], [data-remove])");
    if (button?.matches("[data-undo-form]")) forget(button.value);
    else if (button) keep(present());
  },
  true,
);
new MutationObserver(collect).observe(document.querySelector("#notice"), { childList: true });
