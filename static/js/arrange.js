// Arranges the cards on the stage, as `arrangement.py` does on the server: notes the width of the widest row at
// height 1, for each number of rows. The style sheet takes the number of rows that makes the pictures largest.

const NAMES = ["one", "two", "three", "four"];
const WIDE = 1.2;
const ROUNDING = 1e-6;
// Browsers that cannot read sizes from the markup get them from here.
const readsMarkup = CSS.supports("width", "attr(data-width type(<length>))");

const countRows = (ratios, width) => {
  let [rows, taken] = [1, 0];
  for (const ratio of ratios) {
    if (ratio > width + ROUNDING) return Number.POSITIVE_INFINITY;
    if (taken + ratio > width + ROUNDING) [rows, taken] = [rows + 1, 0];
    taken += ratio;
  }
  return rows;
};

// The widest row consists of some consecutive pictures.
const narrowest = (ratios, rows) => {
  const sums = ratios.flatMap((_, start) => {
    let sum = 0;
    return ratios.slice(start).map((ratio) => {
      sum += ratio;
      return sum;
    });
  });
  return sums.sort((one, other) => one - other).find((width) => countRows(ratios, width) <= rows);
};

const ratioOf = ({ dataset }) => Number(dataset.width) / Number(dataset.height);

// The pictures of a card alone are arranged like cards; beside others they form a row.
const ratiosOf = (cards) => {
  const each = [...cards.children].map((card) => [...card.querySelectorAll(".card-fit")].map(ratioOf));
  return each.length === 1 ? each[0] : each.map((ratios) => ratios.reduce((sum, ratio) => sum + ratio, 0));
};

export const arrange = (cards) => {
  const ratios = ratiosOf(cards);
  if (!ratios.length) return;
  cards.dataset.count = ratios.length;
  cards.toggleAttribute("data-wide", Math.max(...ratios) > WIDE);
  NAMES.forEach((name, at) => {
    const width = at < ratios.length ? narrowest(ratios, at + 1).toFixed(4) : "1000";
    cards.setAttribute(`data-in-${name}`, width);
    if (!readsMarkup) cards.style.setProperty(`--${name}`, width);
  });
  if (readsMarkup) return;
  cards.style.setProperty("--count", ratios.length);
  for (const fit of cards.querySelectorAll(".card-fit")) {
    fit.style.setProperty("--wide", fit.dataset.width);
    fit.style.setProperty("--high", fit.dataset.height);
  }
  cards.toggleAttribute("data-sized", true);
};

const arrangeStage = () => {
  for (const cards of document.querySelectorAll("#stage > .cards:not([data-pending])")) arrange(cards);
};

for (const type of ["htmx:afterSettle", "cards-changed"]) document.addEventListener(type, arrangeStage);
if (!readsMarkup) arrangeStage();
