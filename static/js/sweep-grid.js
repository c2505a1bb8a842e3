// The grid of a sweep: buys and cancels without leaving the page, moves by arrow keys, and offers marks on a picture.

import { describeFailure } from "./failures.js";
import { request } from "./requests.js";
import { showMeans } from "./sweep-means.js";
import { replaceParts } from "./sweep-parts.js";
import { toast } from "./toast.js";

const [PAUSE, MOST_LOOKS] = [1500, 5];
const STEPS = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] };

class SweepGrid extends HTMLElement {
  connectedCallback() {
    this.abort = new AbortController();
    const options = { signal: this.abort.signal };
    this.marks = this.querySelector("[data-marks-bar]");
    document.addEventListener("submit", (event) => this.submit(event), options);
    document.addEventListener("cards-changed", () => this.count(), options);
    document.addEventListener("marks-changed", () => showMeans(this.querySelector("table")), options);
    this.addEventListener("keydown", (event) => this.move(event), options);
    this.addEventListener("click", (event) => this.ignoreDouble(event), options);
    this.keepClearOfHeaders();
    this.looks = 0;
    this.measure();
    for (const type of ["pointerover", "focusin"]) this.addEventListener(type, (event) => this.offer(event), options);
  }

  disconnectedCallback() {
    this.abort.abort();
    this.sizes.disconnect();
    clearTimeout(this.timer);
  }

  // What gets the focus is scrolled to where no header covers it.
  keepClearOfHeaders() {
    const corner = this.querySelector(".sweep-corner");
    const { style } = corner.closest(".sweep-scroll");
    this.sizes = new ResizeObserver(() => {
      style.scrollPadding = `${corner.offsetHeight}px 0 0 ${corner.offsetWidth}px`;
    });
    this.sizes.observe(corner);
  }

  // The second half of a double click on a price is not meant for the button that has come there.
  ignoreDouble(event) {
    if (event.detail > 1 && event.target.closest("[form=sweep-cancel]")) event.preventDefault();
  }

  submit(event) {
    const { target: form, submitter } = event;
    if (!form.matches("[data-sweep-send]")) return;
    event.preventDefault();
    // A second click would only be refused, but not a third one of another button.
    if (submitter?.dataset.sending !== undefined) return;
    this.send(form, submitter);
  }

  async send(form, submitter) {
    const body = new FormData(form, submitter);
    if (submitter) submitter.dataset.sending = "";
    try {
      const answer = await request(form.action, { method: "POST", body });
      if (answer.ok) return await this.show(await answer.text());
      const said = document.createElement("template");
      said.innerHTML = answer.status === 422 ? await answer.text() : "";
      toast(said.content.textContent.trim() || "The server did not take this. Reload the page.", "error");
    } catch (error) {
      toast(describeFailure(error), "error");
    } finally {
      if (submitter) delete submitter.dataset.sending;
    }
  }

  async show(html) {
    const answer = document.createElement("template");
    answer.innerHTML = html;
    const said = answer.content.querySelector("[data-sentence]");
    await replaceParts(answer.content);
    document.dispatchEvent(new CustomEvent("cards-changed"));
    if (said) toast(said.textContent, said.dataset.level ?? "");
  }

  // The number of pictures on their way; once there are none, what can be bought is read again.
  count() {
    const waiting = this.querySelectorAll("td [data-active]").length;
    const shown = this.querySelector("[data-waiting]");
    this.querySelector("[data-made]").textContent = this.querySelectorAll("td [data-status=done]").length;
    if (!shown || shown.textContent === String(waiting)) return;
    shown.textContent = waiting;
    if (waiting) return;
    this.looks = 0;
    this.refresh();
  }

  async refresh() {
    const answer = await request(this.dataset.here).catch(() => null);
    if (!answer?.ok) return;
    const page = document.createElement("template");
    page.innerHTML = await answer.text();
    await replaceParts(page.content);
    this.measure();
  }

  // Colours are measured a moment after the last picture is there. What cannot be measured is not asked for forever.
  measure() {
    clearTimeout(this.timer);
    if (!this.querySelector("[data-measuring]") || this.looks === MOST_LOOKS) return;
    this.looks += 1;
    this.timer = setTimeout(() => this.refresh(), PAUSE);
  }

  move(event) {
    const step = STEPS[event.key];
    const cell = event.target.closest("td, th");
    if (!step || !cell || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const { rows } = cell.closest("table");
    let [row, column] = [cell.parentElement.rowIndex, cell.cellIndex];
    for (;;) {
      row += step[0];
      column += step[1];
      const next = rows[row]?.cells[column];
      if (!next) return;
      const target = next.querySelector("a, button");
      if (!target) continue;
      event.preventDefault();
      target.focus();
      return;
    }
  }

  // One row of buttons for all pictures: it goes to the picture below the pointer, or with the focus.
  offer({ target }) {
    const tile = target.closest?.(".tile");
    if (!tile || tile.contains(this.marks)) return;
    const address = `/generations/${tile.dataset.generation}/marks/`;
    for (const button of this.marks.children) button.setAttribute("formaction", address);
    this.marks.hidden = false;
    tile.append(this.marks);
  }
}

customElements.define("sweep-grid", SweepGrid);
