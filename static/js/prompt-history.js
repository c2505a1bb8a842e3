// The up arrow at the beginning of the prompt brings back the prompts that were used before; the down arrow returns.

import { announce } from "./announce.js";

// By prompt field: the prompts, what had been written before the first arrow, and which one is shown. -1 is the first.
const walks = new WeakMap();

const begin = async (field) => {
  const written = field.area.value;
  // Loaded each time, since pictures may have been made meanwhile.
  const response = await fetch(field.dataset.earlierPrompts, { headers: { Accept: "application/json" } });
  const { prompts } = response.ok ? await response.json() : { prompts: [] };
  return { written, prompts: prompts.filter((prompt) => prompt !== written), place: -1, shown: written };
};

// Shows the prompt that is `by` places older. After typing, the walk begins again.
export const step = async (field, by) => {
  const { area } = field;
  let walk = walks.get(field);
  if (walk?.shown !== area.value) {
    walk = await begin(field);
    walks.set(field, walk);
  }
  const place = Math.min(Math.max(walk.place + by, -1), walk.prompts.length - 1);
  if (place === walk.place || area.value !== walk.shown) return;
  walk.place = place;
  walk.shown = place < 0 ? walk.written : walk.prompts[place];
  area.value = walk.shown;
  // At the beginning, where the next arrow goes on.
  area.setSelectionRange(0, 0);
  area.scrollTop = 0;
  announce(area);
};
