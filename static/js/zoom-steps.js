// What both ways to magnify a picture have in common. A scale is in pixels of the screen for one of the picture.

export const LARGEST = 8;
const STEPS = [0.1, 0.25, 0.5, 1, 2, 4, LARGEST];

// The next step in a direction, 1 or -1, or undefined at the end. A scale that is almost a step counts as that step.
export const nextStep = (scale, direction) =>
  direction > 0 ? STEPS.find((step) => step > scale * 1.02) : STEPS.findLast((step) => step < scale * 0.98);

export const zoomFigure = (scale, isZoomed) => `${isZoomed ? "" : "Fit · "}${Math.round(scale * 100)} %`;

// A picture that has its actual size already is doubled.
export const closerScale = (fitting) => (fitting < 0.95 ? 1 : fitting * 2);

export const wheelScale = (scale, event) => scale * Math.exp(-event.deltaY / 400);

// The distance between two fingers, and the point between them.
export const spread = ([one, other]) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
export const middle = ([one, other]) => [(one.clientX + other.clientX) / 2, (one.clientY + other.clientY) / 2];
