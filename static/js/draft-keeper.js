// Keeps what is typed into the form, here and on the server, and tells when another tab or a new session changed it.

import { describeLimit } from "./failures.js";
import { draftKey, forgetDraft, keepForm, readForm, readStored, takeDraft, writer } from "./kept-drafts.js";
import { watchPanelRequests } from "./panel-requests.js";
import { request } from "./requests.js";
import { showNotice, toast } from "./toast.js";

const DELAY = 800;
const KEPT = "Your last changes are kept in this browser and will be saved with your next change.";
// Nothing is saved until the person has chosen one of two versions, or is back from signing in.
const [SESSION_ENDED, OTHER_TAB, TOO_LARGE] = [401, 409, 413];
// To store more text takes longer than a key may, and a page that is being left cannot send it.
const LONG = 40000;

class DraftKeeper extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.abort = new AbortController();
    const { signal } = this.abort;
    this.replacing = watchPanelRequests(signal, () => this.save());
    // Reading a text area lays the page out, and is not needed before the first paint.
    this.starting = setTimeout(() => this.start());
    for (const type of ["input", "change"]) document.addEventListener(type, (event) => this.hear(event), { signal });
    document.addEventListener("click", (event) => this.onClick(event), { signal });
    document.addEventListener("htmx:configRequest", (event) => this.addState(event), { signal });
    // A tab may be closed while it is hidden, without another event.
    document.addEventListener("visibilitychange", () => (document.hidden ? this.leave() : this.look()), { signal });
    for (const type of ["beforeunload", "blur", "pagehide"]) addEventListener(type, () => this.leave(), { signal });
    for (const type of ["focus", "pageshow"]) addEventListener(type, () => this.look(), { signal });
    addEventListener("online", () => this.save(), { signal });
  }

  start() {
    this.starting = clearTimeout(this.starting);
    this.saved = this.sent = readStored(this.form);
    // What was typed last may not have reached the server: the tab was closed at once, or the session had ended. The
    // response brings a new panel, and with it this draft is forgotten.
    const values = takeDraft(document.body.dataset.owner, this.dataset.spec, this.saved);
    if (values)
      htmx.ajax("POST", this.dataset.restoreUrl, { source: this, target: "#panel", swap: "outerHTML", values });
    if (!this.saved) this.hear({ target: this.form });
  }

  // The panel was replaced by one that has the values of the response.
  disconnectedCallback() {
    this.abort.abort();
    for (const timer of [this.starting, this.timer]) clearTimeout(timer);
    forgetDraft(this.key);
  }

  get key() {
    return draftKey(document.body.dataset.owner, this.dataset.spec);
  }

  hear({ target }) {
    if (target.form !== this.form && !target.closest("#spec-form")) return;
    if (this.starting) this.start();
    clearTimeout(this.timer);
    const isLong = this.form.elements.prompt?.value.length > LONG;
    if (isLong || this.keep()) this.timer = setTimeout(() => (!isLong || this.keep()) && this.save(), DELAY);
  }

  keep() {
    return keepForm(this.form, this.key, this.dataset.version, this.saved);
  }

  // A request that replaces the panel carries the form, so that the server can offer to bring it back.
  addState({ detail }) {
    const { elt, target, formData, verb } = detail;
    if (verb !== "post") return;
    detail.headers["X-Draft-Owner"] = document.body.dataset.owner;
    if ((target?.id !== "panel" && elt !== this.form) || formData.has("draft_values")) return;
    if (!formData.has("prompt")) for (const [name, value] of readForm(this.form)) formData.append(name, value);
    for (const [name, value] of Object.entries(this.state)) formData.set(name, value);
  }

  get state() {
    return { spec: this.dataset.spec, draft_version: this.dataset.version, draft_writer: writer };
  }

  leave() {
    this.isAway = true;
    if (this.starting) return;
    const values = String(readForm(this.form));
    // Of two requests at once the older one may arrive last, so the newest state is kept here and saved later.
    if ((this.isSaving || values.length >= LONG) && values !== this.saved) this.keep();
    if (!this.held && !this.isSaving && values !== this.sent) this.send({ keepalive: values.length < LONG });
  }

  // Whether something has changed in another tab or on another device is asked once for each return to this one.
  look() {
    if (!this.isAway || this.isSaving || this.held === OTHER_TAB) return;
    this.isAway = false;
    if (this.held) showNotice("");
    this.held = 0;
    if (String(readForm(this.form)) !== this.saved) return this.save();
    const asked = request(`${this.dataset.url}?${new URLSearchParams(this.state)}`, { asOwner: true });
    asked.then((answer) => this.tell(answer)).catch(() => null);
  }

  // One request at a time, and the newest state next, so that an older one never arrives last.
  async save() {
    if (this.isSaving) return;
    this.isSaving = true;
    while (this.isConnected && !this.held && !this.replacing().aborted && String(readForm(this.form)) !== this.saved)
      if (!(await this.send())) break;
    this.isSaving = false;
  }

  // Returns whether the server has stored the form.
  async send({ keepalive = false, ...more } = {}) {
    const [key, body, signal] = [this.key, readForm(this.form), keepalive ? null : this.replacing()];
    const sent = String(body);
    this.sent = sent;
    for (const [name, value] of Object.entries({ ...this.state, ...more })) body.set(name, value);
    try {
      const answer = await request(this.dataset.url, { method: "POST", body, asOwner: true, keepalive, signal });
      await this.tell(answer);
      if (!answer.ok) return false;
    } catch ({ name }) {
      // The browser's copy stays, and the next change or the connection brings another attempt.
      if (name === "TimeoutError") toast(`${describeLimit()} ${KEPT}`, "error");
      return false;
    }
    this.saved = sent;
    if (!this.isConnected) return true;
    // A copy in this browser is older by now, also where a newer one had no room.
    for (const kept of [key, this.key]) forgetDraft(kept);
    this.keep();
    return true;
  }

  async tell(answer) {
    const type = answer.headers.get("Content-Type") ?? "";
    if (answer.status === TOO_LARGE && type.startsWith("text/plain")) return toast(await answer.text(), "error");
    if (!this.isConnected || !type.startsWith("text/html") || ![200, SESSION_ENDED, OTHER_TAB].includes(answer.status))
      return;
    this.held = answer.ok ? 0 : answer.status;
    showNotice(await answer.text());
  }

  onClick({ target }) {
    if (!target.closest?.("[data-draft-keep]")) return;
    this.held = 0;
    this.send({ draft_keep: "on" });
  }
}

customElements.define("draft-keeper", DraftKeeper);
