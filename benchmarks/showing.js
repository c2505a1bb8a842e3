// Returns for each file, given as media type and Base64, whether the browser shows the whole picture, a part or nothing.
async (files) => {
  const isPainted = (image) => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 96, height: 72 });
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0, 96, 72);
    return context.getImageData(0, 0, 96, 72).data.some((value, place) => place % 4 === 3 && value > 0);
  };
  const isWhole = async (data, type) => {
    try {
      const decoder = new ImageDecoder({ data, type });
      const { image } = await decoder.decode({ completeFramesOnly: true });
      image.close();
      decoder.close();
      return true;
    } catch {
      return false;
    }
  };
  const look = async ([type, text]) => {
    const data = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const address = URL.createObjectURL(new Blob([data], { type }));
    const image = new Image();
    const hasLoaded = await new Promise((resolve) => {
      // Some broken files never end to load.
      setTimeout(() => resolve(false), 5000);
      image.onload = () => resolve(true);
      image.onerror = () => resolve(false);
      image.src = address;
    });
    // The element shows what has been decoded, so the picture must load there, too: it looks at the first bytes.
    const isShown = hasLoaded && isPainted(image);
    URL.revokeObjectURL(address);
    if (!isShown) return "nothing";
    return (await isWhole(data, type)) ? "whole" : "part";
  };
  const shown = [];
  for (const file of files) shown.push(await look(file));
  return shown;
}
