// Another tab signs in or out: pages of the person before are loaded again, so that they show nothing of them. The
// studio has words to lose and goes on by itself, and so does a page with something typed. The studio's pictures
// are hidden until their person is back.

import { attempt, GUEST } from "./browser-storage.js";

const OWNER = "owner";
const owner = document.body.dataset.owner;
let isOld = false;

const isTyped = () =>
  [...document.querySelectorAll("input, textarea")].some(({ value, defaultValue }) => value !== defaultValue);

// What a guest made goes to the account that they sign in to, so it stays.
const conceal = () => {
  const present = attempt(() => localStorage.getItem(OWNER));
  const { owner: own } = document.body.dataset;
  document.documentElement.toggleAttribute("data-concealed", own !== GUEST && present !== own);
};

const refresh = () => {
  if (!isOld || document.hidden || document.querySelector("draft-keeper") || isTyped()) return;
  // `reload` would ask whether to send the form of a page that is the response to one.
  location.replace(location.pathname + location.search);
};

// The newest page says who is signed in. Its own tab does not hear of it. The first use of the storage stops the page
// until the browser has read it, so that waits for the rest. If another tab has said something meanwhile, this page is
// the older one.
const tell = () => isOld || attempt(() => localStorage.setItem(OWNER, owner));
addEventListener("load", () => setTimeout(tell));
addEventListener("storage", ({ key }) => {
  if (key !== OWNER) return;
  isOld = true;
  conceal();
  refresh();
});
document.addEventListener("visibilitychange", refresh);

// Back may show a page as it was, because not every browser obeys `no-store` there. Without storage nobody knows whose
// page it should be, so it is always loaded again.
addEventListener("pageshow", ({ persisted }) => {
  if (!persisted || attempt(() => localStorage.getItem(OWNER)) === owner) return;
  document.body.hidden = true;
  location.reload();
});
