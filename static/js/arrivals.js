// What comes to the page before the answer is there, and what leaves it on the spot.

// A click on Generate is answered at once, by placeholders of the shape to come. What was on the stage is only hidden,
// since the answer may be that something is wrong.

const fill = (name, count) => {
  const { content } = document.querySelector(`#pending-${name}`);
  return Array.from({ length: count }, () => content.firstElementChild.cloneNode(true));
};

const showPending = () => {
  const { width, height } = document.querySelector("#result-size").dataset;
  const cards = fill("card", Number(document.querySelector("[name=variants]:checked")?.value ?? 1));
  for (const card of cards) {
    Object.assign(card.querySelector(".card-media").dataset, { width, height });
    card.querySelector("svg").setAttribute("viewBox", `0 0 ${width} ${height}`);
  }
  document.querySelector("#stage").append(...cards);
  document.querySelector("#frames").prepend(...fill("frame", cards.length));
  document.querySelector("#filmstrip").scrollTo(0, 0);
};

const isEmpty = (field) => {
  if (field.dataset.widget.startsWith("picture")) return !field.querySelector("[data-reference]");
  return !field.querySelector("[name]").value.trim();
};

// Where the form itself shows that it will be refused, nothing is put on the stage that would have to leave again.
const isRefused = (form) =>
  [...form.elements].some(({ validity }) => validity?.badInput || validity?.rangeUnderflow || validity?.rangeOverflow) ||
  [...form.querySelectorAll("[data-field][data-required]")].some(isEmpty) ||
  form.querySelector("[data-counter][data-over]") !== null;

document.addEventListener("submit", ({ target }) => {
  if (target.id === "spec-form" && !document.querySelector("[data-pending]") && !isRefused(target)) showPending();
});
for (const type of ["htmx:beforeSwap", "htmx:afterRequest"]) {
  document.addEventListener(type, ({ detail }) => {
    if (detail.requestConfig?.elt.id !== "spec-form") return;
    for (const pending of document.querySelectorAll("[data-pending]")) pending.remove();
  });
}

// What is deleted leaves the page wherever it is shown, and comes back to its places when that is undone.
// The answers say `deleted` and `restored` after their swap, in their headers, with the id of the generation.

// By id: the elements as they stood when the button was pressed, with their parents and what came after them.
const removed = new Map();
// Where one goes on from once there is nothing to undo.
let beside = null;

const shownOf = (id) => ["card", "frame", "tile"].map((kind) => document.getElementById(`${kind}-${id}`)).filter(Boolean);

const findBeside = (element, id) => {
  const neighbour = element.nextElementSibling ?? element.previousElementSibling;
  const frame = document.querySelector(`#frames [data-generation]:not([data-generation="${id}"]) a`);
  return neighbour?.querySelector("a, button") ?? frame ?? document.querySelector("#main");
};

// News may take the element away, with its button, before the answer is here: so all is noted when it is asked for.
document.addEventListener("htmx:beforeRequest", ({ target }) => {
  if (!target.matches('[formaction$="/delete/"]')) return;
  const element = target.closest("[data-generation]");
  const id = element.dataset.generation;
  const places = shownOf(id).map((shown) => [shown, shown.parentElement, shown.nextElementSibling]);
  removed.set(id, { places, button: target });
  beside = findBeside(element, id);
});

document.addEventListener("deleted", ({ detail }) => {
  for (const element of shownOf(detail.value)) element.remove();
  document.querySelector("#notice [data-undo]")?.focus();
});

document.addEventListener("restored", ({ detail }) => {
  const { places, button } = removed.get(detail.value) ?? {};
  if (!places) return location.reload();
  for (const [element, parent, next] of places) {
    // Its neighbour may have been replaced by news of it, or deleted too.
    const before = next?.isConnected ? next : document.getElementById(next?.id);
    parent.insertBefore(element, before);
  }
  removed.delete(detail.value);
  document.dispatchEvent(new CustomEvent("cards-changed"));
  button.focus();
});

document.addEventListener("click", ({ target }) => {
  const notice = target.closest?.("[data-dismiss]")?.closest(".notice");
  if (notice?.querySelector("[data-undo]") && beside?.isConnected) beside.focus();
});
