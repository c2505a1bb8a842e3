// A request that replaces the form's panel carries the form. A draft that is sent meanwhile would arrive after it, and
// look like that of another tab.

// Returns a function that says whether such a request is under way. `goOn` is called if the panel stays after all.
export const watchPanelRequests = (signal, goOn) => {
  let isReplaced = false;
  const isOfPanel = ({ target, verb }) => target?.id === "panel" && verb !== "get";
  document.addEventListener("htmx:configRequest", ({ detail }) => (isReplaced ||= isOfPanel(detail)), { signal });
  document.addEventListener(
    "htmx:afterRequest",
    ({ detail }) => {
      if (!isReplaced || detail.target?.id !== "panel") return;
      isReplaced = false;
      if (!detail.successful) goOn();
    },
    { signal },
  );
  return () => isReplaced;
};
