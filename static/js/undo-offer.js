// A notice with the button that brings a form back, as the server writes it after its own changes of the form.

import { showNotice } from "./toast.js";

const BUTTON = {
  type: "submit",
  class: "button button-small",
  form: "actions",
  name: "draft_values",
  formenctype: "multipart/form-data",
  "hx-target": "#panel",
  "hx-swap": "outerHTML",
  "hx-encoding": "multipart/form-data",
  "data-focus-next": "#id_prompt",
  "data-undo-form": "",
};

// `values` are those of the form before the change, as a request sends them.
export const offerUndo = (sentence, values) => {
  const notice = document.querySelector("#notice-template").content.cloneNode(true);
  const url = document.querySelector("draft-keeper").dataset.restoreUrl;
  const button = document.createElement("button");
  button.textContent = "Undo";
  for (const [name, value] of Object.entries({ ...BUTTON, value: values, formaction: url, "hx-post": url }))
    button.setAttribute(name, value);
  notice.querySelector("[data-text]").append(`${sentence} `, button);
  const box = document.createElement("div");
  box.append(notice);
  showNotice(box.innerHTML);
};
