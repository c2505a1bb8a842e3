// Counts the time since a moment. One timer serves all clocks of the page.

const clocks = new Set();
const tick = () => {
  // Nobody knows how it goes on while the browser is offline.
  if (!document.hidden && navigator.onLine) for (const clock of clocks) clock.show();
};
let ticking = 0;

class ElapsedTime extends HTMLElement {
  connectedCallback() {
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
    const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(this.dataset.since)) / 1000));
    if (Number.isNaN(seconds)) return;
    this.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }
}

customElements.define("elapsed-time", ElapsedTime);
