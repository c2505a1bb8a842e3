// Boxes as lines of text, the same as playground/catalog/boxes.py reads and writes.

const ACTIONS = ["keep", "move", "remove"];
const ID = /^[A-Za-z][A-Za-z0-9_-]{0,39}$/;
const NUMBER = /^[0-9]{1,4}$/;
const MOST_REFERENCES = 99;
// The number of a reference picture, with what is before it on the line.
const PICTURE = /^([^\S\n]*\S+[^\S\n]+(?:keep|move|remove)[^\S\n]+)([0-9]{1,4})(?!\S)/gm;

export const isId = (text) => ID.test(text);

export const actionOf = ({ source, target }) => {
  if (!source) return "new";
  if (!target) return "remove";
  return String(source) === String(target) ? "keep" : "move";
};

// Top, left, bottom and right; null for anything else.
const readArea = (words) => {
  const area = words.slice(0, 4).map((word) => (NUMBER.test(word) ? Number(word) : Number.NaN));
  const [top, left, bottom, right] = area;
  const isInside = area.length === 4 && area.every((side) => side >= 0 && side <= 1000);
  return isInside && top < bottom && left < right ? area : null;
};

// 0 if it is not the number of a picture.
const readPicture = (word) => (NUMBER.test(word) && Number(word) <= MOST_REFERENCES ? Number(word) : 0);

const readLine = (line) => {
  const [id, ...rest] = line.trim().split(/\s+/);
  const action = ACTIONS.includes(rest[0]) ? rest.shift() : "new";
  const picture = action === "new" ? 0 : readPicture(rest.shift());
  const first = readArea(rest);
  if (!isId(id) || !first || (action !== "new" && !picture)) return null;
  if (action !== "move") {
    const target = action === "remove" ? null : first;
    // Of an element that is kept both are the same array.
    const source = action === "new" ? null : first;
    return { id, picture, source, target, description: rest.slice(4).join(" ") };
  }
  const target = rest[4] === "to" && readArea(rest.slice(5));
  return target ? { id, picture, source: first, target, description: rest.slice(9).join(" ") } : null;
};

// The boxes of the text, or null if a line is not a box: then only the text can be edited.
export const readBoxes = (text) => {
  const boxes = text
    .split("\n")
    .filter((line) => line.trim())
    .map(readLine);
  const areRight = boxes.every(Boolean) && new Set(boxes.map(({ id }) => id)).size === boxes.length;
  return areRight ? boxes : null;
};

const writeBox = (box) => {
  const { id, picture, source, target, description } = box;
  const action = actionOf(box);
  const middle = {
    new: () => target.join(" "),
    keep: () => `keep ${picture} ${source.join(" ")}`,
    move: () => `move ${picture} ${source.join(" ")} to ${target.join(" ")}`,
    remove: () => `remove ${picture} ${source.join(" ")}`,
  }[action]();
  return `${id} ${middle} ${description.replace(/\s+/g, " ").trim()}`.trim();
};

export const writeBoxes = (boxes) => boxes.map(writeBox).join("\n");

export const refersToPictures = (text) => text.match(PICTURE) !== null;

// `numbers` has the new number of each picture, in the old order. Lines that are not boxes yet follow, too.
export const renumber = (text, numbers) =>
  text.replace(PICTURE, (_, before, number) => `${before}${numbers[Number(number) - 1] ?? number}`);
