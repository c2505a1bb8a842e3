// Remembers which place of the grid is shown: the address names the page of the server, and the browser's storage the
// tile. Back and a reload lead there again.

import { attempt } from "./browser-storage.js";

const STORAGE = "library-places";
const MOST_PLACES = 40;

// Without storage a reload shows the beginning of the page.
const readPlaces = () => attempt(() => new Map(JSON.parse(sessionStorage.getItem(STORAGE)))) ?? new Map();

const here = () => location.pathname + location.search;

// The first tile whose top can be seen, or else the last one above it.
const findShown = (list) => {
  const tiles = [...list.querySelectorAll(".tile")];
  const edge = document.querySelector("header")?.getBoundingClientRect().bottom ?? 0;
  return tiles.find((tile) => tile.getBoundingClientRect().top >= edge) ?? tiles.at(-1);
};

// Returns a function that scrolls so that the tile that is shown now is where it was.
export const markPlace = (list) => {
  const tile = findShown(list);
  const top = tile?.getBoundingClientRect().top;
  return () => {
    if (tile?.isConnected) scrollBy({ top: tile.getBoundingClientRect().top - top, behavior: "instant" });
  };
};

const findStart = (list, tile) => {
  let item = tile;
  while (item.parentElement !== list) item = item.parentElement;
  while (item && item.dataset.start === undefined) item = item.previousElementSibling;
  return item?.dataset.start ?? "";
};

export const addressOf = (start) => {
  const url = new URL(location.href);
  url.searchParams.delete("after");
  if (start) url.searchParams.set("before", start);
  else url.searchParams.delete("before");
  return url.pathname + url.search;
};

export const savePlace = (list) => {
  const tile = findShown(list);
  if (!tile) return null;
  const place = { tile: tile.id, top: tile.getBoundingClientRect().top, start: findStart(list, tile) };
  if (addressOf(place.start) !== here()) history.replaceState(history.state, "", addressOf(place.start));
  const places = readPlaces();
  places.delete(here());
  places.set(here(), place);
  attempt(() => sessionStorage.setItem(STORAGE, JSON.stringify([...places].slice(-MOST_PLACES))));
  return place;
};

// Scrolls to a place, and returns whether the grid is long enough for that.
export const showPlace = ({ tile, top }) => {
  const found = document.getElementById(tile);
  if (!found) return false;
  scrollBy({ top: found.getBoundingClientRect().top - top, behavior: "instant" });
  return Math.abs(found.getBoundingClientRect().top - top) < 2;
};

// A visit by a link begins at the top; Back and a reload go on where the page was left.
export const findLastPlace = () => {
  history.scrollRestoration = "manual";
  const [visit] = performance.getEntriesByType("navigation");
  return visit?.type === "reload" || visit?.type === "back_forward" ? readPlaces().get(here()) : null;
};
