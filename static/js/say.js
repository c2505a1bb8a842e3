// Writes a sentence into a live region. The same sentence is spoken again only if the region was empty in between.

const waiting = new WeakMap();

export const say = (region, sentence) => {
  clearTimeout(waiting.get(region));
  region.textContent = "";
  waiting.set(
    region,
    setTimeout(() => (region.textContent = sentence), 100),
  );
};
