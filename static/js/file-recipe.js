// The offers for picture files: to use the settings of one that carries a recipe, or pictures as references.

import { readMetadata } from "./file-metadata.js";
import { request } from "./requests.js";
import { showNotice, toast } from "./toast.js";

const ELSEWHERE = "Pictures can be added in the studio, for a model that takes them.";
// The server refuses larger files, which the field then says.
const MOST_BYTES = 20 * 2 ** 20;

const ask = async (url, file) => {
  const metadata = file.size <= MOST_BYTES ? await readMetadata(file) : null;
  if (!metadata) return "";
  const body = new FormData();
  body.append("picture", metadata);
  const spec = document.querySelector("#spec-form [name=spec]");
  if (spec) body.append("spec", spec.value);
  const answer = await request(url, { method: "POST", body });
  return answer.status === 200 ? answer.text() : "";
};

// Shows the offer and returns true; false for an ordinary picture, and where the server cannot be asked. `refer` adds
// the picture itself to the form; without it that has been done.
export const offerRecipe = async (url, file, refer) => {
  const html = await ask(url, file).catch(() => "");
  if (!html) return false;
  showNotice(html);
  const button = document.querySelector("#notice [data-recipe-reference]");
  if (!refer) button.remove();
  button.addEventListener("click", () => {
    button.closest(".notice").remove();
    refer(true);
  });
  return true;
};

// On a page without a form: shows the offer to use these files as references, or does it at once if that was chosen.
export const offerReference = async (parts, isChosen) => {
  const files = parts.filter(([kind]) => kind === "asset").map(([, file]) => file);
  const url = document.body.dataset.referenceUrl;
  const answer = files.length && url ? await request(url).catch(() => null) : null;
  if (answer?.status !== 200) return toast(ELSEWHERE, "error");
  showNotice(await answer.text());
  const field = document.querySelector("#notice [data-reference-files]");
  const transfer = new DataTransfer();
  for (const file of files) transfer.items.add(file);
  field.files = transfer.files;
  if (isChosen) field.form.requestSubmit();
};
