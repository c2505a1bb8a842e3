// Selects pictures by their checkboxes: one by one, a range with Shift, with Ctrl on the picture, and by keys. What is
// selected stays so while its tile is not on the page. The form in this element then changes them all.

import { describeFailure } from "./failures.js";
import { request } from "./requests.js";
import { selectionKey } from "./selection-keys.js";
import { listIds, rangeOf } from "./selection-order.js";
import { addHidden, applyResults, refusesMany } from "./selection-results.js";
import { showNotice, toast } from "./toast.js";

const ITEM = ".tile, .trash-item";

class SelectMany extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    // By id, in the order in which they were selected.
    this.chosen = new Set();
    this.abort = new AbortController();
    const options = { signal: this.abort.signal };
    document.addEventListener("change", ({ target }) => this.changed(target), options);
    document.addEventListener("click", (event) => this.click(event), { ...options, capture: true });
    document.addEventListener("keydown", (event) => selectionKey(this, event), { ...options, capture: true });
    for (const type of ["htmx:afterSettle", "cards-changed"])
      document.addEventListener(type, () => this.show(), options);
    this.form.addEventListener("submit", (event) => this.submit(event));
    this.form.addEventListener("reset", () => this.clear());
    for (const box of this.boxes) if (box.checked) this.chosen.add(box.value);
    this.show();
  }

  disconnectedCallback() {
    this.abort.abort();
  }

  get boxes() {
    return [...document.querySelectorAll('input[type="checkbox"][name="id"]')].filter((box) => box.form === this.form);
  }

  get ids() {
    return listIds(this.form);
  }

  get everything() {
    return this.form.querySelector('input[type="checkbox"][name="everything"]');
  }

  get isSelecting() {
    return this.chosen.size > 0 || Boolean(this.everything?.checked);
  }

  boxOf(element) {
    return element?.closest(ITEM)?.querySelector('input[type="checkbox"][name="id"]');
  }

  choose(box, chosen = !this.chosen.has(box.value)) {
    if (chosen) this.chosen.add(box.value);
    else this.chosen.delete(box.value);
    this.last = box.value;
  }

  // From the last one that was chosen to this one, or only this one.
  chooseRange(box) {
    for (const id of rangeOf(this.ids, this.last, box.value)) this.chosen.add(id);
    this.last = box.value;
  }

  clear() {
    this.chosen.clear();
    this.last = undefined;
    if (this.everything) this.everything.checked = false;
    this.show();
  }

  changed(box) {
    if (box === this.everything) this.show();
    if (box.name !== "id" || box.form !== this.form) return;
    if (this.isRange) this.chooseRange(box);
    else this.choose(box, box.checked);
    this.isRange = false;
    this.show();
  }

  click(event) {
    const { target } = event;
    const undo = target.closest?.("[data-undo-many]");
    if (undo) {
      event.preventDefault();
      return this.send(undo.getAttribute("formaction"), new FormData());
    }
    const box = this.boxOf(target);
    this.isRange = event.shiftKey && target === box;
    const isPicture = target.closest?.(".tile-link");
    if (!box || !isPicture || !(event.shiftKey || event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.shiftKey) this.chooseRange(box);
    else this.choose(box);
    this.show();
  }

  show() {
    for (const box of this.boxes) box.checked = this.chosen.has(box.value);
    const { size } = this.chosen;
    const all = this.everything?.checked;
    this.toggleAttribute("data-selecting", this.isSelecting);
    // While something is selected, the keys of marks mean all of it.
    this.toggleAttribute("data-own-marks", this.isSelecting);
    const sentence = all ? "All selected" : size ? `${size} selected` : "";
    const count = this.querySelector("[data-select-count]");
    if (count.textContent !== sentence) count.textContent = sentence;
  }

  body(name, value) {
    const body = new FormData(this.form);
    body.delete("id");
    for (const id of this.chosen) body.append("id", id);
    if (name) body.set(name, value);
    return body;
  }

  submit(event) {
    const { submitter } = event;
    if (refusesMany(this)) return event.preventDefault();
    // What asks first, or takes long, has a page of its own.
    if (this.everything?.checked || submitter?.matches("[data-asks]")) return addHidden(this);
    event.preventDefault();
    this.send(this.form.getAttribute("action"), this.body(submitter?.name, submitter?.value));
  }

  // A second click or key meanwhile would change nothing, and its answer would take the offer to undo away.
  async send(address, body) {
    if (this.isSending) return;
    this.isSending = true;
    try {
      const answer = await request(address, { method: "POST", body });
      if (answer.redirected) return location.assign(answer.url);
      if (answer.headers.get("HX-Refresh")) return location.reload();
      const html = await answer.text();
      if (answer.ok) applyResults(this, html);
      else if (answer.status === 422) showNotice(html);
      else toast(`The server returned error ${answer.status}. Reload the page and try again.`, "error");
    } catch (error) {
      toast(describeFailure(error), "error");
    } finally {
      this.isSending = false;
    }
  }
}

customElements.define("select-many", SelectMany);
