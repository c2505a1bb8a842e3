// Moves, resizes and removes boxes by keys.

import { moveArea, resizeArea } from "./boxes-areas.js";

const ARROWS = { ArrowUp: [-10, 0], ArrowDown: [10, 0], ArrowLeft: [0, -10], ArrowRight: [0, 10] };

export const hearKeys = (editor) => {
  editor.canvas.addEventListener("keydown", (event) => {
    const found = event.target.matches("[data-shape]") && editor.find(event.target);
    const isUndo = event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey) && !event.shiftKey;
    const step = ARROWS[event.key];
    const isRemoval = event.key === "Delete" || event.key === "Backspace";
    if (!isUndo && !(found && (step || isRemoval || event.key === "Enter"))) return;
    // Other keys of the page would move through the pictures, or delete one.
    event.preventDefault();
    event.stopPropagation();
    if (isUndo) return editor.undo();
    if (isRemoval) return editor.remove();
    if (!step) return editor.panel.startNaming();
    const before = editor.text.value;
    const { box, part } = found;
    editor.setArea(box, part, (event.shiftKey ? resizeArea : moveArea)(box[part], ...step));
    editor.commit(before);
  });
};
