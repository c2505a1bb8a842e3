// The code beside the form. It is updated shortly after each change; only one request runs at a time, and the latest
// state of the form follows it.

const touched = ({ name, value, defaultValue, checked, defaultChecked }) =>
  name && (value !== (defaultValue ?? value) || checked !== defaultChecked);

class CodePanel extends HTMLElement {
  connectedCallback() {
    this.abort = new AbortController();
    const { signal } = this.abort;
    for (const type of ["input", "change"]) document.addEventListener(type, (event) => this.hear(event), { signal });
    // The code lacks what was typed before this module was loaded, or restored by the browser.
    this.timer = setTimeout(() => [...this.form.elements].some(touched) && this.follow(), Number(this.dataset.delay));
  }

  disconnectedCallback() {
    this.abort.abort();
    clearTimeout(this.timer);
  }

  get form() {
    return document.querySelector("#spec-form");
  }

  // The panel's own choices are clicks: the code follows them without a delay.
  hear({ type, target }) {
    const own = this.contains(target);
    if (own ? type === "input" : !target.closest("#spec-form")) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.follow(), own ? 0 : Number(this.dataset.delay));
  }

  async follow() {
    this.behind = true;
    if (this.asking) return;
    this.asking = true;
    while (this.behind && this.isConnected) {
      this.behind = false;
      await this.ask();
    }
    this.asking = false;
  }

  // The one-time token does not change the code, and leaving a field changes nothing: neither needs a request.
  async ask() {
    const form = new URLSearchParams(new FormData(this.form));
    form.delete("token");
    if (this.asked === String(form)) return;
    this.asked = String(form);
    const html = await this.fetch(form);
    // Another model may have been chosen meanwhile, which brings a new panel.
    if (html === null) this.asked = null;
    else if (this.isConnected) this.show(html);
  }

  async fetch(form) {
    try {
      const answer = await fetch(this.dataset.url, { method: "POST", body: form, headers: { "HX-Request": "true" } });
      return answer.ok ? await answer.text() : null;
    } catch {
      return null;
    }
  }

  // The code's box stays, and so do its focus and its scroll position.
  show(html) {
    const answer = document.createElement("template");
    answer.innerHTML = html;
    const [code, ...others] = answer.content.children;
    this.querySelector("#snippet-text").replaceChildren(...code.querySelector("#snippet-text").childNodes);
    for (const news of others) this.replace(document.getElementById(news.id), news);
  }

  // A choice made while the response was on its way is kept.
  replace(old, news) {
    if (!old || old.isEqualNode(news)) return;
    if (old.tagName === "SELECT") news.value = old.value;
    const focused = document.activeElement === old;
    old.replaceWith(news);
    if (focused) news.focus();
  }
}

customElements.define("code-panel", CodePanel);
