// Mentions of pictures in a prompt, found and renumbered as playground/catalog/mentions.py does.

const MOST_READ = 40000;
const ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split(" ");
const AFTER = "(?![0-9A-Za-z_%]|[.:/][0-9])";
const STRICT = "(?:(?:reference|input|source)[ _-])?(?:images?|img)";
const LOOSE = "(?:pictures?|photos?|references?)";
const NUMBERED = new RegExp(
  `(?<![0-9A-Za-z_])@?(?:${STRICT}|${LOOSE})[ _-]?(?:no\\. ?|number |# ?)?([1-9][0-9]?)${AFTER}`,
  "dgi",
);
const NEXT = new RegExp(`( ?, ?(?:and |or )?| and | or | ?& ?| ?\\+ ?| to | ?[-–] ?)([1-9][0-9]?)${AFTER}`, "dyi");
const PLURAL = /(?:images|pictures|photos|references)\b/i;
const ORDINAL = new RegExp(
  `(?<![0-9A-Za-z_-])(?:(${ORDINALS.join("|")})|([1-9][0-9]?)(?:st|nd|rd|th))` +
    " (?:reference |input )?(?:image|picture|photo|reference)(?![0-9A-Za-z_-])",
  "gi",
);
const BETWEEN = /^[0-9]+|[0-9]+$/g;

const numbersOf = ({ number, last }) =>
  Array.from({ length: Math.max(number, last) - number + 1 }, (_, place) => number + place);

function* readList(text, match) {
  const [start, end] = match.indices[0];
  const isPlural = PLURAL.test(match[0]);
  let now = { start, end, figure: match.indices[1][0], figureEnd: end, number: Number(match[1]), last: 0 };
  let from = end;
  let isOpen = true;
  while (isPlural) {
    NEXT.lastIndex = from;
    const next = NEXT.exec(text);
    if (!next) break;
    const number = Number(next[2]);
    const [figure, figureEnd] = next.indices[2];
    from = figureEnd;
    if (isOpen && ["-", "–", "to"].includes(next[1].trim()) && number > now.number) {
      yield { ...now, end: figureEnd, figureEnd, last: number };
      isOpen = false;
      continue;
    }
    if (isOpen) yield now;
    now = { start: figure, end: figureEnd, figure, figureEnd, number, last: 0 };
    isOpen = true;
  }
  if (isOpen) yield now;
}

const readOrdinal = ({ 0: words, 1: word, 2: figures, index }) => ({
  start: index,
  end: index + words.length,
  figure: index,
  figureEnd: index + words.indexOf(" "),
  number: word ? ORDINALS.indexOf(word.toLowerCase()) + 1 : Number(figures),
  last: 0,
});

// In the order of the text. From `figure` to `figureEnd` is what changes with the number.
export const findMentions = (prompt) => {
  const text = prompt.slice(0, MOST_READ);
  const numbered = [...text.matchAll(NUMBERED)].flatMap((match) => [...readList(text, match)]);
  return [...numbered, ...[...text.matchAll(ORDINAL)].map(readOrdinal)].sort((one, other) => one.start - other.start);
};

const writeOrdinal = (words, number) => {
  if (!/^[0-9]/.test(words) && number <= ORDINALS.length) {
    const word = ORDINALS[number - 1];
    return /^[A-Z]/.test(words) ? word[0].toUpperCase() + word.slice(1) : word;
  }
  const isTeen = Math.floor(number / 10) === 1;
  return `${number}${(!isTeen && { 1: "st", 2: "nd", 3: "rd" }[number % 10]) || "th"}`;
};

const writeFigure = (words, mention, moves) => {
  const numbers = numbersOf(mention)
    .map((number) => moves.get(number) ?? number)
    .sort((one, other) => one - other);
  const [first] = numbers;
  if (!mention.last) return /^[0-9]+$/.test(words) ? String(first) : writeOrdinal(words, first);
  if (numbers.at(-1) - first === numbers.length - 1) return first + words.replace(BETWEEN, "") + numbers.at(-1);
  return `${numbers.slice(0, -1).join(", ")} and ${numbers.at(-1)}`;
};

// `moves` has the new number of each picture that has another one, by its old number.
export const renumber = (prompt, moves) => {
  const parts = [];
  let end = 0;
  for (const mention of findMentions(prompt)) {
    if (!numbersOf(mention).some((number) => moves.has(number))) continue;
    const { figure, figureEnd } = mention;
    parts.push(prompt.slice(end, figure), writeFigure(prompt.slice(figure, figureEnd), mention, moves));
    end = figureEnd;
  }
  return parts.join("") + prompt.slice(end);
};
