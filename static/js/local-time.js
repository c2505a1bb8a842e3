// Shows a moment in the reader's own time zone and language order. Without script the page says it in UTC.

const DAY = { day: "numeric", month: "long", year: "numeric" };
const CLOCK = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const PARTS = {
  long: [DAY, CLOCK],
  short: [{ day: "numeric", month: "short" }, CLOCK],
  day: [DAY],
  clock: [{ ...CLOCK, second: "2-digit" }],
};

class LocalTime extends HTMLElement {
  connectedCallback() {
    const time = this.querySelector("time");
    const moment = new Date(time?.dateTime);
    // A restored tile is connected a second time, with its text already replaced.
    if (Number.isNaN(moment.valueOf()) || time.title) return;
    time.title = time.textContent.trim();
    const parts = PARTS[this.dataset.format] ?? PARTS.long;
    // The pages are in English, so the words are too; only the zone is the reader's.
    time.textContent = parts.map((part) => new Intl.DateTimeFormat("en-GB", part).format(moment)).join(", ");
  }
}

customElements.define("local-time", LocalTime);
