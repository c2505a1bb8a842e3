// What can be selected, in the order of the page.

// Rows that the grid has put away keep the ids of their pictures.
export const listIds = (form) => {
  const found = document.querySelectorAll('input[type="checkbox"][name="id"], .tiles-away');
  return [...found].flatMap((one) => one.dataset.ids?.split(" ") ?? (one.form === form ? [one.value] : []));
};

// The ids from one to another, in either direction; only the last one where the first is not on the page.
export const rangeOf = (ids, from, to) => {
  const places = [ids.indexOf(from), ids.indexOf(to)].sort((a, b) => a - b);
  return places[0] < 0 ? [to] : ids.slice(places[0], places[1] + 1);
};
