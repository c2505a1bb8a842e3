// Takes rows of the grid that are far out of sight from the page, and brings them back before they are seen. In between
// an element of the same height is in their place, and their markup is kept packed.

// In heights of the window: what is nearer than `NEAR` is shown, what is farther than `FAR` leaves, in parts of `PART`.
const NEAR = 0.8;
const FAR = 1.25;
const PART = 0.75;

const pass = (data, stream) => new Response(new Blob([data]).stream().pipeThrough(stream));
const pack = (text) => pass(text, new CompressionStream("gzip")).arrayBuffer();
const unpack = (buffer) => pass(buffer, new DecompressionStream("gzip")).text();

const isAway = (item) => item.classList.contains("tiles-away");
// What has the focus, is selected, or may change by itself, stays.
const stays = (item) =>
  item.matches(".tiles-away, .tiles-more, .empty") ||
  item.contains(document.activeElement) ||
  item.matches("[data-active]") ||
  item.querySelector("[data-active], input:checked") !== null;

// Chromium keeps a removed picture for ever, with all around it, while its size is automatic. Without a size it would
// load its largest file, and so it loses its files first.
const forgetPictures = (item) => {
  for (const image of item.querySelectorAll("img[sizes]"))
    for (const name of ["srcset", "src", "sizes"]) image.removeAttribute(name);
};

export class TileWindow {
  constructor(list) {
    this.list = list;
    this.markup = new WeakMap();
    this.coming = new WeakSet();
  }

  get isWhole() {
    return !this.list.querySelector(":scope > .tiles-away");
  }

  // The items of a row begin at the same height. An item without a box belongs to the one behind it.
  listRows() {
    const rows = [];
    let waiting = [];
    for (const item of this.list.children) {
      if (item.hidden) {
        waiting.push(item);
        continue;
      }
      const { top, bottom } = item.getBoundingClientRect();
      const row = rows.at(-1);
      if (row && Math.abs(row.top - top) < 1) {
        row.items.push(...waiting, item);
        row.bottom = Math.max(row.bottom, bottom);
      } else rows.push({ items: [...waiting, item], top, bottom });
      waiting = [];
    }
    return rows;
  }

  tidy() {
    const rows = this.listRows();
    const isFar = ({ top, bottom }) => bottom < -FAR * innerHeight || top > (1 + FAR) * innerHeight;
    let part = [];
    // Sizes are read before anything is changed, so that the browser lays the page out once.
    const parts = [];
    rows.forEach((row, place) => {
      if (isFar(row) && !row.items.some(stays)) part.push(row);
      else part = [];
      const next = rows[place + 1];
      if (!part.length || row.bottom - part[0].top < PART * innerHeight) return;
      parts.push({ rows: part, next });
      part = [];
    });
    for (const { rows: taken, next } of parts) this.remove(taken, next);
    for (const { items, top, bottom } of rows) {
      const isNear = bottom > -NEAR * innerHeight && top < (1 + NEAR) * innerHeight;
      if (isNear && isAway(items.at(-1))) this.bringBack(items.at(-1));
    }
  }

  remove(rows, next) {
    const items = rows.flatMap((row) => row.items);
    const gap = Number.parseFloat(getComputedStyle(this.list).rowGap);
    const away = document.createElement("li");
    away.className = "tiles-away";
    away.ariaHidden = "true";
    away.style.height = `${next ? next.top - rows[0].top - gap : rows.at(-1).bottom - rows[0].top}px`;
    // Where the last page of the server in it begins, for the address.
    const start = items.findLast(({ dataset }) => dataset.start !== undefined);
    if (start) away.dataset.start = start.dataset.start;
    // For what selects ranges.
    const ids = items.flatMap((item) => [...item.querySelectorAll('input[name="id"]')].map(({ value }) => value));
    if (ids.length) away.dataset.ids = ids.join(" ");
    const text = items.map((item) => item.outerHTML).join("");
    this.markup.set(away, text);
    pack(text).then((packed) => this.markup.set(away, packed));
    items[0].before(away);
    for (const item of items) {
      forgetPictures(item);
      item.remove();
    }
  }

  async bringBack(away) {
    if (this.coming.has(away)) return;
    this.coming.add(away);
    const kept = this.markup.get(away);
    const part = document.createElement("template");
    part.innerHTML = typeof kept === "string" ? kept : await unpack(kept);
    if (!away.isConnected) return;
    const items = [...part.content.children];
    away.replaceWith(...items);
    for (const item of items) htmx.process(item);
    this.list.dispatchEvent(new CustomEvent("cards-changed", { bubbles: true }));
  }
}
