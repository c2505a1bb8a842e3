// Flicker: one picture at a time in the same place. The number keys and the arrows change it, and while the space bar
// is held the one from before is shown.

const TYPED_INTO = "a, button, summary, textarea, select, input, [contenteditable]";

export const open = (view) => {
  const abort = new AbortController();
  const { signal } = abort;
  const said = view.querySelector("[data-compare-said]");
  const show = (pane) => {
    for (const other of view.panes) other.classList.toggle("compare-shown", other === pane);
    const number = view.panes.length;
    const keys = `Press 1 to ${number} to change it, and hold the space bar for the one before.`;
    said.textContent = `Picture ${pane.dataset.pane} of ${number}. ${keys}`;
  };
  const before = () => view.former ?? view.panes.find((pane) => pane !== view.current);
  const isSpace = ({ key, target }) => key === " " && !target.closest?.(TYPED_INTO);

  view.addEventListener("compare-chosen", () => show(view.current), { signal });
  document.addEventListener(
    "keydown",
    (event) => {
      if (!isSpace(event) || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      if (!event.repeat) show(before());
    },
    { signal },
  );
  document.addEventListener("keyup", (event) => isSpace(event) && show(view.current), { signal });
  // A key that is let go in another window is not heard here.
  window.addEventListener("blur", () => show(view.current), { signal });
  show(view.current);
  return () => {
    abort.abort();
    said.textContent = "";
    for (const pane of view.panes) pane.classList.remove("compare-shown");
  };
};
