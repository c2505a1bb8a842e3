// The mean rating of each column and row of a sweep, rounded as the server does it.

const readRating = (cell) => Number(cell.querySelector("[data-rating]")?.dataset.rating);

export const showMeans = ({ rows: [head, ...rows] }) => {
  const columns = [...head.cells].map((label, place) => [label, ...rows.map((row) => row.cells[place])]);
  for (const [label, ...cells] of [...rows.map((row) => row.cells), ...columns]) {
    const mean = label.querySelector("[data-mean]");
    if (!mean) continue;
    const ratings = cells.map(readRating).filter(Boolean);
    const sum = ratings.reduce((before, rating) => before + rating, 0);
    mean.hidden = !ratings.length;
    const rounded = Math.floor((sum / ratings.length) * 10 + 0.5) / 10;
    mean.querySelector("[data-mean-value]").textContent = rounded.toFixed(1);
  }
};
