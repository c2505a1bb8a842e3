// The keys of a comparison: arrows and numbers move, Enter or P chooses the winner, X rejects, plus, minus and Z zoom,
// and Shift with arrows moves what is magnified.

const ZOOM = { "+": "in", "=": "in", "-": "out", z: "toggle" };
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const TYPED_INTO = "textarea, select, input, [contenteditable]";

const zoom = (view, name) => {
  view.zoom.act(ZOOM[name], view.current?.zoomed);
  return true;
};

const pan = (view, name) => {
  view.zoom.pan(...MOVES[name], view.current?.zoomed);
  return true;
};

// Marks of single pictures are undone by `mark-keys.js`.
const undo = () => {
  const button = document.querySelector("#notice [data-undo-many]");
  button?.click();
  return Boolean(button);
};

const act = (view, { key, target, shiftKey }) => {
  const name = key.length === 1 ? key.toLowerCase() : key;
  if (name in MOVES && shiftKey) return pan(view, name);
  if (name === "ArrowLeft" || name === "ArrowRight") return view.move(MOVES[name][0]);
  if (/^[1-8]$/.test(name)) return view.focusOn(view.pane(name));
  if (name in ZOOM) return zoom(view, name);
  // The Enter key presses the button or the link that has the focus.
  if (name === "Enter" && target.closest?.("a, button, summary")) return false;
  if (name === "Enter" || name === "p") return view.press("[data-compare-choose]");
  return name === "x" && view.press("[data-compare-reject]");
};

export const compareKey = (view, event) => {
  const { key, target } = event;
  if (event.altKey || target.closest?.(TYPED_INTO)) return;
  if (event.ctrlKey || event.metaKey) {
    if (key.toLowerCase() === "z" && !event.shiftKey && undo()) event.preventDefault();
    return;
  }
  // A key that is held down judges once.
  if (event.repeat && !(key in MOVES || key in ZOOM)) return;
  if (act(view, event)) event.preventDefault();
};
