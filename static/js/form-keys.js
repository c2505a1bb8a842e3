// Keys of the studio's form: "/" leads to the prompt, and arrows lead from button to button of a group.

const STEPS = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };
const TYPED_INTO = "textarea, select, input:not([type=radio], [type=checkbox], [type=range])";

const focusPrompt = (event) => {
  const prompt = document.querySelector("#id_prompt");
  if (!prompt || event.target.closest?.(TYPED_INTO)) return;
  event.preventDefault();
  prompt.focus();
};

const move = (event, step) => {
  const buttons = [...(event.target.closest?.("[data-arrows]")?.querySelectorAll("button[name], a") ?? [])];
  const place = buttons.indexOf(event.target);
  if (place < 0) return;
  event.preventDefault();
  buttons[(place + step + buttons.length) % buttons.length].focus();
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/") focusPrompt(event);
  else if (STEPS[event.key]) move(event, STEPS[event.key]);
});

// The list of models is replaced with the panel, and with it the button that has the focus.
let isChoosing = false;
document.addEventListener("click", ({ target }) => {
  isChoosing = Boolean(target.closest?.("#models [name=target]"));
});
document.addEventListener("htmx:afterSettle", () => {
  if (isChoosing && document.activeElement === document.body) document.querySelector("#change-model")?.focus();
  isChoosing = false;
});
