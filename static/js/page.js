// What every page does: it loads modules on demand, lets buttons be pressed once their scripts are there, closes menus,
// and shows the address of the model at the root.

import { loadModule } from "./load-module.js";

// An element that most pages do without names its module in `data-module`. What fails is tried again.
const loadModules = () => {
  for (const { dataset } of document.querySelectorAll("[data-module]:not(:defined)")) loadModule(dataset.module);
};

addEventListener("online", loadModules);
document.addEventListener("htmx:afterSettle", loadModules);
document.addEventListener("cards-changed", loadModules);
loadModules();

// The other entries of the page have run by then. Until then the style sheet keeps clicks from buttons.
document.addEventListener("DOMContentLoaded", () => {
  document.documentElement.dataset.ready = "";
});

document.addEventListener("click", ({ target }) => {
  for (const menu of document.querySelectorAll(".menu[open]")) if (!menu.contains(target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector(".menu[open]");
  if (!menu) return;
  // The key leaves the menu only, and not the sheet around it.
  event.preventDefault();
  menu.open = false;
  menu.querySelector("summary").focus();
});

// The root shows the studio of a model; an address that is copied from there leads to that model.
const canonical = document.querySelector("link[rel=canonical]");
// Until everything is there, the browser would first lay out the page, to remember how far it is scrolled.
addEventListener("load", () => {
  if (canonical && location.pathname === "/") history.replaceState(history.state, "", canonical.href + location.search);
});
