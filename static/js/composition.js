// Writes a composition as a prompt, by the same rules as `playground/catalog/composition`: the echo of a key cannot wait
// for the server. A test compares both.

// The same characters as in Python, whose own idea of white space differs.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are gaps, too
const GAPS = /[\x00-\x20\x7f-\xa0\u2028\u2029\ufeff]+/g;
const LABEL = /(?:^|(?<=[.!?…] )|(?<=\n))(?:(Style|Setting|Colors|Camera|Lens|Light): |(The text )(?=["“«]))/g;
const LABELS = { Style: "style", Setting: "context", Camera: "camera", Lens: "lens", Light: "light" };
const QUOTES = { '"': '"', "“": "”", "«": "»" };
const PHRASES = ["subject", "action", "style", "context", "camera", "lens", "light"];
const DASH = " – ";
const HEX = /^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/;

const strip = (text) => text.replace(/^ +| +$/g, "");
const tidy = (text) => strip(text.toWellFormed().replace(GAPS, " "));
const dropStop = (text) => (text.endsWith(".") && !text.endsWith("..") ? text.slice(0, -1).replace(/ +$/, "") : text);
const tidyPhrase = (text) => dropStop(tidy(text));
const tidyName = (text) => tidy(text.replace(/[#;]+/g, " "));
const tidyLines = (text) =>
  dropStop(
    text
      .replaceAll("\r", "\n")
      .split("\n")
      .map(tidy)
      .filter((line) => line)
      .join("\n"),
  );

export const readHex = (text) => {
  const digits = HEX.exec(tidy(text))?.[1].toUpperCase();
  if (!digits) return "";
  return `#${digits.length === 6 ? digits : [...digits].map((digit) => digit + digit).join("")}`;
};

const tidyRow = ({ words = "", typeface = "", size = "", place = "" }) => ({
  words: tidy(words),
  typeface: tidyPhrase(typeface),
  size: tidyPhrase(size),
  place: tidyPhrase(place),
});
const tidyColour = ({ hex = "", name = "", of = "" }) => ({
  hex: readHex(hex),
  name: tidyName(name),
  of: tidyPhrase(of),
});

const tidied = (given) => ({
  ...Object.fromEntries(PHRASES.map((name) => [name, tidyPhrase(given[name] ?? "")])),
  texts: (given.texts ?? []).map(tidyRow).filter(({ words }) => words),
  palette: (given.palette ?? []).map(tidyColour).filter(({ hex }) => hex),
  other: tidyLines(given.other ?? ""),
});

const end = (sentence) => (/[.!?…]$/.test(sentence) ? sentence : `${sentence}.`);
const labelled = (label, value) => (value ? `${label}: ${value}` : "");

const writeText = ({ words, typeface, size, place }) => {
  const [opening, closing] = Object.entries(QUOTES).find(([, mark]) => !words.includes(mark)) ?? ['"', '"'];
  const look = [typeface && ` in ${typeface}`, size && `, size ${size}`, place && `, placed ${place}`];
  return `The text ${opening}${words}${closing}${look.filter((part) => part).join("")}`;
};

const writeColour = ({ hex, name, of }) => `${name ? `${name} ` : ""}hex ${hex}${of ? ` for ${of}` : ""}`;

const writeParagraph = (given) =>
  [
    given.action ? given.subject + DASH + given.action : given.subject,
    given.other,
    labelled("Style", given.style),
    labelled("Setting", given.context),
    ...given.texts.map(writeText),
    labelled("Colors", given.palette.map(writeColour).join("; ")),
    labelled("Camera", given.camera),
    labelled("Lens", given.lens),
    labelled("Light", given.light),
  ]
    .filter((sentence) => sentence)
    .map(end)
    .join(" ");

const writeLines = (given) =>
  [
    given.subject ? `Subject: ${given.subject}` : "Subject:",
    labelled("Action", given.action),
    ...given.other.split("\n").map((line) => labelled("Other", line)),
    labelled("Style", given.style),
    labelled("Setting", given.context),
    ...given.texts.flatMap(({ words, typeface, size, place }) => [
      `Text: "${words}"`,
      labelled("Typeface", typeface),
      labelled("Size", size),
      labelled("Place", place),
    ]),
    ...given.palette.map((colour) => `Color: ${writeColour(colour)}`),
    labelled("Camera", given.camera),
    labelled("Lens", given.lens),
    labelled("Light", given.light),
  ]
    .filter((line) => line)
    .join("\n");

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

const readParagraph = (prompt) => {
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

export const writeProse = (composition) => {
  const given = tidied(composition);
  const paragraph = writeParagraph(given);
  const isReadBack =
    !paragraph.startsWith("Subject:") && JSON.stringify(readParagraph(paragraph)) === JSON.stringify(given);
  return isReadBack ? paragraph : writeLines(given);
};

const filled = (values) => Object.fromEntries(Object.entries(values).filter(([, value]) => value));

export const writeJson = (composition) => {
  const given = tidied(composition);
  const subject = filled({ description: given.subject, action: given.action });
  const colours = given.palette.map(({ hex, name, of }) => `${name ? `${name} ` : ""}${hex}${of ? ` for ${of}` : ""}`);
  const prompt = {
    scene: given.context,
    subjects: Object.keys(subject).length ? [subject] : [],
    style: given.style,
    color_palette: colours,
    lighting: given.light,
    camera: filled({ angle: given.camera, lens: given.lens }),
    text: given.texts.map(({ words, typeface, size, place }) =>
      filled({ content: words, typeface, size, position: place }),
    ),
    details: given.other,
  };
  const parts = Object.entries(prompt).filter(([, value]) =>
    typeof value === "string" ? value : Object.keys(value).length,
  );
  return JSON.stringify(Object.fromEntries(parts), null, 2);
};
