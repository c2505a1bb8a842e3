// Pictures of the history in a picture field: as references, and as the picture that is being edited.

import { describeFailure } from "./failures.js";
import { loadModule } from "./load-module.js";
import { toast } from "./toast.js";

const findRefusal = ({ items, max }, key) => {
  const place = items.findIndex(({ dataset }) => dataset.reference === key) + 1;
  if (place) return `This picture is reference ${place} already.`;
  const pictures = max === 1 ? "1 picture" : `${max} pictures`;
  return items.length < max ? "" : `This model takes ${pictures} and has ${items.length}. Remove one first.`;
};

// Never takes the place of another picture, as a file does in a field for one.
export const addReference = async (field, key) => {
  const refusal = findRefusal(field, key);
  field.tell(refusal);
  if (refusal) return toast(refusal, "error");
  const before = field.items.length;
  await field.add([["key", key]]);
  if (field.items.length > before) toast(`Added as reference ${field.items.length} of ${field.max}.`);
};

// "Use as reference" of any picture on the page. It is taken before htmx hears of it, because the server's response
// would replace the whole form.
export const takeReference = (field, event) => {
  const button = event.target.closest?.("[data-use-reference]");
  if (!button) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  addReference(field, button.dataset.useReference);
};

// A picture that is dragged from the history is like a reference; in a field for one it is like a file.
export const takeDropped = (field, parts) => {
  const [[kind, value] = []] = parts;
  if (kind === "key" && field.max > 1) addReference(field, value);
  else field.add(parts);
};

// The dialog with the history is loaded when somebody asks for it.
export const openHistory = async (field, event) => {
  const button = event.target.closest("[data-picker]");
  if (!button) return;
  event.preventDefault();
  const picker = await loadModule(field.dataset.pickerModule);
  if (picker) picker.openPicker(field, button.getAttribute("formaction"));
  else field.tell(describeFailure({}));
};

// A picture that was removed from the field is not edited any more.
export const endEdit = ({ items, parentElement }) => {
  const edited = parentElement.closest("form").querySelector("[data-editing]");
  if (edited && !items.some(({ dataset }) => dataset.reference === edited.dataset.editing)) edited.remove();
};
