// Offers to fill the form from pasted code. The code stays where it was pasted until the person accepts.

import { request } from "./requests.js";
import { showNotice } from "./toast.js";

// The field that the code was pasted into, with its text before and after.
let field;
let before;
let after;

export const offer = async (url, text, prompt, earlier) => {
  const spec = document.querySelector("draft-keeper")?.dataset.spec ?? "";
  const answer = await request(url, { method: "POST", body: new URLSearchParams({ code: text, for: spec }) }).catch(
    () => null,
  );
  if (answer?.status !== 200) return;
  showNotice(await answer.text());
  [field, before, after] = [prompt, earlier, prompt?.value];
};

const isOffer = ({ target }) => target.closest?.("[data-paste-offer]");

// Undoing the filled form brings back what was in it before the code.
document.addEventListener("htmx:confirm", (event) => {
  if (isOffer(event) && field?.value === after) field.value = before;
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (!isOffer(event) || !event.detail.elt.closest("[data-paste-offer]")) return;
  if (event.detail.failed && field) field.value = after;
});
