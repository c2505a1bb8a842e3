// The boxes of a picture: a text, and a canvas that is loaded once somebody opens it.

const loadSheet = (href) => {
  if (document.querySelector(`link[href="${href}"]`)) return;
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = href;
  document.head.append(link);
};

class BoxesField extends HTMLElement {
  connectedCallback() {
    this.fold = this.querySelector("details");
    this.text = this.querySelector("textarea");
    this.fold.addEventListener("toggle", () => this.load());
    this.text.addEventListener("input", () => this.count());
    this.count();
    this.load();
  }

  disconnectedCallback() {
    this.editor?.end();
  }

  async load() {
    if (!this.fold.open || this.isLoading) return;
    this.isLoading = true;
    loadSheet(this.dataset.sheet);
    const { BoxesEditor } = await import(this.dataset.editor);
    // htmx may have replaced the field meanwhile.
    if (this.isConnected) this.editor = new BoxesEditor(this);
  }

  count() {
    const lines = this.text.value.split("\n").filter((line) => line.trim()).length;
    const words = lines === 1 ? "1 element placed" : `${lines} elements placed`;
    this.querySelector("[data-places]").textContent = lines ? words : "Place elements";
  }
}

customElements.define("boxes-field", BoxesField);
