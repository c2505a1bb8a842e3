// The choice of notices. Permission for those of the desktop is asked for when somebody chooses them, and only then.

import { beep, keepChoice, notify, readChoice } from "./notice-choice.js";

const NOT_HERE = "This browser has no desktop notifications.";
const DENIED = "The browser does not allow notifications of this site. Allow them in its settings, then choose again.";

class NoticeSettings extends HTMLElement {
  connectedCallback() {
    this.sound = this.querySelector("[name=sound]");
    this.desktop = this.querySelector("[name=desktop]");
    const { sound, desktop } = readChoice();
    this.sound.checked = sound;
    this.desktop.checked = desktop && window.Notification?.permission === "granted";
    this.addEventListener("change", () => this.keep());
    this.querySelector("[data-try]").addEventListener("click", () => this.try());
  }

  say(sentence) {
    this.querySelector("[data-notice-said]").textContent = sentence;
  }

  async keep() {
    const problem = this.desktop.checked ? await this.ask() : "";
    if (problem) this.desktop.checked = false;
    const kept = { sound: this.sound.checked, desktop: this.desktop.checked };
    keepChoice(kept);
    const { sound, desktop } = readChoice();
    const isKept = sound === kept.sound && desktop === kept.desktop;
    this.say(problem || (isKept ? "Saved in this browser." : "This browser does not keep the choice."));
  }

  // Returns why there can be none, or "".
  async ask() {
    if (!window.Notification) return NOT_HERE;
    return (await Notification.requestPermission()) === "granted" ? "" : DENIED;
  }

  try() {
    if (!this.sound.checked && !this.desktop.checked) this.say("Choose a notice first.");
    if (this.sound.checked) beep(false);
    if (this.desktop.checked) this.tryDesktop();
  }

  tryDesktop() {
    try {
      notify("This is how a notice looks.");
    } catch {
      // Chrome for Android has notifications, but none that a page may show.
      this.desktop.checked = false;
      keepChoice({ sound: this.sound.checked, desktop: false });
      this.say(NOT_HERE);
    }
  }
}

customElements.define("notice-settings", NoticeSettings);
