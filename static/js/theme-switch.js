// Switches between the themes. The choice is a cookie: the server writes it into the page, so that no script has to
// run before the first paint.

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

customElements.define("theme-switch", ThemeSwitch);
