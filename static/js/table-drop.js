// A table that is dropped anywhere on its page becomes the file of the form.

import { toast } from "./toast.js";

const holdsFiles = ({ dataTransfer }) => dataTransfer.types.includes("Files");

class TableDrop extends HTMLElement {
  connectedCallback() {
    this.abort = new AbortController();
    // Before those who take pictures, which a table is not.
    const options = { signal: this.abort.signal, capture: true };
    document.addEventListener("dragover", (event) => this.mark(event), options);
    // Without another element, the pointer has left the window.
    document.addEventListener("dragleave", ({ relatedTarget }) => relatedTarget || this.unmark(), options);
    document.addEventListener("drop", (event) => this.take(event), options);
  }

  disconnectedCallback() {
    this.abort.abort();
  }

  mark(event) {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    event.stopPropagation();
    this.dataset.over = "";
  }

  unmark() {
    delete this.dataset.over;
  }

  take(event) {
    this.unmark();
    if (!holdsFiles(event)) return;
    event.preventDefault();
    event.stopPropagation();
    const [item] = [...event.dataTransfer.items].filter(({ kind }) => kind === "file");
    if (item.webkitGetAsEntry?.()?.isDirectory)
      return toast("This is a folder. Open it and drop the table in it.", "error");
    const chosen = new DataTransfer();
    chosen.items.add(item.getAsFile());
    const input = this.querySelector("input");
    input.files = chosen.files;
    input.focus();
  }
}

customElements.define("table-drop", TableDrop);
