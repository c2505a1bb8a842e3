// A composer that was closed without using its prompt is kept with what was typed, until this page is left.

let kept = null;

// Where the same prompt of the same form is composed again, the kept one is shown.
const keyOf = ({ form }) => `${form.action} ${document.querySelector("#id_prompt")?.value}`;
const read = (panel) => JSON.stringify(panel.composition);

export const begin = (panel) => (panel.begun = { key: keyOf(panel), values: read(panel) });

export const keep = (panel) => (kept = read(panel) === panel.begun.values ? null : panel);

export const forget = () => (kept = null);

export const takeKept = (panel) => {
  const found = kept?.begun.key === keyOf(panel) ? kept : null;
  forget();
  return found;
};
