// While the server prepares another panel, a person may go on. What was typed, chosen or uploaded since the request
// goes into the panel of the response.

import { announce } from "./announce.js";
import { toast } from "./toast.js";

const requests = new WeakMap();
// What the next panel takes over: the role of each field with its value, and the selection in the prompt.
let late = null;

const findFields = () => [...document.querySelectorAll("#spec-form [data-field][data-role]")];

const findControl = (field) =>
  field.querySelector("[type=radio]:checked") ?? field.querySelector("[name]:not([type=hidden])");

const findItems = (field) => [...field.querySelectorAll("[data-reference]")];

const read = (field) => {
  if (field.dataset.role === "picture") return findItems(field).map(({ dataset }) => dataset.reference);
  const control = findControl(field);
  return control?.type === "checkbox" ? String(control.checked) : (control?.value ?? "");
};

const readAll = () => new Map(findFields().map((field) => [field.dataset.role, read(field)]));

// Returns whether the field has such a value; if not, it keeps its own.
const write = (field, value) => {
  const radios = [...field.querySelectorAll("[type=radio]")];
  const control = radios.find((radio) => radio.value === value) ?? findControl(field);
  const choices = radios.length ? radios : [...(control.options ?? [])];
  if (choices.length && !choices.some((choice) => choice.value === value)) return false;
  if (control.type === "radio") control.checked = control.value === value;
  else if (control.type === "checkbox") control.checked = value === "true";
  else control.value = value;
  announce(control);
  return true;
};

const describe = (field, hasField, value) => {
  const title = field.querySelector(".field-title").textContent;
  return hasField ? `no “${value || "auto"}” for ${title}` : `no ${title}`;
};

// Pictures that were removed meanwhile leave, and those that were added follow.
const takePictures = (field, before = [], items = []) => {
  const keys = items.map(({ dataset }) => dataset.reference);
  const added = items.filter(({ dataset }) => !before.includes(dataset.reference));
  const pictures = field?.querySelector("picture-field:defined");
  if (!pictures) {
    const detail = added.map(({ dataset }) => ["key", dataset.reference]);
    if (detail.length) document.dispatchEvent(new CustomEvent("pictures-waiting", { detail }));
    return;
  }
  for (const item of pictures.items) {
    const { reference } = item.dataset;
    if (before.includes(reference) && !keys.includes(reference)) item.remove();
  }
  for (const item of added) if (!pictures.full) pictures.place(item.cloneNode(true));
  pictures.refresh();
};

document.addEventListener("htmx:beforeRequest", ({ detail }) => requests.set(detail.xhr, readAll()));

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const before = requests.get(detail.xhr);
  if (!before || detail.target.id !== "panel" || !detail.shouldSwap) return;
  const changed = findFields().filter((field) => String(read(field)) !== String(before.get(field.dataset.role)));
  const prompt = document.querySelector("#id_prompt");
  late = {
    xhr: detail.xhr,
    values: changed.map((field) => ({ field, before: before.get(field.dataset.role), value: read(field) })),
    selection: [prompt.selectionStart, prompt.selectionEnd],
  };
});

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (!late || late.xhr !== detail.xhr) return;
  const { values, selection } = late;
  late = null;
  const lost = [];
  for (const { field, before, value } of values) {
    const { role } = field.dataset;
    const now = findFields().find(({ dataset }) => dataset.role === role);
    if (role === "picture") takePictures(now, before, findItems(field));
    else if (!now || !write(now, value)) lost.push(describe(field, now, value));
    if (role === "prompt") document.querySelector("#id_prompt").setSelectionRange(...selection);
  }
  // Later, so that an offer to undo in the same response is remembered before this takes its place.
  if (lost.length) setTimeout(() => toast(`This model has ${lost.join(" and ")}, so this was not kept.`, "error"));
});
