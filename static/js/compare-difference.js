// The difference of two pictures, pixel by pixel and channel by channel, amplified so that small ones are seen. It is
// computed in bands of rows, so that the page answers meanwhile.

const BAND = 65_536;
// What no eye sees, as from another compression.
const SMALL = 2;

const load = async (pane) => {
  const picture = pane.querySelector(".compare-box > img");
  await picture.decode();
  return picture;
};

const read = (picture, width, height) => {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  // Both on the same ground: what is transparent differs where the grounds would.
  context.fillStyle = "#808080";
  context.fillRect(0, 0, width, height);
  context.drawImage(picture, 0, 0, width, height);
  return context;
};

const rest = () => new Promise((done) => setTimeout(done));

// Draws the difference, and returns how many pixels differ and by how much of 255 on average.
const draw = async (context, [one, other], times, isWanted) => {
  const { width, height } = context.canvas;
  const rows = Math.max(1, Math.floor(BAND / width));
  let [changed, total] = [0, 0];
  for (let top = 0; top < height; top += rows) {
    const high = Math.min(rows, height - top);
    const [first, second] = [one, other].map((source) => source.getImageData(0, top, width, high));
    const [data, before] = [second.data, first.data];
    for (let at = 0; at < data.length; at += 4) {
      let most = 0;
      for (let channel = at; channel < at + 3; channel++) {
        const by = Math.abs(data[channel] - before[channel]);
        total += by;
        if (by > most) most = by;
        data[channel] = by * times;
      }
      data[at + 3] = 255;
      if (most > SMALL) changed++;
    }
    context.putImageData(second, 0, top);
    await rest();
    if (!isWanted()) return null;
  }
  return { changed: changed / (width * height), mean: total / (width * height * 3) };
};

const describe = ({ changed, mean }, [one, other], [width, height]) => {
  const scaled = [one, other].some((picture) => picture.naturalWidth !== width || picture.naturalHeight !== height);
  const stretched = one.naturalWidth * other.naturalHeight !== one.naturalHeight * other.naturalWidth;
  const share = changed > 0 && changed < 0.001 ? "Less than 0.1" : (changed * 100).toFixed(1);
  const figures = `${share} % of the pixels differ visibly. The mean difference is ${mean.toFixed(1)} of 255.`;
  if (!scaled) return figures;
  const sizes = `${one.naturalWidth} × ${one.naturalHeight} and ${other.naturalWidth} × ${other.naturalHeight}`;
  const how = stretched ? ", which stretches one of them" : "";
  return `${figures} The sizes differ (${sizes}): both are scaled to ${width} × ${height}${how}.`;
};

export const open = (view) => {
  const box = Object.assign(document.createElement("div"), { className: "compare-box compare-canvas" });
  const canvas = document.createElement("canvas");
  const said = view.querySelector("[data-compare-said]");
  let closed = false;
  canvas.role = "img";
  box.append(canvas);
  view.querySelector(".compare-stage").append(box);
  said.textContent = "Comparing the pixels …";

  const start = async () => {
    const panes = view.pair.map((number) => view.pane(number));
    if (!panes.every((pane) => pane.zoomed)) return "One of the two has no picture, so there is nothing to compare.";
    const pictures = await Promise.all(panes.map(load));
    if (closed) return "";
    // The smaller one decides: what is scaled up has no more to compare.
    const [width, height] = ["naturalWidth", "naturalHeight"].map((side) =>
      Math.min(...pictures.map((one) => one[side])),
    );
    Object.assign(canvas, { width, height, ariaLabel: `What differs between pictures ${view.pair.join(" and ")}` });
    box.zoomed = view.zoom.add(box, canvas, width, height);
    const times = Number(view.querySelector("[data-compare-amplify]").value);
    const sources = pictures.map((picture) => read(picture, width, height));
    const found = await draw(canvas.getContext("2d"), sources, times, () => !closed);
    return found ? describe(found, pictures, [width, height]) : "";
  };

  start()
    .catch(() => "The pictures could not be loaded, so they cannot be compared. Reload the page.")
    .then((sentence) => {
      if (!closed) said.textContent = sentence;
    });
  return () => {
    closed = true;
    said.textContent = "";
    view.zoom.remove(box.zoomed);
    box.remove();
  };
};
