// Puts the server's new cards, frames and tiles in the place of the old ones.

// Elements that have left the page are skipped. The focus moves to the same button of the new element.
export const replaceCards = (html) => {
  const answer = document.createElement("template");
  answer.innerHTML = html;
  for (const news of answer.content.querySelectorAll("[data-replaces]")) {
    const old = document.getElementById(news.dataset.replaces);
    const next = news.firstElementChild;
    const focused = old?.contains(document.activeElement) ? document.activeElement.getAttribute("formaction") : null;
    if (next) next.dataset.now = news.dataset.now;
    if (next) old?.replaceWith(next);
    else old?.remove();
    if (!old || !next) continue;
    htmx.process(next);
    if (focused) (next.querySelector(`[formaction="${focused}"]`) ?? next.querySelector("a, button"))?.focus();
  }
};
