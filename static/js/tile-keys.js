// Arrow keys in the grid move the focus from tile to tile.

const middle = ({ left, right }) => (left + right) / 2;

// The tile of the next row above or below whose middle is nearest.
const findBeyond = (tiles, place, step) => {
  const from = tiles[place].getBoundingClientRect();
  let row = null;
  let found = null;
  for (let index = place + step; tiles[index]; index += step) {
    const box = tiles[index].getBoundingClientRect();
    if (step > 0 ? box.top <= from.top + 1 : box.top >= from.top - 1) continue;
    row ??= box.top;
    if (Math.abs(box.top - row) > 1) break;
    const distance = Math.abs(middle(box) - middle(from));
    if (!found || distance < found.distance) found = { distance, tile: tiles[index] };
  }
  return found?.tile;
};

const findNext = (tiles, place, key) => {
  if (key === "ArrowRight") return tiles[place + 1];
  if (key === "ArrowLeft") return tiles[place - 1];
  if (key === "ArrowDown") return findBeyond(tiles, place, 1);
  if (key === "ArrowUp") return findBeyond(tiles, place, -1);
  return null;
};

document.addEventListener("keydown", (event) => {
  const link = event.target.closest?.("#tiles .tile-link");
  if (!link || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const tiles = [...document.querySelectorAll("#tiles .tile")].filter((tile) => tile.checkVisibility());
  const next = findNext(tiles, tiles.indexOf(link.closest(".tile")), event.key);
  if (!next) return;
  event.preventDefault();
  next.querySelector(".tile-link").focus();
});
