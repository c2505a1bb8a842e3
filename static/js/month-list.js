// Marks the month that is shown in the list of months, which leads to each of them.

class MonthList extends HTMLElement {
  connectedCallback() {
    this.abort = new AbortController();
    const { signal } = this.abort;
    document.addEventListener("place-changed", ({ detail }) => this.mark(detail), { signal });
    this.addEventListener("htmx:afterSettle", () => this.mark(document.querySelector("#tiles .tile")?.id), { signal });
  }

  disconnectedCallback() {
    this.abort.abort();
  }

  mark(tile) {
    const month = document.getElementById(tile)?.querySelector("time")?.dateTime.slice(0, 7);
    for (const link of this.querySelectorAll("[data-month]")) {
      const isHere = link.dataset.month === month;
      if (isHere === link.hasAttribute("aria-current")) continue;
      if (isHere) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
      // Only the list itself is scrolled, and not the page.
      const list = link.closest(".months-list");
      if (isHere && list) list.scrollTo({ top: link.offsetTop - 80, left: link.offsetLeft - 80 });
    }
  }
}

customElements.define("month-list", MonthList);
