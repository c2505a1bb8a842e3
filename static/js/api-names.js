// The switch that shows the APIs' own names larger. The choice is a cookie, which the server writes into the next page.

const YEAR = 365 * 24 * 3600;

class ApiNames extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    button.addEventListener("click", (event) => {
      event.preventDefault();
      const isOn = document.documentElement.classList.toggle("api-names");
      button.ariaChecked = String(isOn);
      document.cookie = `api_names=on; path=/; max-age=${isOn ? YEAR : 0}; samesite=lax`;
    });
  }
}

customElements.define("api-names", ApiNames);
