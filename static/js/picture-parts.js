// What a person drops or pastes, as parts for an upload: a file, or the key of a picture that this server has.

const KEY = "text/x-picture-key";

document.addEventListener("dragstart", ({ target, dataTransfer }) => {
  const key = target.closest?.("[data-picture-key]")?.dataset.pictureKey;
  if (key) dataTransfer.setData(KEY, key);
});

export const fileParts = (files) => [...files].map((file) => ["asset", file]);

export const holdsPictures = ({ types }) => types.includes("Files") || types.includes(KEY);

export const droppedParts = (dataTransfer) => {
  const key = dataTransfer.getData(KEY);
  return key ? [["key", key]] : fileParts(dataTransfer.files);
};

export const pastedParts = ({ files }) => fileParts([...files].filter(({ type }) => type.startsWith("image/")));
