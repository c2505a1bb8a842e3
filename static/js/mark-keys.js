// Marks pictures by keys and by the buttons `data-mark`: S stars, 1 to 5 rate, 0 clears the rating, P picks, X rejects,
// Ctrl+Z undoes. The picture is that of the viewer, of the page, or the tile with the focus or below the pointer.

import { describeFailure } from "./failures.js";
import { request } from "./requests.js";
import { showNotice, toast } from "./toast.js";

const KEYS = {
  s: ["starred", "toggle"],
  p: ["verdict", "toggle-picked"],
  x: ["verdict", "toggle-rejected"],
  ...Object.fromEntries([0, 1, 2, 3, 4, 5].map((rating) => [rating, ["rating", String(rating)]])),
};
const TYPED_INTO = "textarea, select, input:not([type=radio], [type=checkbox], [type=range]), [contenteditable]";
const MOST_UNDONE = 100;

// The addresses and values that undo what was marked on this page, the last one at the end.
const undone = [];
// Changes are sent one after the other, so that the last key that was pressed decides.
let sending = Promise.resolve();
let pointed = null;

// The last change may be one of many pictures, which is undone in its own way.
const isChangeOfMany = () => document.querySelector("#notice [data-undo-many]") !== null;

const findViewed = () => {
  const viewer = document.querySelector("picture-viewer");
  return viewer?.dialog?.open ? viewer.links[viewer.index] : null;
};

const findGeneration = () => {
  const focused = document.activeElement?.closest(".tile");
  const element = findViewed() ?? focused ?? pointed ?? document.querySelector("#generation");
  return element?.closest("[data-generation]")?.dataset.generation;
};

const addressOf = (id) => `/generations/${id}/marks/`;

const show = (html) => {
  const answer = document.createElement("template");
  answer.innerHTML = html;
  for (const part of answer.content.querySelectorAll("[data-marks]")) {
    const { marks, marksOf } = part.dataset;
    for (const old of document.querySelectorAll(`[data-marks="${marks}"][data-marks-of="${marksOf}"]`)) {
      const focused = old.contains(document.activeElement) && [...old.elements].indexOf(document.activeElement);
      const next = part.cloneNode(true);
      old.replaceWith(next);
      if (focused !== false) next.elements[focused]?.focus();
    }
  }
  return answer.content.querySelector(".notice");
};

const post = async (address, name, value) => {
  const body = new FormData();
  body.set(name, value);
  try {
    const answer = await request(address, { method: "POST", body });
    const text = await answer.text();
    if (answer.status === 422) return showNotice(text);
    if (!answer.ok) return toast("This picture no longer exists. It may have been deleted in another window.", "error");
    const notice = show(text);
    document.dispatchEvent(new CustomEvent("marks-changed"));
    const undo = notice?.querySelector("[data-undo-mark]");
    if (undo) undone.push([address, undo.value]);
    if (undone.length > MOST_UNDONE) undone.shift();
    if (notice) showNotice(notice.outerHTML);
  } catch (error) {
    toast(describeFailure(error), "error");
  }
};

const send = (address, name, value) => {
  sending = sending.then(() => post(address, name, value));
};

const undo = () => {
  const last = undone.pop();
  if (last) send(last[0], "marks", last[1]);
  return Boolean(last);
};

// Ahead of the viewer, which lets no key through to the page behind it.
const key = (event) => {
  const { key: pressed, target } = event;
  if (event.altKey || target.closest?.(TYPED_INTO)) return;
  if (event.ctrlKey || event.metaKey) {
    if (pressed.toLowerCase() === "z" && !event.shiftKey && !isChangeOfMany() && undo()) event.preventDefault();
    return;
  }
  const mark = KEYS[pressed.toLowerCase()];
  // A page that marks in its own way, or a selection, takes the keys itself.
  if (!mark || event.repeat || document.querySelector("[data-own-marks]")) return;
  const id = findGeneration();
  if (!id) return;
  event.preventDefault();
  event.stopPropagation();
  send(addressOf(id), ...mark);
};

const click = (event) => {
  const button = event.target.closest?.("button[data-mark]");
  if (!button) return;
  event.preventDefault();
  if (button.matches("[data-undo-mark]")) undone.pop();
  const address = button.getAttribute("formaction") ?? button.form.getAttribute("action");
  send(address, button.name, button.value);
};

// The buttons of the picture before stay in sight, and take no click, until those of this one are there.
const showInViewer = async ({ detail }) => {
  const id = detail.closest("[data-generation]")?.dataset.generation;
  const part = document.querySelector("[data-viewer-part=marks]");
  if (!part || !id) return;
  if (!part.firstElementChild) part.innerHTML = '<form data-marks="controls"></form>';
  part.firstElementChild.dataset.marksOf = id;
  part.inert = true;
  const answer = await request(addressOf(id)).catch(() => null);
  const html = answer?.ok ? await answer.text() : "";
  if (part.firstElementChild.dataset.marksOf !== id) return;
  show(html);
  part.inert = !html;
};

class MarkKeys extends HTMLElement {
  connectedCallback() {
    // A page and its viewer have one each.
    if (document.querySelector("mark-keys") !== this) return;
    this.abort = new AbortController();
    const options = { signal: this.abort.signal };
    document.addEventListener("keydown", key, { ...options, capture: true });
    document.addEventListener("click", click, options);
    document.addEventListener("picture-viewed", showInViewer, options);
    document.addEventListener("pointerover", ({ target }) => (pointed = target.closest?.(".tile") ?? null), options);
    const viewed = findViewed();
    if (viewed) showInViewer({ detail: viewed });
  }

  disconnectedCallback() {
    this.abort?.abort();
  }
}

customElements.define("mark-keys", MarkKeys);
