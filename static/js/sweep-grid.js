// The grid of a sweep: buys and cancels without leaving the page, moves by arrow keys, and offers marks on a picture.

import { describeFailure } from "./failures.js";
import { replaceCards } from "./replace-cards.js";
import { request } from "./requests.js";
import { toast } from "./toast.js";

// As many parts are replaced at once, so that a grid of any size never holds up a key or a click.
const AT_ONCE = 8;
const STEPS = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] };

const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));

const replaceParts = async (answer) => {
  const parts = [...answer.querySelectorAll("[data-replaces]")].map(({ outerHTML }) => outerHTML);
  for (let start = 0; start < parts.length; start += AT_ONCE) {
    if (start) await nextFrame();
    replaceCards(parts.slice(start, start + AT_ONCE).join(""));
  }
};

class SweepGrid extends HTMLElement {
  connectedCallback() {
    this.abort = new AbortController();
    const options = { signal: this.abort.signal };
    this.marks = this.querySelector("[data-marks-bar]");
    document.addEventListener("submit", (event) => this.submit(event), options);
    document.addEventListener("cards-changed", () => this.count(), options);
    this.addEventListener("keydown", (event) => this.move(event), options);
    for (const type of ["pointerover", "focusin"]) this.addEventListener(type, (event) => this.offer(event), options);
  }

  disconnectedCallback() {
    this.abort.abort();
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
    if (!waiting) this.refresh();
  }

  async refresh() {
    const answer = await request(this.dataset.here).catch(() => null);
    if (!answer?.ok) return;
    const page = document.createElement("template");
    page.innerHTML = await answer.text();
    await replaceParts(page.content);
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
