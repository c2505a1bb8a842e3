// Counts the time since a moment of the server. One timer serves all clocks of the page.

const clocks = new Set();
const tick = () => {
  // Nobody knows how it goes on while the browser is offline.
  if (!document.hidden && navigator.onLine) for (const clock of clocks) clock.show();
};
let ticking = 0;

class ElapsedTime extends HTMLElement {
  connectedCallback() {
    // The age comes from the server's clock alone and goes on by a clock of the browser that nobody sets, since the
    // browser's date may be wrong. An element that is only moved keeps its age.
    const now = this.closest("[data-now]")?.dataset.now;
    this.start ??= performance.now() - (Date.parse(now) - Date.parse(this.dataset.since));
    this.show();
    clocks.add(this);
    ticking ||= setInterval(tick, 1000);
  }

  disconnectedCallback() {
    clocks.delete(this);
    if (clocks.size) return;
    clearInterval(ticking);
    ticking = 0;
  }

  show() {
    const seconds = Math.max(0, Math.floor((performance.now() - this.start) / 1000));
    if (Number.isNaN(seconds)) return;
    this.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }
}

customElements.define("elapsed-time", ElapsedTime);
