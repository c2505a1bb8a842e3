// A click on Generate shows placeholders at once, in the shape of the pictures to come. The cards on the stage are only
// hidden: they come back if the server refuses the form.

const fill = (name, count) => {
  const { content } = document.querySelector(`#pending-${name}`);
  return Array.from({ length: count }, () => content.firstElementChild.cloneNode(true));
};

const showPending = () => {
  const size = document.querySelector("#result-size").dataset;
  const cards = fill("card", Number(document.querySelector("[name=variants]:checked")?.value ?? 1));
  for (const card of cards) {
    const media = card.querySelector(".card-media");
    media.dataset.width = size.width;
    media.dataset.height = size.height;
    card.querySelector("svg").setAttribute("viewBox", `0 0 ${size.width} ${size.height}`);
  }
  document.querySelector("#stage").append(...cards);
  document.querySelector("#frames").prepend(...fill("frame", cards.length));
  document.querySelector("#filmstrip").scrollTo(0, 0);
};

const isEmpty = (field) => {
  if (field.dataset.widget.startsWith("picture")) return !field.querySelector("[data-reference]");
  return !field.querySelector("[name]").value.trim();
};

// No placeholder is shown for a form that the server is certain to refuse.
const isRefused = (form) =>
  [...form.elements].some(
    ({ validity }) => validity?.badInput || validity?.rangeUnderflow || validity?.rangeOverflow,
  ) ||
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
