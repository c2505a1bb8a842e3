// What is deleted leaves the page wherever it is shown, and comes back to its places when that is undone.
// The answers say `deleted` and `restored` after their swap, in their headers, with the id of the generation.

// By id: the elements that left, with their parents and what stood behind them, and the button that was pressed.
const removed = new Map();
// Where one goes on from once there is nothing to undo.
let beside = null;

const shownOf = (id) => ["card", "frame", "tile"].map((kind) => document.getElementById(`${kind}-${id}`)).filter(Boolean);

const findBeside = (element) => {
  const neighbour = element?.nextElementSibling ?? element?.previousElementSibling;
  return neighbour?.querySelector("a, button") ?? document.querySelector("#frames a") ?? document.querySelector("#main");
};

document.addEventListener("deleted", ({ target, detail }) => {
  const shown = shownOf(detail.value);
  const places = shown.map((element) => [element, element.parentElement, element.nextElementSibling]);
  removed.set(detail.value, { places, button: target });
  const pressed = shown.find((element) => element.contains(target));
  for (const element of shown) if (element !== pressed) element.remove();
  beside = findBeside(pressed);
  pressed?.remove();
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
