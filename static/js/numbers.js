// Numbers as people write them in the form. The rules are those of `catalog/numbers.py`, and a test compares the two.

const SIGNS = { "−": "-", "–": "-", "’": "'", ʼ: "'", "٬": "'", "٫": ".", "。": ".", "、": "," };
const PLAIN = /^[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d{1,4})?$/i;
const GROUPED = /^[+-]?[1-9]\d{0,2}(?<mark>[ ',.])\d{3}(?<more>(?:\k<mark>\d{3})*)(?<decimals>(?!\k<mark>)[.,]\d*)?$/;

// The digits of a script follow each other, from its zero on.
const readDigit = (character) => {
  let before = 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(character.codePointAt(0) - before - 1))) before += 1;
  return before % 10;
};

const inAscii = (text) =>
  text
    .replace(/\p{Cf}/gu, "")
    .replace(/[\uFF01-\uFF5E]/g, (character) => String.fromCharCode(character.charCodeAt(0) - 0xfee0))
    .replace(/(?![0-9])\p{Nd}/gu, readDigit)
    .replace(/\s/g, " ")
    .trim()
    .replace(/[−–’ʼ٬٫。、]/g, (sign) => SIGNS[sign]);

// The digits that were typed, with a decimal point and without separators; "" if that is not one certain number.
export const plainNumber = (text, isWhole) => {
  let typed = inAscii(text);
  const { mark, more, decimals } = GROUPED.exec(typed)?.groups ?? {};
  if (mark) {
    const isCertain = " '".includes(mark) || more || decimals !== undefined;
    if (!isCertain && !isWhole && mark === ",") return "";
    if (isCertain || isWhole) {
      const whole = typed.slice(0, typed.length - (decimals?.length ?? 0));
      typed = whole.replaceAll(mark, "") + (decimals ?? "");
    }
  }
  return PLAIN.test(typed) ? typed.replace(",", ".").replace(/^\+/, "") : "";
};

// The number in a box of the form: NaN if the box is empty or cannot be read.
export const numberIn = ({ value, inputMode }) => Number(plainNumber(value, inputMode === "numeric") || Number.NaN);
