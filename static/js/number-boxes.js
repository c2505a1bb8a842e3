// The number boxes of the form. They are text boxes, because those of the browser lose what they cannot read. The arrow
// keys step, and as one leaves a box its number is shown as it was read, or a sentence says that it was not.

import { announce } from "./announce.js";
import { numberIn, plainNumber } from "./numbers.js";

const STEPS = { ArrowUp: 1, ArrowDown: -1 };

const isNumberBox = (target) => target.matches?.("#spec-form input[inputmode]");

// From between two steps to the next one, and never over a bound; an empty box counts from zero.
const step = (box, direction) => {
  const now = box.value.trim() ? numberIn(box) : 0;
  if (Number.isNaN(now)) return;
  const min = Number(box.dataset.min ?? Number.NEGATIVE_INFINITY);
  const max = Number(box.dataset.max ?? Number.POSITIVE_INFINITY);
  const size = Number(box.dataset.step ?? 1);
  const first = Number.isFinite(min) ? min : 0;
  const place = (now - first) / size;
  const next = direction > 0 ? Math.floor(place + 1e-9) + 1 : Math.ceil(place - 1e-9) - 1;
  const value = Math.min(Math.max(first + next * size, min), max);
  // Ten decimals are more than any step has, and fewer than the errors of the addition.
  box.value = String(Number(value.toFixed(10)));
  announce(box);
};

// Shown like an error of the server, so it leaves in the same way, as soon as the box is edited.
const showUnread = (box) => {
  const field = box.closest(".field");
  const id = `${box.id}_error`;
  if (document.getElementById(id)) return;
  const message = document.querySelector("#unread-number").content.firstElementChild.cloneNode(true);
  message.id = id;
  field.classList.add("field-invalid");
  field.append(message);
  box.setAttribute("aria-invalid", "true");
  box.setAttribute("aria-describedby", `${box.getAttribute("aria-describedby") ?? ""} ${id}`.trim());
};

document.addEventListener("keydown", (event) => {
  const direction = STEPS[event.key];
  const isModified = event.ctrlKey || event.altKey || event.metaKey || event.shiftKey;
  if (!direction || isModified || !isNumberBox(event.target)) return;
  event.preventDefault();
  step(event.target, direction);
});

// Before others hear of the change, so that they all read the same number.
document.addEventListener(
  "change",
  ({ target }) => {
    if (!isNumberBox(target)) return;
    const plain = plainNumber(target.value, target.inputMode === "numeric");
    if (plain) target.value = plain;
    else if (target.value.trim()) showUnread(target);
  },
  { capture: true },
);
