// Reads a prompt into the fields of a composition, as `playground/catalog/composition/prose.py` does it.

import { dropStop, readHex, tidied, tidy, tidyLines, tidyPhrase } from "./composition-fields.js";

const LABEL = /(?:^|(?<=[.!?…] )|(?<=\n))(?:(Style|Setting|Colors|Camera|Lens|Light): |(The text )(?=["“«]))/g;
const LABELS = { Style: "style", Setting: "context", Camera: "camera", Lens: "lens", Light: "light" };
export const QUOTES = { '"': '"', "“": "”", "«": "»" };
export const DASH = " – ";

const MARKERS = [
  [" in ", "typeface", [", size ", ", placed "]],
  [", size ", "size", [", placed "]],
  [", placed ", "place", []],
];

const readText = (value) => {
  const closing = value.indexOf(QUOTES[value[0]], 1);
  if (closing < 0 || !tidy(value.slice(1, closing))) return null;
  const row = { words: value.slice(1, closing) };
  let tail = value.slice(closing + 1);
  for (const [marker, name, later] of MARKERS) {
    if (!tail.startsWith(marker)) continue;
    const rest = tail.slice(marker.length);
    const places = later.map((mark) => rest.indexOf(mark)).filter((place) => place >= 0);
    const stop = Math.min(rest.length, ...places);
    row[name] = rest.slice(0, stop);
    tail = rest.slice(stop);
  }
  return tail ? null : row;
};

const readColour = (text) => {
  const place = text.indexOf("#");
  const code = place < 0 ? "" : readHex(text.slice(place, place + 7));
  const of = text.slice(place + 7);
  if (code.length !== 7 || (of && !of.startsWith(" for "))) return null;
  const named = ` ${text.slice(0, place)}`;
  return { hex: code, name: named.endsWith(" hex ") ? named.slice(0, -5) : named, of: of.slice(5) };
};

const readColours = (value) => {
  const colours = value.split("; ").map((part) => readColour(dropStop(part)));
  return colours.every((colour) => colour) ? colours : [];
};

export const readParagraph = (prompt) => {
  const text = tidyLines(prompt);
  const labels = [...text.matchAll(LABEL)];
  const found = { texts: [], palette: [] };
  const head = labels.length ? text.slice(0, labels[0].index) : text;
  const other = [];
  for (const [place, label] of labels.entries()) {
    const stop = labels[place + 1]?.index ?? text.length;
    const value = tidyPhrase(text.slice(label.index + label[0].length, stop));
    const name = LABELS[label[1]];
    const row = label[2] ? readText(value) : null;
    const colours = label[1] === "Colors" && !found.palette.length ? readColours(value) : [];
    if (name && !(name in found) && value) found[name] = value;
    else if (row) found.texts.push(row);
    else if (colours.length) found.palette = colours;
    else other.push(text.slice(label.index, stop));
  }
  const sentence = /[.!?…][ \n]+(?=[^ \n])/.exec(head);
  const first = sentence ? head.slice(0, sentence.index + sentence[0].length) : head;
  const [subject, ...action] = tidyPhrase(first).split(DASH);
  const others = [head.slice(first.length), ...other].map((part) => part.replace(/[ \n]+$/, "")).join(" ");
  return tidied({ ...found, subject, action: action.join(DASH), other: others });
};
