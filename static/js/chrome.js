// What every page has: the theme, copying, notices, menus, and the modules that are fetched only where something needs them.

class CopyButton extends HTMLElement {
  connectedCallback() {
    this.status = this.appendChild(document.createElement("span"));
    this.status.className = "visually-hidden";
    this.status.role = "status";
    this.querySelector("button").addEventListener("click", () => this.copy());
  }

  disconnectedCallback() {
    this.status.remove();
  }

  async copy() {
    const source = this.dataset.copyFrom ? document.querySelector(this.dataset.copyFrom) : null;
    const text = this.dataset.copyText ?? (source?.value ?? source?.textContent ?? "").replace(/\n$/, "");
    try {
      await navigator.clipboard.writeText(text);
      this.say("Copied");
    } catch {
      this.say(this.copyBySelection(source, text) ? "Copied" : "Press Ctrl+C");
    }
  }

  // Where the clipboard is not allowed the text is at least left selected.
  copyBySelection(source, text) {
    if (source && !("value" in source)) getSelection().selectAllChildren(source);
    else this.selectIn(text);
    return document.execCommand("copy");
  }

  selectIn(text) {
    const box = this.appendChild(document.createElement("textarea"));
    box.className = "visually-hidden";
    box.ariaLabel = "Text to copy";
    box.value = text;
    box.select();
    box.addEventListener("blur", () => box.remove());
  }

  say(words) {
    const button = this.querySelector("button");
    const label = this.querySelector("[data-label]");
    this.words ??= label?.textContent;
    button.style.minWidth = `${button.offsetWidth}px`;
    this.status.textContent = words;
    if (label) label.textContent = words;
    this.dataset.state = words === "Copied" ? "copied" : "selected";
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.rest(label), 1800);
  }

  rest(label) {
    if (label) label.textContent = this.words;
    this.status.textContent = "";
    delete this.dataset.state;
  }
}

// The choice is a cookie, so that the server writes it into the page and nothing has to run before the first paint.
const THEMES = ["system", "light", "dark"];
const YEAR = 365 * 24 * 3600;
const root = document.documentElement;

class ThemeSwitch extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", () => this.turn());
    this.show();
  }

  get theme() {
    return root.dataset.theme ?? "system";
  }

  turn() {
    const theme = THEMES[(THEMES.indexOf(this.theme) + 1) % THEMES.length];
    const isChosen = theme !== "system";
    if (isChosen) root.dataset.theme = theme;
    else delete root.dataset.theme;
    document.cookie = `theme=${theme}; path=/; max-age=${isChosen ? YEAR : 0}; samesite=lax`;
    this.show();
  }

  show() {
    const button = this.querySelector("button");
    if (button) button.ariaLabel = button.title = `Theme: ${this.theme}`;
  }
}

// Shows a sentence in the corner; it goes by itself, but one with an action in it stays until it is dismissed.
const notify = (sentence) => {
  const notice = document.querySelector("#notice-template").content.cloneNode(true);
  notice.querySelector("[data-text]").textContent = sentence;
  notice.firstElementChild.dataset.level = "error";
  document.querySelector("#notice").replaceChildren(notice);
};

const expire = () => {
  for (const notice of document.querySelectorAll("#notice > .notice:not([data-timed])")) {
    notice.dataset.timed = "";
    const leave = () => (notice.matches(":hover, :focus-within") ? setTimeout(leave, 2000) : notice.remove());
    if (!notice.querySelector("form, a, button:not([data-dismiss])")) setTimeout(leave, 8000);
  }
};

const failed = ({ detail }) => {
  const answer = detail.xhr;
  const plain = answer.getResponseHeader("Content-Type")?.startsWith("text/plain") && answer.responseText.length < 300;
  if (answer.status === 0) notify("The server could not be reached. Check the connection and try again.");
  else notify(plain ? answer.responseText : `The server answered with error ${answer.status}. Reload the page and try again.`);
};

// An element that most pages do without names its module in data-module.
const fetchModules = () => {
  for (const { dataset } of document.querySelectorAll("[data-module]:not(:defined)")) import(dataset.module);
};

document.addEventListener("htmx:afterSettle", fetchModules);
document.addEventListener("cards-changed", fetchModules);
document.addEventListener("htmx:responseError", failed);
document.addEventListener("htmx:sendError", failed);
document.addEventListener("click", ({ target }) => {
  target.closest?.("[data-dismiss]")?.closest(".notice").remove();
  for (const menu of document.querySelectorAll(".menu[open]")) if (!menu.contains(target)) menu.open = false;
});
document.addEventListener("keydown", ({ key }) => {
  const menu = key === "Escape" && document.querySelector(".menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
// The root shows the studio of a model; whoever copies the address takes the model's own.
const canonical = document.querySelector("link[rel=canonical]");
if (canonical && location.pathname === "/") history.replaceState(history.state, "", canonical.href + location.search);

new MutationObserver(expire).observe(document.querySelector("#notice"), { childList: true });
expire();
fetchModules();

customElements.define("copy-button", CopyButton);
customElements.define("theme-switch", ThemeSwitch);
