// Ctrl+Z brings back what an action replaced in the form, as the button in its notice does, also after the notice left.

const replaced = [];

const collect = () => {
  for (const { formAction: url, value } of document.querySelectorAll("#notice [data-undo-form]")) {
    if (replaced.at(-1)?.value !== value) replaced.push({ url, value });
  }
};

const forget = (value) => {
  const place = replaced.findLastIndex((entry) => entry.value === value);
  if (place >= 0) replaced.splice(place, 1);
};

// What was typed since then is undone first, by the browser itself.
const isTyped = ({ form, value, defaultValue }) => form && defaultValue !== undefined && value !== defaultValue;

document.addEventListener("keydown", (event) => {
  const { key, ctrlKey, metaKey, shiftKey, target } = event;
  if (key !== "z" || !(ctrlKey || metaKey) || shiftKey || !replaced.length || isTyped(target)) return;
  event.preventDefault();
  const { url, value } = replaced.pop();
  htmx.ajax("POST", url, { target: "#panel", swap: "outerHTML", values: { draft_values: value } });
});

document.addEventListener("click", ({ target }) => {
  const button = target.closest?.("[data-undo-form]");
  if (button) forget(button.value);
});
new MutationObserver(collect).observe(document.querySelector("#notice"), { childList: true });
