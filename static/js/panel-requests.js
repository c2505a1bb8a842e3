// A request that replaces the form's panel carries the form. A draft that arrives after it would look like that of
// another tab: none is sent meanwhile, and one that is on its way is cancelled, except as the page is left.

// Returns a function that returns a signal, which is aborted while such a request is under way. `goOn` is called if the
// panel stays after all.
export const watchPanelRequests = (signal, goOn) => {
  let replacing = new AbortController();
  const isOfPanel = ({ target, verb }) => target?.id === "panel" && verb !== "get";
  document.addEventListener("htmx:configRequest", ({ detail }) => isOfPanel(detail) && replacing.abort(), { signal });
  document.addEventListener(
    "htmx:afterRequest",
    ({ detail }) => {
      if (!replacing.signal.aborted || detail.target?.id !== "panel") return;
      replacing = new AbortController();
      if (!detail.successful) goOn();
    },
    { signal },
  );
  return () => replacing.signal;
};
