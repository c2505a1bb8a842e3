// One card of the stage is selected: its toolbar is shown. A click, the focus and the arrow keys select.

const selected = () => document.querySelector("#stage .card[data-selected]");
const cardsOf = () => [...document.querySelectorAll("#stage > .cards:last-child > .card[data-generation]")];

// The id outlasts the card, which is replaced while its picture is made.
let chosen = "";

const select = (card) => {
  chosen = card.dataset.generation;
  for (const other of cardsOf()) {
    other.toggleAttribute("data-selected", other === card);
    const link = other.querySelector(".card-picture");
    if (other === card) link?.setAttribute("aria-current", "true");
    else link?.removeAttribute("aria-current");
  }
};

const keep = () => {
  const cards = cardsOf();
  const card = cards.find(({ dataset }) => dataset.generation === chosen) ?? cards[0];
  if (card) select(card);
};

// Where the focus comes from a click, the click itself decides what happens.
let pressed = null;
document.addEventListener("pointerdown", ({ target }) => {
  const card = target.closest?.("#stage .card[data-generation]");
  pressed = card && card !== selected() ? card : null;
});
document.addEventListener("focusin", ({ target }) => {
  const card = target.closest?.("#stage .card[data-generation]");
  if (card && !target.closest(".card-foot")) select(card);
});
// The first click on one of several pictures selects it. A modifier opens its page in a new tab as usual.
document.addEventListener(
  "click",
  (event) => {
    const card = event.target.closest?.("#stage .card[data-generation]");
    if (!card || card !== pressed || event.ctrlKey || event.metaKey || event.shiftKey) return;
    pressed = null;
    select(card);
    if (!event.target.closest(".card-picture")) return;
    event.preventDefault();
    event.stopPropagation();
  },
  true,
);

document.addEventListener("keydown", (event) => {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  const away = event.target.closest?.("input, textarea, select, [contenteditable], [role=separator], .code, dialog");
  if (!step || away || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const cards = cardsOf();
  const next = cards[cards.indexOf(selected()) + step];
  if (!next) return;
  event.preventDefault();
  select(next);
  next.querySelector(".card-picture, .card-state :is(a, button)")?.focus();
});

for (const type of ["htmx:afterSettle", "cards-changed"]) document.addEventListener(type, keep);
keep();

// The buttons that make more pictures leave the stage with the old ones, so the focus moves to the stage.
document.addEventListener("htmx:afterSwap", ({ detail }) => {
  const isAction = detail.target.id === "stage" && detail.requestConfig.elt.closest(".card-toolbar");
  if (isAction && document.activeElement === document.body) detail.target.focus();
});
// What is looked at in full screen is selected, so that it is found again afterwards.
document.addEventListener("picture-viewed", ({ detail }) => {
  const card = detail.closest("#stage .card[data-generation]");
  if (card) select(card);
});
