// A deleted generation leaves the page wherever it is shown, and returns to its places when the deletion is undone. A
// header of the server's response makes htmx dispatch `deleted` and `restored`, with the id of the generation.

// By id: the elements when the button was pressed, each with its parent and its next sibling.
const removed = new Map();
// The focus moves here when the notice with "Undo" is dismissed.
let beside = null;

const shownOf = (id) =>
  ["card", "frame", "tile"].map((kind) => document.getElementById(`${kind}-${id}`)).filter(Boolean);

const findBeside = (element, id) => {
  // On the history a picture may be the only one of its run, so its neighbour is looked for on the whole page.
  const tiles = [...document.querySelectorAll("#tiles .tile")];
  const place = tiles.indexOf(element);
  const near = place < 0 ? null : (tiles[place + 1] ?? tiles[place - 1]);
  const neighbour = near ?? element.nextElementSibling ?? element.previousElementSibling;
  const frame = document.querySelector(`#frames [data-generation]:not([data-generation="${id}"]) a`);
  return neighbour?.querySelector("a, button") ?? frame ?? document.querySelector("#main");
};

// An update may remove the element and its button before the response arrives, so all is noted before the request.
document.addEventListener("htmx:beforeRequest", ({ target }) => {
  if (!target.matches('[formaction$="/delete/"]')) return;
  const element = target.closest("[data-generation]");
  const id = element.dataset.generation;
  const places = shownOf(id).map((shown) => [shown, shown.parentElement, shown.nextElementSibling]);
  removed.set(id, { places, button: target });
  beside = findBeside(element, id);
});

// A picture that was alone on the stage is followed by its neighbour, which came with the response.
const showNeighbour = (id) => {
  const stage = document.querySelector("#stage");
  const neighbour = document.querySelector("#neighbour");
  if (!stage || !neighbour || stage.querySelector("[data-generation]")) return;
  removed.get(id).stage = [...stage.childNodes];
  stage.replaceChildren(neighbour.content);
  htmx.process(stage);
  // A reload would otherwise ask for the deleted one.
  if (location.search.includes(id)) history.replaceState(history.state, "", location.pathname);
};

document.addEventListener("deleted", ({ detail }) => {
  for (const element of shownOf(detail.value)) element.remove();
  showNeighbour(detail.value);
  document.querySelector("#neighbour")?.remove();
  document.dispatchEvent(new CustomEvent("cards-changed"));
  document.querySelector("#notice [data-undo]")?.focus();
});

document.addEventListener("restored", ({ detail }) => {
  const { places, button, stage } = removed.get(detail.value) ?? {};
  if (!places) return location.reload();
  if (stage) document.querySelector("#stage").replaceChildren(...stage);
  for (const [element, parent, next] of places) {
    // Its neighbour may have been replaced by an update, or deleted too.
    const before = next?.isConnected ? next : document.getElementById(next?.id);
    // The rows around it have left the page by then.
    if (next && !before && element.matches(".tile")) return location.reload();
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
