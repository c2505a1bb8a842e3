// On small screens the chips beside Generate say what is chosen in the sheet.

const show = () => {
  const [shape, count] = ["shape", "count"].map((name) => document.querySelector(`[data-chip=${name}]`));
  if (!shape) return;
  const ratio = document.querySelector("[data-role=ratio] :checked");
  const label = ratio?.value !== "custom" && ratio?.closest("label")?.querySelector(".shape-label");
  shape.textContent = (label || document.querySelector("#result-size")).textContent;
  const asked = document.querySelector("#generate-count").textContent.trim();
  const pictures = asked || (document.querySelector("[name=variants]:checked")?.value ?? "1");
  // A sketch has no price.
  const quote = document.querySelector("#quote > summary");
  count.textContent = `${quote ? `${quote.textContent} · ` : ""}${pictures} picture${pictures === "1" ? "" : "s"}`;
};

// The size in pixels comes a moment later, with the code.
const watch = new MutationObserver(show);
const follow = () => {
  show();
  const foot = document.querySelector(".panel-foot .engine")?.parentElement;
  if (foot) watch.observe(foot, { childList: true });
};

for (const type of ["input", "change"]) document.addEventListener(type, show);
document.addEventListener("htmx:afterSettle", follow);
follow();
