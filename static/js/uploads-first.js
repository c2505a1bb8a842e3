// Generate waits for the pictures that are still uploading. A picture field loads this.

import { toast } from "./toast.js";

const WAITING = "A picture is still uploading. Generation starts when the upload is complete.";
const NOT_GENERATED = "A picture could not be added, so nothing was generated. See the picture field.";
const CHANGED = "The form changed in the meantime, so nothing was generated. Press Generate again.";

let running = 0;
let hasFailed = false;
// The form that was sent and waits.
let held = null;

export const isUploading = () => running > 0;

export const beginUploads = () => {
  if (!running) hasFailed = false;
  running += 1;
};

const dismissWaiting = () => {
  for (const text of document.querySelectorAll("#notice [data-text]")) {
    if (text.textContent === WAITING) text.closest(".notice").remove();
  }
};

export const endUploads = (isDone) => {
  running -= 1;
  hasFailed ||= !isDone;
  if (running || !held) return;
  const form = held;
  held = null;
  dismissWaiting();
  if (!form.isConnected) toast(CHANGED, "error");
  else if (hasFailed) toast(NOT_GENERATED, "error");
  else form.requestSubmit(form.querySelector("#generate"));
};

// Before htmx and the placeholders hear of it. A button with an address of its own does something else.
document.addEventListener(
  "submit",
  (event) => {
    if (event.target.id !== "spec-form" || !running || event.submitter?.hasAttribute("formaction")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    held = event.target;
    toast(WAITING);
  },
  { capture: true },
);
