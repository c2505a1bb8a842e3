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
