// Keeps the filmstrip in groups while it changes, as the server renders them: what ended without a picture is folded
// into one line, and neighbouring runs of one recipe become one.

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
  if (folded.length)
    foldOf(run)
      .querySelector("ol")
      .append(...folded);
  // The line stays at the end.
  const line = run.querySelector(".frames-fold");
  if (line) run.append(line);
  next.remove();
};

const tidy = () => {
  for (const run of document.querySelectorAll("#frames > .frames-run:not([data-pending])")) {
    const next = run.nextElementSibling;
    if (run.isConnected && next?.dataset.recipe === run.dataset.recipe) merge(run, next);
    fold(run);
  }
};

for (const type of ["htmx:afterSettle", "cards-changed"]) document.addEventListener(type, tidy);
