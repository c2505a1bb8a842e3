// What a person drops or pastes, as parts for an upload: a kind with its value, such as a file, the key of a picture
// that this server has, the address of one elsewhere, or why something cannot be taken.

const KEY = "text/x-picture-key";
const SAVE_FIRST = "This picture cannot be read from its page. Save it first, then choose the file.";

document.addEventListener("dragstart", ({ target, dataTransfer }) => {
  const key = target.closest?.("[data-picture-key]")?.dataset.pictureKey;
  if (key) dataTransfer.setData(KEY, key);
});

export const fileParts = (files) => [...files].map((file) => ["asset", file]);

// Only the types are known while something is dragged; an address may be that of a picture or of a page.
export const mayHoldPictures = ({ types }) =>
  types.includes("Files") || types.includes(KEY) || types.includes("text/uri-list");

export const holdsOnlyPictures = ({ types }) => types.includes("Files") || types.includes(KEY);

// A folder looks like a file, and reading it would fail without a reason.
const itemParts = ({ items }) =>
  [...items]
    .filter(({ kind }) => kind === "file")
    .map((item) => {
      const entry = item.webkitGetAsEntry?.();
      if (!entry?.isDirectory) return ["asset", item.getAsFile()];
      return ["problem", `“${entry.name}” is a folder. Open it and drop the pictures in it.`];
    });

const readDataAddress = (address) => {
  const [, type, content] = /^data:(image\/\w+);base64,(.*)$/s.exec(address) ?? [];
  if (!type) return ["problem", SAVE_FIRST];
  try {
    const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
    return ["asset", new File([bytes], `picture.${type.slice(6).replace("jpeg", "jpg")}`, { type })];
  } catch {
    return ["problem", SAVE_FIRST];
  }
};

const addressParts = (address) => {
  if (/^https?:/i.test(address) && URL.canParse(address)) return [["url", address]];
  return address ? [address.startsWith("data:") ? readDataAddress(address) : ["problem", SAVE_FIRST]] : [];
};

// The document is never shown, so nothing in it is loaded.
const addressInMarkup = (data) => {
  const { body, images } = new DOMParser().parseFromString(data.getData("text/html"), "text/html");
  return body.textContent.trim() ? "" : (images[0]?.getAttribute("src") ?? "");
};

export const droppedParts = (data) => {
  const key = data.getData(KEY);
  if (key) return [["key", key]];
  const files = itemParts(data);
  return files.length ? files : addressParts(addressInMarkup(data));
};

// A link that is dropped on the field itself may lead to a picture.
export const linkedParts = (data) =>
  addressParts(
    data
      .getData("text/uri-list")
      .split(/\r?\n/)
      .find((line) => line && !line.startsWith("#")) ?? "",
  );

// Office programs and web pages put a picture of a text beside the text, which then is what the person has copied.
// Files have their names beside them on some systems.
export const pastedParts = (data) => {
  const files = itemParts(data);
  const names = new Set([...data.files].map(({ name }) => name));
  const lines = data
    .getData("text/plain")
    .split(/\r?\n/)
    .filter((line) => line.trim());
  if (lines.some((line) => !names.has(line.trim()))) return [];
  return files.length ? files : addressParts(addressInMarkup(data));
};
