// The fields of a composition, tidied as `playground/catalog/composition/fields.py` does it.

// The same characters as in Python, whose own idea of white space differs.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are gaps, too
const GAPS = /[\x00-\x20\x7f-\xa0\u2028\u2029\ufeff]+/g;
const PHRASES = ["subject", "action", "style", "context", "camera", "lens", "light"];
const HEX = /^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/;

const strip = (text) => text.replace(/^ +| +$/g, "");
export const tidy = (text) => strip(text.toWellFormed().replace(GAPS, " "));
// Again and again, so that tidying twice changes nothing: `x. .` ends with two.
export const dropStop = (text) => {
  let left = text;
  while (left.endsWith(".") && !left.endsWith("..")) left = left.slice(0, -1).replace(/[ \n]+$/, "");
  return left;
};
export const tidyPhrase = (text) => dropStop(tidy(text));
const tidyName = (text) => tidy(text.replace(/[#;]+/g, " "));
export const tidyLines = (text) =>
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

export const tidied = (given) => ({
  ...Object.fromEntries(PHRASES.map((name) => [name, tidyPhrase(given[name] ?? "")])),
  texts: (given.texts ?? []).map(tidyRow).filter(({ words }) => words),
  palette: (given.palette ?? []).map(tidyColour).filter(({ hex }) => hex),
  other: tidyLines(given.other ?? ""),
});
