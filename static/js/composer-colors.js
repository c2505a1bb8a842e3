// The colors of the composer: the code and the well beside it, names and contrasts from the server, the eye-dropper.

import { readHex } from "./composition-fields.js";
import { request } from "./requests.js";

export class ComposerColors {
  constructor(panel) {
    this.panel = panel;
  }

  show() {
    this.panel.querySelector("[data-eyedropper]").hidden = !("EyeDropper" in window);
  }

  onInput(target) {
    const row = target.closest(".composer-colour");
    if (target.matches("[data-well]")) row.querySelector("[name=c_hex]").value = target.value.toUpperCase();
    if (target.name !== "c_hex") return;
    const code = readHex(target.value);
    if (code) row.querySelector("[data-well]").value = code.toLowerCase();
  }

  onChange(target) {
    if (target.name === "c_hex" || target.matches("[data-well]")) this.name(target.closest(".composer-colour"));
    else if (target.name === "c_name") this.name();
  }

  // The server knows the names and contrasts. It answers with the whole section, of which only these are taken: the
  // person may be writing into the others meanwhile.
  async name(row) {
    const { panel } = this;
    const name = row?.querySelector("[name=c_name]");
    // A name that the color before had by itself is not this one's.
    if (name && name.value === name.dataset.auto) name.value = "";
    const url = panel.querySelector("[data-add]").formAction;
    const answer = await request(url, { method: "POST", body: new FormData(panel.form) }).catch(() => null);
    if (!answer?.ok || !panel.isConnected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const given = [...page.querySelectorAll("[name=c_name]")];
    const fields = [...panel.querySelectorAll("[name=c_name]")];
    if (given.length !== fields.length) return;
    for (const [place, field] of fields.entries()) {
      if (!field.value) {
        field.value = given[place].value;
        // Typing a name then replaces it.
        if (field === document.activeElement) field.select();
      }
      field.dataset.auto = given[place].dataset.auto;
    }
    panel.querySelector("#composer-contrasts").replaceWith(page.querySelector("#composer-contrasts"));
    panel.show();
  }

  async pick() {
    // Esc ends the choice with an error.
    const picked = await new EyeDropper().open().catch(() => null);
    if (!picked) return;
    const add = this.panel.querySelector("[data-add]");
    add.value = picked.sRGBHex;
    add.click();
  }
}
