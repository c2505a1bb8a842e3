// The slider of a comparison: the left picture covers the right one as far as the divider, which is moved by its range
// or by dragging it over the pictures.

const SHARE = 100;

export const open = (view) => {
  const [left, right] = view.pair.map((number) => view.pane(number));
  const range = view.querySelector("[data-compare-divide]");
  const stage = view.querySelector(".compare-stage");
  const divider = Object.assign(document.createElement("div"), { className: "compare-divider", ariaHidden: "true" });
  const abort = new AbortController();
  const { signal } = abort;
  const top = left.querySelector(".compare-box");

  const place = () => {
    const share = Number(range.value);
    top.style.clipPath = `inset(0 ${SHARE - share}% 0 0)`;
    divider.style.left = `${share}%`;
    range.setAttribute("aria-valuetext", `${share} % of the width shows picture ${left.dataset.pane}`);
  };
  const drag = ({ clientX }) => {
    const { left: start, width } = stage.getBoundingClientRect();
    range.value = Math.round(((clientX - start) / width) * SHARE);
    place();
  };

  left.classList.add("compare-left");
  right.classList.add("compare-right");
  stage.append(divider);
  range.addEventListener("input", place, { signal });
  divider.addEventListener(
    "pointerdown",
    (event) => {
      event.preventDefault();
      divider.setPointerCapture(event.pointerId);
      divider.addEventListener("pointermove", drag, { signal });
      const end = () => divider.removeEventListener("pointermove", drag);
      divider.addEventListener("lostpointercapture", end, { once: true });
    },
    { signal },
  );
  place();
  return () => {
    abort.abort();
    divider.remove();
    top.style.clipPath = "";
    left.classList.remove("compare-left");
    right.classList.remove("compare-right");
  };
};
