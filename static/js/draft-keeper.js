// Keeps what is typed into the form: at once in this browser, and on the server shortly after the last change and as
// one leaves. It tells when another tab has changed the same form.

import { draftKey, forgetDraft, forgetDraftsExcept, keepDraft, recallDraft } from "./kept-drafts.js";

const DELAY = 800;
const GUEST = "guest";
// These belong to one page, not to the draft.
const PASSING = ["csrfmiddlewaretoken", "token", "first_screen", "shown_area"];
// The name of this page among the writers of a draft. `randomUUID` would need HTTPS.
const writer = [...crypto.getRandomValues(new Uint32Array(3))].map((part) => part.toString(36)).join("");
// Only a page that was just loaded asks the browser for a draft; what the server sends later is newer.
let isRecalled = false;

class DraftKeeper extends HTMLElement {
  connectedCallback() {
    this.abort = new AbortController();
    const { signal } = this.abort;
    this.key = draftKey(this.dataset.owner, this.dataset.spec);
    this.saved = this.sent = String(this.read());
    for (const type of ["input", "change"]) document.addEventListener(type, (event) => this.hear(event), { signal });
    document.addEventListener("click", (event) => this.onClick(event), { signal });
    document.addEventListener("htmx:configRequest", (event) => this.addState(event), { signal });
    // A tab may be closed while it is hidden, without another event.
    document.addEventListener("visibilitychange", () => document.hidden && this.leave(), { signal });
    addEventListener("pagehide", () => this.leave(), { signal });
    addEventListener("online", () => this.save(), { signal });
    if (!isRecalled) this.recall();
    isRecalled = true;
  }

  // The panel was replaced by one that has the values of the response.
  disconnectedCallback() {
    this.abort.abort();
    clearTimeout(this.timer);
    forgetDraft(this.key);
  }

  get form() {
    return this.closest("form");
  }

  read() {
    const values = new URLSearchParams(new FormData(this.form));
    for (const name of PASSING) values.delete(name);
    return values;
  }

  hear({ target }) {
    if (target.form !== this.form && !target.closest("#spec-form")) return;
    const values = String(this.read());
    clearTimeout(this.timer);
    if (values === this.saved) return forgetDraft(this.key);
    keepDraft(this.key, { values, writer, version: this.dataset.version });
    this.timer = setTimeout(() => this.save(), DELAY);
  }

  // A request that replaces the panel carries the form, so that the server can offer to bring it back.
  addState({ detail }) {
    const { elt, target, formData, verb } = detail;
    if (verb !== "post") return;
    detail.headers["X-Draft-Owner"] = this.dataset.owner;
    if ((target?.id !== "panel" && elt !== this.form) || formData.has("draft_values")) return;
    if (!formData.has("prompt")) for (const [name, value] of this.read()) formData.append(name, value);
    for (const [name, value] of Object.entries(this.state)) formData.set(name, value);
  }

  get state() {
    return { spec: this.dataset.spec, draft_version: this.dataset.version, draft_writer: writer };
  }

  leave() {
    if (!this.isHeld && String(this.read()) !== this.sent) this.send({ keepalive: true });
  }

  // One request at a time, and the newest state next, so that an older one never arrives last.
  async save() {
    if (this.isSaving || this.isHeld) return;
    this.isSaving = true;
    while (this.isConnected && !this.isHeld && String(this.read()) !== this.saved) if (!(await this.send())) break;
    this.isSaving = false;
  }

  // Returns whether the server has stored the form.
  async send({ keepalive = false, ...more } = {}) {
    const values = this.read();
    const sent = String(values);
    this.sent = sent;
    for (const [name, value] of Object.entries({ ...this.state, ...more })) values.set(name, value);
    values.set("csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken.value);
    try {
      const headers = { "HX-Request": "true", "HX-Current-URL": location.href, "X-Draft-Owner": this.dataset.owner };
      const answer = await fetch(this.dataset.url, { method: "POST", body: values, headers, keepalive });
      if (answer.status === 200 || [401, 409].includes(answer.status)) this.tell(await answer.text(), answer);
      if (!answer.ok) return false;
    } catch {
      // Without a connection the browser's copy stays, and the next change or the connection brings another attempt.
      return false;
    }
    this.saved = sent;
    if (this.isConnected && String(this.read()) === sent) forgetDraft(this.key);
    return true;
  }

  // Where the server has more to say, nothing is saved until the person has chosen.
  tell(html, { ok, headers }) {
    if (!this.isConnected || !headers.get("Content-Type").startsWith("text/html")) return;
    this.isHeld = !ok;
    const notice = document.querySelector("#notice");
    notice.innerHTML = html;
    htmx.process(notice);
  }

  onClick({ target }) {
    if (!target.closest?.("[data-draft-keep]")) return;
    this.isHeld = false;
    this.send({ draft_keep: "on" });
  }

  // What was typed last may not have reached the server: the tab was closed at once, or the session had ended. What a
  // guest typed comes along to the account, as the guest's pictures do.
  recall() {
    const { dataset } = this;
    if (dataset.owner !== GUEST) forgetDraftsExcept(draftKey(dataset.owner, ""), draftKey(GUEST, ""));
    for (const key of new Set([this.key, draftKey(GUEST, dataset.spec)])) {
      const draft = recallDraft(key);
      if (!draft) continue;
      if (draft.values !== this.saved) return this.restore(draft);
      forgetDraft(key);
    }
  }

  // The response brings a new panel, and with it this draft is forgotten.
  restore({ values, version, writer: author }) {
    forgetDraft(draftKey(GUEST, this.dataset.spec));
    keepDraft(this.key, { values, version, writer: author });
    const state = { draft_values: values, draft_version: version, draft_writer: author };
    htmx.ajax("POST", this.dataset.restoreUrl, { source: this, target: "#panel", swap: "outerHTML", values: state });
  }
}

customElements.define("draft-keeper", DraftKeeper);
