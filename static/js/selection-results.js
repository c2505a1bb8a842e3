// What a selection sends beside its checkboxes, and what the page shows after many pictures were changed.

import { showNotice } from "./toast.js";

// Tiles that are not on the page now have no checkbox that the browser would send.
export const addHidden = ({ form, chosen, boxes }) => {
  for (const old of form.querySelectorAll('input[type="hidden"][name="id"]')) old.remove();
  const present = new Set(boxes.map(({ value }) => value));
  for (const id of chosen) {
    if (present.has(id)) continue;
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "id", value: id }));
  }
};

export const applyResults = (many, html) => {
  const answer = document.createElement("template");
  answer.innerHTML = html;
  for (const line of answer.content.querySelectorAll("[data-marks]"))
    for (const old of document.querySelectorAll(`[data-marks="line"][data-marks-of="${line.dataset.marksOf}"]`))
      old.replaceWith(line.cloneNode(true));
  for (const { dataset } of answer.content.querySelectorAll("[data-gone]")) {
    document.querySelector(`input[name="id"][value="${dataset.gone}"]`)?.closest(".tile, .trash-item").remove();
    many.chosen.delete(dataset.gone);
  }
  for (const field of many.form.querySelectorAll("input[list]")) field.value = "";
  many.show();
  showNotice(answer.content.querySelector(".notice").outerHTML);
  document.dispatchEvent(new CustomEvent("cards-changed"));
};
