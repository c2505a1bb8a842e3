// Adds pictures to the form. Uploads go on while the form is replaced, for example by that of another model; their
// pictures then belong to the field of the new form.

import { uploadPicture } from "./upload-picture.js";

export const findField = () => document.querySelector("picture-field");

// Parts that failed and may work later, so that nobody has to choose the file again.
export const kept = [];

// Adds one of the parts that came together. Returns why it could not be added, or nothing; of several files, the
// sentence names the one.
export const addPart = async (field, part, parts) => {
  const [kind, value] = part;
  if (kind === "problem") return value;
  const name = parts.length > 1 && kind === "asset" ? `${value.name}: ` : "";
  const { full, max } = findField() ?? field;
  const isSecond = max === 1 && part !== parts.find(([other]) => other !== "problem");
  if (isSecond) return `${name}This model takes 1 picture, and the first one was used.`;
  if (full) return `${name}You can use up to ${max} pictures. Remove one first.`;
  // The server would say so after the whole upload, which takes minutes on a slow connection.
  if (kind === "asset" && value.size > Number(field.dataset.mostBytes)) return `${name}${field.dataset.tooLarge}`;
  const target = { url: field.dataset.uploadUrl, name: field.dataset.name };
  const { item, problem, canRetry } = await uploadPicture({ ...target, part });
  if (item) return (findField() ?? field).place(item);
  if (canRetry) kept.push(part);
  return `${name}${problem}`;
};
