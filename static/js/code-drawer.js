// The drawer with the code below or beside the stage. The choice is a cookie, with which the server renders it.

import { addStep } from "./history-steps.js";
import { makeOthersInert } from "./inert-others.js";

const YEAR = 365 * 24 * 3600;
const LIMITS = { least: 15, most: 75 };
const FIELDS = "input, textarea, select, [contenteditable], dialog";
const small = matchMedia("(max-width: 47.49rem)");

class CodeDrawer extends HTMLElement {
  connectedCallback() {
    this.drawer = this.querySelector("details");
    this.edge = this.querySelector("[role=separator]");
    this.summary = this.querySelector("summary");
    this.drawer.addEventListener("toggle", () => this.turned());
    this.addEventListener("click", (event) => this.onClick(event));
    this.edge.addEventListener("keydown", (event) => this.onEdgeKey(event));
    this.edge.addEventListener("dblclick", () => this.resize(38));
    this.follow(this.edge, (event) => this.resize(this.shareAt(event)));
    this.follow(this.summary, (event) => this.dock(this.sideAt(event)));
    document.addEventListener("keydown", (event) => this.onKey(event));
    small.addEventListener("change", () => this.leaveSheet());
    this.resize(Number(this.dataset.size));
    this.wasOpen = this.drawer.open;
  }

  get isBeside() {
    return this.dataset.side === "beside" && matchMedia("(min-width: 68rem)").matches;
  }

  turned() {
    const { open } = this.drawer;
    if (open === this.wasOpen) return;
    this.wasOpen = open;
    this.remember();
    if (open) this.dispatchEvent(new CustomEvent("code-opened", { bubbles: true }));
    if (open && small.matches) this.ends = [makeOthersInert(this.drawer), addStep(() => this.close())];
    else this.leaveSheet();
  }

  leaveSheet() {
    for (const end of this.ends ?? []) end();
    this.ends = [];
  }

  remember() {
    const { side, size } = this.dataset;
    // On small screens the sheet is for a moment; a page that comes with it open would hide the picture.
    const state = this.drawer.open && !small.matches ? "open" : "closed";
    document.cookie = `code=${state}-${side}-${size}; path=/; max-age=${YEAR}; samesite=lax`;
  }

  close() {
    this.drawer.open = false;
    if (this.drawer.contains(document.activeElement) || document.activeElement === document.body) this.summary.focus();
  }

  onClick({ target }) {
    const dock = target.closest("[data-dock]");
    if (dock) this.dock(dock.dataset.dock);
    else if (target.closest("[data-drawer-close]")) this.close();
  }

  onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.(FIELDS)) return;
    if (event.key === "Escape" && this.drawer.open && small.matches) return this.close();
    if (event.key !== "c") return;
    if (this.drawer.open) return this.close();
    this.drawer.open = true;
    this.summary.focus();
  }

  dock(side) {
    if (side === this.dataset.side) return;
    this.dataset.side = side;
    for (const button of this.querySelectorAll("[data-dock]"))
      button.ariaPressed = String(button.dataset.dock === side);
    this.resize(Number(this.dataset.size));
    this.remember();
  }

  resize(share) {
    const size = Math.round(Math.min(LIMITS.most, Math.max(LIMITS.least, share)));
    this.edge.ariaValueNow = this.dataset.size = size;
    this.edge.ariaOrientation = this.isBeside ? "vertical" : "horizontal";
    // For browsers whose style sheets cannot read it from the attribute.
    this.style.setProperty("--size", size);
  }

  shareAt({ clientX, clientY }) {
    const { right, bottom, width, height } = this.getBoundingClientRect();
    return 100 * (this.isBeside ? (right - clientX) / width : (bottom - clientY) / height);
  }

  // Near the right edge the drawer is beside the stage, elsewhere below it.
  sideAt({ clientX, clientY }) {
    const { right, bottom, width, height } = this.getBoundingClientRect();
    return (right - clientX) / width < (bottom - clientY) / height ? "beside" : "below";
  }

  // A press that moves is a drag and no click.
  follow(handle, move) {
    let start = null;
    let dragged = false;
    handle.addEventListener("pointerdown", (event) => {
      if (!this.drawer.open || small.matches || event.button) return;
      [start, dragged] = [event, false];
      handle.setPointerCapture(event.pointerId);
    });
    handle.addEventListener("pointermove", (event) => {
      if (!start) return;
      dragged ||= Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY) > 5;
      this.toggleAttribute("data-docking", dragged && handle === this.summary);
      if (dragged) move(event);
    });
    for (const type of ["pointerup", "pointercancel"]) {
      handle.addEventListener(type, () => {
        if (start && dragged) this.remember();
        start = null;
        this.removeAttribute("data-docking");
      });
    }
    handle.addEventListener("click", (event) => dragged && event.preventDefault());
  }

  onEdgeKey(event) {
    const size = Number(this.dataset.size);
    const steps = { ArrowUp: 4, ArrowLeft: 4, ArrowDown: -4, ArrowRight: -4, Home: -100, End: 100 };
    if (!(event.key in steps)) return;
    event.preventDefault();
    this.resize(size + steps[event.key]);
    this.remember();
  }
}

customElements.define("code-drawer", CodeDrawer);
