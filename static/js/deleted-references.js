// A picture that is deleted while it is in the form leaves the form, too, and the field says so. Undoing the deletion
// brings it back.

const DELETED = "You deleted a picture that was in this form, so it was removed here too. Undo brings it back.";

// By the id of the deleted generation: the items, and the note of the edit with the element that it stood before.
const leftBehind = new Map();

export const removeDeleted = (field, { value: id, keys }) => {
  const items = field.items.filter(({ dataset }) => keys.includes(dataset.reference));
  if (!items.length) return;
  const note = field.closest("form").querySelector("[data-editing]");
  leftBehind.set(id, { items, note, next: note?.nextElementSibling });
  for (const item of items) item.remove();
  field.changed("Picture removed.");
  field.tell(DELETED);
};

export const restoreDeleted = (field, { value: id }) => {
  const { items, note, next } = leftBehind.get(id) ?? {};
  leftBehind.delete(id);
  if (!items) return;
  field.tell("");
  for (const item of items) if (field.items.length < field.max) field.place(item.cloneNode(true));
  if (!note || note.isConnected || !next.isConnected) return;
  next.before(note);
  field.changed("Picture restored.");
};
