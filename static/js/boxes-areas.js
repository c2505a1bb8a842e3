// What can be done with an area: top, left, bottom and right in thousandths of the picture.

const LARGEST = 1000;
// A box that is smaller could not be taken hold of again.
const SMALLEST = 20;

const clamp = (value, least, most) => Math.round(Math.min(most, Math.max(least, value)));

export const moveArea = ([top, left, bottom, right], down, across) => {
  const y = clamp(down, -top, LARGEST - bottom);
  const x = clamp(across, -left, LARGEST - right);
  return [top + y, left + x, bottom + y, right + x];
};

// `handle` names the corner that moves: n or s, and w or e.
export const resizeArea = ([top, left, bottom, right], down, across, handle = "se") => [
  handle.includes("n") ? clamp(top + down, 0, bottom - SMALLEST) : top,
  handle.includes("w") ? clamp(left + across, 0, right - SMALLEST) : left,
  handle.includes("s") ? clamp(bottom + down, top + SMALLEST, LARGEST) : bottom,
  handle.includes("e") ? clamp(right + across, left + SMALLEST, LARGEST) : right,
];

// The area between two corners, or null if it is too small to be meant.
export const spanArea = ([y1, x1], [y2, x2]) => {
  const [top, bottom] = [y1, y2].map((side) => clamp(side, 0, LARGEST)).sort((a, b) => a - b);
  const [left, right] = [x1, x2].map((side) => clamp(side, 0, LARGEST)).sort((a, b) => a - b);
  return bottom - top >= SMALLEST && right - left >= SMALLEST ? [top, left, bottom, right] : null;
};

const percent = (side) => `${Math.round(side) / 10} %`;

export const sayArea = ([top, left, bottom, right]) =>
  `top ${percent(top)}, left ${percent(left)}, bottom ${percent(bottom)}, right ${percent(right)}`;
