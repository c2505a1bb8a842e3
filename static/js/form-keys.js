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
  const group = event.target.closest?.("[data-arrows]");
  const all = group?.querySelectorAll("button[name], button.shape, a, .models-api > summary") ?? [];
  // Those in a list that is closed take no focus.
  const buttons = [...all].filter((button) => button.checkVisibility());
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

// The panel is replaced, and with it a button that had the focus. These buttons say where the focus goes then.
let next = null;
document.addEventListener("click", ({ target }) => {
  next = target.closest?.("[data-focus-next]")?.dataset.focusNext ?? null;
});
document.addEventListener("htmx:afterSettle", () => {
  if (next && document.activeElement === document.body) document.querySelector(next)?.focus();
  next = null;
});
