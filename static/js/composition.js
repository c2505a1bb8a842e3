// Writes a composition as a prompt, by the same rules as `playground/catalog/composition`: the echo of a key cannot
// wait for the server. A test compares both.

import { tidied } from "./composition-fields.js";
import { DASH, QUOTES, readParagraph } from "./composition-reading.js";

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
