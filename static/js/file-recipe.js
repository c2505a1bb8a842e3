// The offer for a picture file that carries a recipe: to use its settings, or the picture as a reference.

import { readMetadata } from "./file-metadata.js";
import { request } from "./requests.js";
import { showNotice } from "./toast.js";

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
    refer();
  });
  return true;
};
