// A click beside a dialog closes it. Such a click hits the dialog itself.
export const closeBeside = (dialog) => {
  let pressed = null;
  dialog.addEventListener("pointerdown", ({ target }) => (pressed = target));
  // Text that is selected with the mouse may end beside the dialog. Its click, too, hits the dialog.
  dialog.addEventListener("click", ({ target }) => {
    if (target === dialog && pressed === dialog) dialog.close();
  });
};
