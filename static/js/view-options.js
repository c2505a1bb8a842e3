// Chooses how the library is shown. The choice is a cookie, with which the server renders the next page.

const YEAR = 365 * 24 * 3600;

class ViewOptions extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", ({ target }) => this.choose(target));
  }

  choose({ name, value, form }) {
    const { layout, size, group } = Object.fromEntries(new FormData(form));
    document.cookie = `library=${layout}-${size}-${group}; path=/; max-age=${YEAR}; samesite=lax`;
    document.querySelector("tile-grid").arrange(name, value);
  }
}

customElements.define("view-options", ViewOptions);
