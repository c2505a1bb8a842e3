// What a selection sends beside its checkboxes, and what the page shows after many pictures were changed.

import { showNotice, toast } from "./toast.js";

const MOST_SELECTED = 1000;

// Tiles that are not on the page now have no checkbox that the browser would send.
export const addHidden = ({ form, chosen, boxes, everything }) => {
  for (const old of form.querySelectorAll('input[type="hidden"][name="id"]')) old.remove();
  // The search says what is meant, and a form has a limit of fields.
  if (everything?.checked) return;
  const present = new Set(boxes.map(({ value }) => value));
  for (const id of chosen) {
    if (present.has(id)) continue;
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "id", value: id }));
  }
};

// Says so where more are selected than a form can send; the server would not even read which.
export const refusesMany = ({ chosen, everything }) => {
  const isRefused = chosen.size > MOST_SELECTED && !everything?.checked;
  const [many, most] = [chosen.size, MOST_SELECTED].map((number) => number.toLocaleString("en"));
  if (isRefused)
    toast(`${many} pictures are selected; the maximum is ${most}. Use a search, and select all that match.`, "error");
  return isRefused;
};

// Rows that the grid has put away would come back as they were.
const refreshAway = (ids) => {
  const away = [...document.querySelectorAll(".tiles-away[data-ids]")].map(({ dataset }) => dataset.ids);
  if (ids.some((id) => away.some((held) => held.includes(id))))
    document.dispatchEvent(new CustomEvent("rows-outdated"));
};

export const applyResults = (many, html) => {
  const answer = document.createElement("template");
  answer.innerHTML = html;
  const lines = [...answer.content.querySelectorAll("[data-marks]")];
  const gone = [...answer.content.querySelectorAll("[data-gone]")].map(({ dataset }) => dataset.gone);
  for (const line of lines)
    for (const old of document.querySelectorAll(`[data-marks="line"][data-marks-of="${line.dataset.marksOf}"]`))
      old.replaceWith(line.cloneNode(true));
  for (const id of gone) {
    document.querySelector(`input[name="id"][value="${id}"]`)?.closest(".tile, .trash-item")?.remove();
    many.chosen.delete(id);
  }
  refreshAway([...gone, ...lines.map(({ dataset }) => dataset.marksOf)]);
  for (const field of many.form.querySelectorAll("input[list]")) field.value = "";
  many.show();
  const notice = answer.content.querySelector(".notice");
  // What changed nothing has nothing to undo, and leaves the offer to undo what was done before.
  if (notice.matches("[data-unchanged]") && document.querySelector("#notice [data-undo-many]"))
    toast("Nothing changed.");
  else showNotice(notice.outerHTML);
  document.dispatchEvent(new CustomEvent("cards-changed"));
};
