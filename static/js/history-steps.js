// Opening a sheet or the viewer is a step of the history, so that the system's Back closes it and not the page.

// What is open, the last one in front.
const opened = [];
let isMoving = false;

const depth = () => history.state?.opened ?? 0;

// One sheet may close and another open in the same moment, so the history follows when both are done.
const settle = () => {
  if (isMoving) return;
  const steps = opened.length - depth();
  if (steps < 0) {
    isMoving = true;
    history.go(steps);
  } else if (steps > 0) history.pushState({ ...history.state, opened: opened.length }, "");
};

// Calls `close` if the person goes back. The function that it returns must be called when it was closed otherwise.
export const addStep = (close) => {
  opened.push(close);
  settle();
  return () => {
    const place = opened.indexOf(close);
    if (place >= 0) opened.splice(place, 1);
    setTimeout(settle);
  };
};

addEventListener(
  "popstate",
  (event) => {
    const isOwn = isMoving || opened.length > depth();
    if (!isOwn) return;
    // htmx would load the page again for a state that it knows.
    event.stopImmediatePropagation();
    if (isMoving) {
      isMoving = false;
      settle();
    } else while (opened.length > depth()) opened.pop()();
  },
  { capture: true },
);
