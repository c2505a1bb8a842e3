// Pictures to edit or refer to: chosen, dropped, pasted or dragged from the history.

const KEY = "text/x-picture-key";

const asParts = (files) => [...files].map((file) => ["asset", file]);

document.addEventListener("dragstart", ({ target, dataTransfer }) => {
  const key = target.closest?.("[data-picture-key]")?.dataset.pictureKey;
  if (key) dataTransfer.setData(KEY, key);
});

class PictureField extends HTMLElement {
  connectedCallback() {
    this.list = this.querySelector("[data-list]");
    this.input = this.querySelector("input[type=file]");
    this.max = Number(this.dataset.max);
    // With script the file goes ahead of the form, which then names it by its key only.
    this.input.removeAttribute("name");
    this.again = this.querySelector("[data-again]");
    // What could not be uploaded and may be another time: nobody has to find the file once more.
    this.kept = [];
    this.abort = new AbortController();
    const { signal } = this.abort;
    for (const type of ["input", "change"]) this.input.addEventListener(type, (event) => this.choose(event), { signal });
    document.addEventListener("paste", (event) => this.paste(event), { signal });
    this.addEventListener("click", ({ target }) => target.closest("[data-remove]") && this.discard(target), { signal });
    this.again.addEventListener("click", () => this.add(this.kept.splice(0)), { signal });
    this.addEventListener("reorder", ({ detail }) => this.reorder(detail), { signal });
    for (const type of ["dragover", "dragleave", "drop"]) {
      this.addEventListener(type, (event) => this[type](event), { signal });
    }
    this.refresh();
  }

  disconnectedCallback() {
    this.abort.abort();
  }

  get items() {
    return [...this.list.children];
  }

  // A field for one picture is never full: the next one takes its place.
  get full() {
    return this.max > 1 && this.items.length >= this.max;
  }

  choose(event) {
    event.stopPropagation();
    if (event.type === "input") return;
    this.add(asParts(this.input.files));
    this.input.value = "";
  }

  paste(event) {
    const parts = asParts(event.clipboardData.files).filter(([, file]) => file.type.startsWith("image/"));
    if (!parts.length) return;
    event.preventDefault();
    this.add(parts);
  }

  async add(parts) {
    this.tell("");
    this.toggleAttribute("data-busy", true);
    for (const [name, value] of parts) {
      if (!this.full) await this.send(name, value);
      else this.tell(`At most ${this.max} pictures fit here; remove one first.`);
    }
    this.toggleAttribute("data-busy", false);
  }

  async send(name, value) {
    const body = new FormData();
    body.append(name, value);
    body.append("name", this.dataset.name);
    const token = this.closest("form").querySelector("[name=csrfmiddlewaretoken]").value;
    try {
      const answer = await fetch(this.dataset.uploadUrl, { method: "POST", body, headers: { "HX-Request": "true", "X-CSRFToken": token } });
      const text = await answer.text();
      if (answer.ok) return this.place(text);
      if (answer.status === 429 || answer.status >= 500) this.kept.push([name, value]);
      this.tell(answer.headers.get("Content-Type")?.startsWith("text/plain") ? text : "The picture could not be uploaded. Try again.");
    } catch {
      this.kept.push([name, value]);
      this.tell("The server could not be reached. Check the connection and try again.");
    }
  }

  place(html) {
    const template = document.createElement("template");
    template.innerHTML = html.trim();
    const item = template.content.firstElementChild;
    if (this.max === 1) this.list.replaceChildren();
    this.list.append(item);
    this.changed(`Picture ${this.items.length} added.`);
  }

  reorder(item) {
    this.changed(`Picture is now number ${this.items.indexOf(item) + 1} of ${this.items.length}.`);
  }

  discard(button) {
    const item = button.closest("[data-reference]");
    const next = item.nextElementSibling ?? item.previousElementSibling;
    item.remove();
    this.changed("Picture removed.");
    (next?.querySelector("[data-remove]") ?? this.input).focus();
  }

  clear() {
    this.list.replaceChildren();
    this.changed("Pictures removed.");
  }

  dragover(event) {
    const { types } = event.dataTransfer;
    if (!types.includes("Files") && !types.includes(KEY)) return;
    event.preventDefault();
    this.toggleAttribute("data-over", true);
  }

  dragleave() {
    this.toggleAttribute("data-over", false);
  }

  drop(event) {
    event.preventDefault();
    this.dragleave();
    const key = event.dataTransfer.getData(KEY);
    this.add(key ? [["key", key]] : asParts(event.dataTransfer.files));
  }

  tell(sentence) {
    const problem = this.querySelector("[data-problem]");
    problem.textContent = sentence;
    problem.hidden = !sentence;
    this.again.hidden = !this.kept.length;
  }

  changed(words) {
    this.refresh();
    this.querySelector("[data-said]").textContent = words;
    for (const type of ["input", "change"]) this.dispatchEvent(new Event(type, { bubbles: true }));
  }

  refresh() {
    const { items } = this;
    items.forEach((item, index) => {
      item.draggable = items.length > 1;
      item.querySelector("[data-earlier]").disabled = index === 0;
      item.querySelector("[data-later]").disabled = index === items.length - 1;
    });
    this.toggleAttribute("data-full", this.full);
  }
}

customElements.define("picture-field", PictureField);
