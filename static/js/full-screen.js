// Opens the full-screen viewer: by a click on `data-full-screen`, or by the key F. Its module and its style sheet are
// loaded then, from the addresses at the template `#viewer`.

import { describeFailure } from "./failures.js";
import { addStep } from "./history-steps.js";
import { loadModule } from "./load-module.js";
import { loadSheet } from "./load-sheet.js";
import { makeSource } from "./tile-viewing.js";
import { toast } from "./toast.js";

const AWAY = "input, textarea, select, [contenteditable], dialog";

const load = ({ script, style, marksStyle }) =>
  Promise.all([loadModule(script), loadSheet(style), loadSheet(marksStyle)]);

// The pictures on the stage, in place of those among the others that show the same; each once.
const listLinks = () => {
  const once = new Map();
  for (const link of document.querySelectorAll("[data-view]")) {
    if (!once.has(link.dataset.view) && !link.closest("[data-pending]")) once.set(link.dataset.view, link);
  }
  const isStaged = (link) => link.closest("#stage") !== null;
  const links = [...once.values()];
  const staged = links.filter(isStaged);
  const all = [...document.querySelectorAll("#frames [data-view]")].map(({ dataset }) => dataset.view);
  const shown = new Set(staged.map(({ dataset }) => dataset.view));
  const first = all.findIndex((view) => shown.has(view));
  const others = links.filter((link) => !isStaged(link));
  if (first < 0) return [...staged, ...others];
  const newer = others.filter(({ dataset }) => all.includes(dataset.view) && all.indexOf(dataset.view) < first);
  return [...newer, ...staged, ...others.filter((link) => !newer.includes(link))];
};

const find = (target) =>
  target?.closest("[data-view]") ??
  (target?.closest(".card") ?? document.querySelector("#stage .card[data-selected]"))?.querySelector("[data-view]") ??
  document.querySelector("[data-view]");

const open = async (target) => {
  const template = document.querySelector("#viewer");
  const link = find(target);
  if (!template || !link) return;
  const [viewing] = await load(template.dataset);
  if (!viewing) return toast(describeFailure({}), "error");
  if (!document.querySelector("picture-viewer")) {
    document.body.append(template.content.cloneNode(true));
    loadModule(document.querySelector("picture-viewer mark-keys").dataset.module);
  }
  // In the grid of the library the arrows go through the grid, which loads more at its ends.
  const source = makeSource(link);
  const links = source?.list() ?? listLinks();
  const index = links.findIndex(({ dataset }) => dataset.view === link.dataset.view);
  const viewer = document.querySelector("picture-viewer");
  viewer.open(links, index, source);
  viewer.dialog.addEventListener(
    "close",
    addStep(() => viewer.dialog.close()),
    { once: true },
  );
  if (source) viewer.dialog.addEventListener("close", source.leave, { once: true });
};

document.addEventListener("click", (event) => {
  const target = event.target.closest?.("[data-full-screen]");
  if (!target || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open(target);
});
document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (key !== "f" || event.ctrlKey || event.metaKey || event.altKey || target.closest?.(AWAY)) return;
  open(target.closest?.("[data-view]"));
});
