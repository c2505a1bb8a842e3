// Puts the server's new cards, frames and tiles in the place of the old ones.

// Elements that have left the page are skipped. The focus moves to the same button of the new element, to the element
// itself if it takes it, or to the first one in it.
export const replaceCards = (html) => {
  const answer = document.createElement("template");
  answer.innerHTML = html;
  for (const news of answer.content.querySelectorAll("[data-replaces]")) {
    const old = document.getElementById(news.dataset.replaces);
    const next = news.firstElementChild;
    const focused = old?.contains(document.activeElement) && (document.activeElement.getAttribute("formaction") ?? "");
    if (next) next.dataset.now = news.dataset.now;
    if (next) old?.replaceWith(next);
    else old?.remove();
    if (!old || !next) continue;
    htmx.process(next);
    if (focused === false) continue;
    const same = next.querySelector(`[formaction="${focused}"]`);
    (same ?? (next.hasAttribute("tabindex") ? next : next.querySelector("a, button")))?.focus();
  }
};
