// The buttons of the page by their names, for those who look for an action by words.

const MOST = 60;
const CONTROLS = "button, a.button, a.action, .tool-menu a, summary, [role=button]";
// What people do most comes first: to generate, and what can be done with the picture that is shown.
const FIRST = "#generate, .toolbar *, .card-foot *, .generation-actions *, code-drawer *";
// Their buttons belong to one field, or would act at once on what is not in sight.
const AWAY = "dialog, [inert], [data-found-here], .field, #notice, [data-pending], .skip-link, [aria-hidden=true]";

// What a button shows is shorter than what it is called for those who do not see beside which picture it is.
const nameOf = (control) => {
  const shown = control.cloneNode(true);
  for (const part of shown.querySelectorAll("kbd, .kbd, .visually-hidden")) part.remove();
  const texts = [control.dataset.action ?? "", shown.textContent, control.ariaLabel ?? "", control.title];
  return (
    texts.map((each) => each.replace(/\s+/g, " ").trim()).find((each) => each.length > 1 && each.length < 60) ?? ""
  );
};

// What can be pressed: it is in sight, or in the menu of what is.
const isOffered = (control) =>
  !control.disabled &&
  control.getAttribute("aria-disabled") !== "true" &&
  !control.closest(AWAY) &&
  (control.checkVisibility() || control.closest("details.menu, [data-selected] .tool-menu") !== null);

export const listActions = () => {
  const found = new Map();
  const all = [...document.querySelectorAll(CONTROLS)];
  const ordered = [...all.filter((one) => one.matches(FIRST)), ...all.filter((one) => !one.matches(FIRST))];
  for (const control of ordered) {
    if (found.size === MOST) break;
    if (!isOffered(control)) continue;
    const name = nameOf(control);
    if (name && !found.has(name)) found.set(name, control);
  }
  return found;
};

const wordsOf = (text) => {
  const plain = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return plain.match(/[\p{L}\p{N}]+/gu) ?? [];
};

const hasInOrder = (word, letters) => {
  let place = -1;
  for (const letter of letters) {
    place = word.indexOf(letter, place + 1);
    if (place < 0) return false;
  }
  return true;
};

// Earlier words say more, and of two that begin alike the shorter one is nearer.
const rateWord = (typed, word, place) => {
  const bonus = 0.5 / (1 + place) + (0.4 * typed.length) / Math.max(word.length, typed.length);
  if (word.startsWith(typed)) return 3 + bonus;
  if (word.includes(typed)) return 2 + bonus;
  return typed.length > 2 && word[0] === typed[0] && hasInOrder(word, typed) ? 1 + bonus : 0;
};

// As `word_match.py` does it on the server: all words have to fit, in any order.
export const bestNames = (typed, names, most) => {
  const words = wordsOf(typed);
  const rate = (name) => {
    const own = wordsOf(name);
    const rates = words.map((word) => Math.max(0, ...own.map((other, place) => rateWord(word, other, place))));
    return rates.includes(0) ? 0 : rates.reduce((sum, each) => sum + each, 1);
  };
  const rated = names.map((name) => [rate(name), name]).filter(([rating]) => rating);
  return rated
    .sort(([one], [other]) => other - one)
    .slice(0, most)
    .map(([, name]) => name);
};
