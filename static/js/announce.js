// Tells everything that listens to a control that script has changed its value.
export const announce = (control) => {
  for (const type of ["input", "change"]) control.dispatchEvent(new Event(type, { bubbles: true }));
};
