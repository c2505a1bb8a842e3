// Keeps the filmstrip in groups while it changes, as the server renders them: what ended without a picture is folded
// into one line, also that of different recipes, and neighbouring runs of one recipe become one.

const ENDED = ["failed", "cancelled"];

const foldOf = (run) => {
  if (!run.querySelector(".frames-fold")) run.append(document.querySelector("#fold").content.cloneNode(true));
  return run.querySelector(".frames-fold");
};

const fold = (run) => {
  const frames = [...run.querySelectorAll(":scope > .frames-click > .frame")];
  const ended = frames.filter(({ dataset }) => ENDED.includes(dataset.status));
  if (ended.length)
    foldOf(run)
      .querySelector("ol")
      .prepend(...ended);
  const folded = [...run.querySelectorAll(".frames-fold .frame")];
  const ends = new Set(folded.map(({ dataset }) => dataset.status));
  const name = run.querySelector("[data-fold-name]");
  if (name) name.textContent = `${folded.length} ${ends.size === 1 ? [...ends][0] : "without a picture"}`;
};

const merge = (run, next) => {
  run.append(...next.querySelectorAll(":scope > .frames-click"));
  const folded = next.querySelectorAll(".frames-fold .frame");
  if (folded.length) {
    const all = foldOf(run);
    all.querySelector("ol").append(...folded);
    // Somebody looks at them.
    all.open ||= next.querySelector(".frames-fold").open;
  }
  // The line stays at the end.
  const line = run.querySelector(".frames-fold");
  if (line) run.append(line);
  next.remove();
};

const hasPictures = (run) => run.querySelector(":scope > .frames-click > .frame");

const belong = (run, next) => {
  if (next?.dataset.recipe === run.dataset.recipe) return true;
  // Failures of different recipes that have no picture between them share a line.
  return next?.matches(".frames-run") && !hasPictures(run) && !hasPictures(next);
};

const tidy = () => {
  const runs = [...document.querySelectorAll("#frames > .frames-run:not([data-pending])")];
  for (const run of runs) fold(run);
  for (const run of runs) {
    while (run.isConnected && belong(run, run.nextElementSibling)) merge(run, run.nextElementSibling);
    fold(run);
  }
};

for (const type of ["htmx:afterSettle", "cards-changed"]) document.addEventListener(type, tidy);
