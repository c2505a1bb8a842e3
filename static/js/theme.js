// Sets the chosen theme before the first paint; a classic script on purpose, since modules run too late for that.
(() => {
  const THEMES = ["system", "light", "dark"];
  const root = document.documentElement;

  const stored = () => {
    try {
      return localStorage.getItem("theme");
    } catch {
      return null;
    }
  };

  const apply = (theme) => {
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    else delete root.dataset.theme;
  };

  class ThemeSwitch extends HTMLElement {
    connectedCallback() {
      this.addEventListener("click", () => this.turn());
      this.show();
    }

    get theme() {
      return root.dataset.theme ?? "system";
    }

    turn() {
      apply(THEMES[(THEMES.indexOf(this.theme) + 1) % THEMES.length]);
      try {
        localStorage.setItem("theme", this.theme);
      } catch {
        // Without storage the choice lasts for this page only.
      }
      this.show();
    }

    show() {
      const button = this.querySelector("button");
      if (button) button.ariaLabel = button.title = `Theme: ${this.theme}`;
    }
  }

  root.dataset.script = "on";
  apply(stored());
  document.addEventListener("DOMContentLoaded", () => customElements.define("theme-switch", ThemeSwitch));
})();
