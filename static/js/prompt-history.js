// The up arrow at the beginning of the prompt brings back the prompts that were used before; the down arrow returns.

import { rewriteText } from "./prompt-edits.js";
import { request } from "./requests.js";

// By prompt field: the prompts, what had been written before the first arrow, and which one is shown. -1 is the first.
const walks = new WeakMap();

const load = async (url) => {
  const answer = await request(url);
  return answer.ok ? (await answer.json()).prompts : null;
};

// Returns nothing if the prompts cannot be loaded; the next arrow tries again.
const begin = async (field) => {
  const written = field.area.value;
  // Loaded each time, since pictures may have been made meanwhile.
  const earlier = await load(field.dataset.earlierPrompts).catch(() => null);
  return earlier && { written, prompts: earlier.filter((prompt) => prompt !== written), place: -1, shown: written };
};

// Shows the prompt that is `by` places older. After typing, the walk begins again.
export const step = async (field, by) => {
  const { area } = field;
  let walk = walks.get(field);
  if (walk?.shown !== area.value) {
    walk = await begin(field);
    if (!walk) return;
    walks.set(field, walk);
  }
  const place = Math.min(Math.max(walk.place + by, -1), walk.prompts.length - 1);
  if (place === walk.place || area.value !== walk.shown) return;
  walk.place = place;
  walk.shown = place < 0 ? walk.written : walk.prompts[place];
  // As if it was typed, so that Ctrl+Z leads back even after something is typed into an earlier prompt.
  rewriteText(area, walk.shown);
  field.isWalking = place >= 0;
  // At the beginning, where the next arrow goes on.
  area.setSelectionRange(0, 0);
  area.scrollTop = 0;
};
