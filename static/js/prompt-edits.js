// Changes a text area as if somebody typed: Ctrl+Z undoes it, and the browser keeps what can be undone before.

import { announce } from "./announce.js";

const insert = (text) => document.execCommand(text ? "insertText" : "delete", false, text);

// Replaces what is from `start` to `end`. The cursor comes after the new text, and the focus into the area.
export const writeText = (area, start, end, text) => {
  if (start === end && !text) return;
  area.focus({ preventScroll: true });
  area.setSelectionRange(start, end);
  // A text area that is not shown takes no focus, and the text would go elsewhere.
  if (document.activeElement === area && insert(text)) return;
  area.setRangeText(text, start, end, "end");
  announce(area);
};

// Makes `text` the whole text, in one step that keeps the focus where it is.
export const rewriteText = (area, text) => {
  const { value, selectionStart, selectionEnd, scrollTop } = area;
  if (value === text) return;
  const focused = document.activeElement;
  // What is the same at both ends stays.
  let start = 0;
  while (start < text.length && value[start] === text[start]) start++;
  let same = 0;
  const most = Math.min(value.length, text.length) - start;
  while (same < most && value.at(-1 - same) === text.at(-1 - same)) same++;
  writeText(area, start, value.length - same, text.slice(start, text.length - same));
  const follow = (place) => (place <= start ? place : Math.max(start, place + text.length - value.length));
  area.setSelectionRange(follow(selectionStart), follow(selectionEnd));
  area.scrollTop = scrollTop;
  if (focused !== area) focused?.focus?.({ preventScroll: true });
};

// The place of the words that is nearest to the given one, or -1.
export const findNear = (text, words, near) => {
  let best = -1;
  for (let place = text.indexOf(words); place >= 0; place = text.indexOf(words, place + 1))
    if (best < 0 || Math.abs(place - near) < Math.abs(best - near)) best = place;
  return best;
};
