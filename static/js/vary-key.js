// Shift+V presses "Vary": of the selected picture in the studio, of the picture on its page. A letter alone would spend
// money for somebody who thinks that the prompt has the focus.

const TYPED_INTO =
  "textarea, select, input:not([type=radio], [type=checkbox], [type=range]), [contenteditable], dialog";

document.addEventListener("keydown", (event) => {
  if (event.key !== "V" || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.target.closest?.(TYPED_INTO)) return;
  document.querySelector("[data-selected] [data-vary], #generation [data-vary]")?.click();
});
