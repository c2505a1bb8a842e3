// Shows what was typed into a password field, until its form is sent.

class ShowPassword extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input");
    this.button = this.querySelector("button");
    this.words ??= this.button.ariaLabel;
    this.button.addEventListener("click", () => this.show(this.input.type === "password"));
    // Browsers offer to save a password only from a password field.
    this.input.form?.addEventListener("submit", () => this.show(false));
  }

  show(shown) {
    this.input.type = shown ? "text" : "password";
    this.button.textContent = shown ? "Hide" : "Show";
    this.button.ariaLabel = shown ? this.words.replace("Show", "Hide") : this.words;
  }
}

customElements.define("show-password", ShowPassword);
