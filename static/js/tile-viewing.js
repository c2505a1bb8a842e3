// The viewer over the grid of the library: the grid goes along, and gives it more pictures at its ends.

// Milliseconds for which the viewer waits for more.
const MOST_AWAITED = 5000;
let viewed = null;

// Rows around the picture must be on the page.
document.addEventListener("picture-viewed", ({ detail }) => {
  if (!detail.matches("#tiles .tile")) return;
  viewed = detail.id;
  detail.scrollIntoView({ block: "center", behavior: "instant" });
});

const settled = () =>
  Promise.race([
    new Promise((done) => document.addEventListener("htmx:afterSettle", () => done(true), { once: true })),
    new Promise((done) => setTimeout(done, MOST_AWAITED, false)),
  ]);

// The pictures for the viewer, or null for one that is not in the grid.
export const makeSource = (link) => {
  const grid = link.closest("#tiles");
  if (!grid) return null;
  return {
    list: () => [...grid.querySelectorAll(".tile[data-view]")],
    // Asks for more in a direction; says whether something came before long.
    more: (step) => {
      const end = grid.querySelector(step > 0 ? "#older" : "#newer");
      if (!end) return false;
      htmx.trigger(end, "near");
      return settled();
    },
    leave: () => document.getElementById(viewed)?.querySelector(".tile-link").focus(),
  };
};
