// As an edit begins, the person says next what to change, so the focus moves into the prompt.

document.addEventListener("editing", () => document.querySelector("#id_prompt")?.focus());
