// Hears code that is pasted into the studio. What offers to fill the form from it is loaded when that happens.

import { loadModule } from "./load-module.js";
import { looksLikeRequest } from "./request-code.js";

document.addEventListener("paste", async ({ clipboardData, target }) => {
  const text = clipboardData?.getData("text/plain") ?? "";
  const link = document.querySelector("[data-paste-module]");
  if (!link || !looksLikeRequest(text)) return;
  const prompt = target.closest?.("textarea") && target;
  // The text that the form gets back if it is filled: what was there before the code.
  const before = prompt?.value;
  const loaded = await loadModule(link.dataset.pasteModule);
  loaded?.offer(link.dataset.pasteUrl, text, prompt, before);
});
