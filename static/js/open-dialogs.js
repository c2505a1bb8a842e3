// "?" shows the keys of the page, Ctrl+K or Cmd+K finds anything, and news are counted while the page is hidden. The
// element of each is loaded on first use.

import { describeFailure } from "./failures.js";
import { loadModule } from "./load-module.js";
import { request } from "./requests.js";
import { toast } from "./toast.js";

const TYPED_INTO = "textarea, select, input:not([type=radio], [type=checkbox], [type=range]), [contenteditable]";
const ADDRESSES = { "page-shortcuts": "/shortcuts/", "find-anything": "/find/", "away-news": "/notices/away/" };
const loading = {};

const load = async (name) => {
  // It is there already if its module could not be loaded before.
  if (!document.querySelector(name)) {
    const answer = await request(ADDRESSES[name]);
    if (!answer.ok) throw new Error(answer.statusText);
    document.body.insertAdjacentHTML("beforeend", await answer.text());
  }
  await loadModule(document.querySelector(name).dataset.module);
};

const open = async (name) => {
  try {
    loading[name] ??= load(name);
    await loading[name];
    document.querySelector(name).open();
  } catch (error) {
    delete loading[name];
    // Nobody has asked to count.
    if (!document.hidden) toast(describeFailure(error), "error");
  }
};

document.addEventListener("keydown", (event) => {
  const { key, ctrlKey, metaKey, altKey, shiftKey, target } = event;
  const isFind = (ctrlKey || metaKey) && !altKey && !shiftKey && key.toLowerCase() === "k";
  const isHelp = key === "?" && !ctrlKey && !metaKey && !target.closest?.(TYPED_INTO);
  if (event.defaultPrevented || event.repeat || !(isFind || isHelp)) return;
  event.preventDefault();
  open(isFind ? "find-anything" : "page-shortcuts");
});
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-opens]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open(link.dataset.opens);
});
document.addEventListener("visibilitychange", () => {
  if (document.hidden && document.querySelector("[data-active]")) open("away-news");
});
