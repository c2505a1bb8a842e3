// The page of one generation: arrow keys lead to its neighbours, and it is loaded again once the generation has ended.

document.addEventListener("keydown", (event) => {
  const rel = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
  const busy = event.target.closest?.("input, textarea, select, [contenteditable], zoom-view[data-zoomed], .code");
  if (!rel || busy || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  document.querySelector(`a[rel=${rel}][href]`)?.click();
});

// A finished generation has other actions and facts.
document.addEventListener("cards-changed", () => {
  if (!document.querySelector("#generation[data-unfinished]") || document.querySelector("#generation [data-active]"))
    return;
  htmx.ajax("GET", location.href, { target: "#generation", select: "#generation", swap: "outerHTML" });
});
