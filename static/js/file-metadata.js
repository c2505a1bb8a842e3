// What a picture file says about itself, without the picture: a small file of the same format with the texts only.

// A larger text is not a recipe, and the server does not read it.
const LONGEST = 2 ** 20;
const PNG = [137, 80, 78, 71, 13, 10, 26, 10];
const PNG_END = [0, 0, 0, 0, 73, 69, 78, 68, 174, 66, 96, 130];
const PNG_TEXTS = new Set(["tEXt", "zTXt", "iTXt", "eXIf"]);
const PNG_KEPT = new Set(["IHDR", ...PNG_TEXTS]);
const WEBP_KEPT = new Set(["EXIF", "XMP "]);
// A scan of nothing and the end, without which a JPEG is not whole.
const JPEG_END = [0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 0xff, 0xd9];
const [APP1, COMMENT, START_OF_SCAN] = [0xe1, 0xfe, 0xda];

const word = (bytes, at) => String.fromCharCode(...bytes.subarray(at, at + 4));

const readPng = (bytes, view) => {
  const kept = [];
  for (let at = 8; at + 12 <= bytes.length; ) {
    const end = at + 12 + view.getUint32(at);
    const kind = word(bytes, at + 4);
    if (end > bytes.length) break;
    if (PNG_KEPT.has(kind) && end - at <= LONGEST) kept.push(bytes.subarray(at, end));
    at = end;
  }
  const says = kept.some((part) => PNG_TEXTS.has(word(part, 4)));
  // A file that was cut off has its texts, too.
  return says ? [bytes.subarray(0, 8), ...kept, new Uint8Array(PNG_END)] : [];
};

const readJpeg = (bytes, view) => {
  const kept = [];
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff; ) {
    // Any number of bytes of 0xff may be before a marker.
    while (bytes[at + 1] === 0xff && at + 4 < bytes.length) at += 1;
    const kind = bytes[at + 1];
    const end = at + 2 + view.getUint16(at + 2);
    if (kind === START_OF_SCAN || end > bytes.length) break;
    if (kind === APP1 || kind === COMMENT) kept.push(bytes.subarray(at, end));
    at = end;
  }
  return kept.length ? [bytes.subarray(0, 2), ...kept, new Uint8Array(JPEG_END)] : [];
};

const readWebp = (bytes, view) => {
  const kept = [];
  for (let at = 12; at + 8 <= bytes.length; ) {
    const length = view.getUint32(at + 4, true);
    const end = at + 8 + length + (length % 2);
    if (WEBP_KEPT.has(word(bytes, at)) && end <= bytes.length && length <= LONGEST) kept.push(bytes.subarray(at, end));
    at = end;
  }
  const head = bytes.slice(0, 12);
  const size = kept.reduce((sum, part) => sum + part.length, 4);
  new DataView(head.buffer).setUint32(4, size, true);
  return kept.length ? [head, ...kept] : [];
};

// Returns a file, or null for one that says nothing about itself or is of another format.
export const readMetadata = async (file) => {
  const buffer = await file.arrayBuffer();
  if (buffer.byteLength < 20) return null;
  const [bytes, view] = [new Uint8Array(buffer), new DataView(buffer)];
  let parts = [];
  if (PNG.every((byte, index) => bytes[index] === byte)) parts = readPng(bytes, view);
  else if (bytes[0] === 0xff && bytes[1] === 0xd8) parts = readJpeg(bytes, view);
  else if (word(bytes, 0) === "RIFF" && word(bytes, 8) === "WEBP") parts = readWebp(bytes, view);
  return parts.length ? new File(parts, "recipe") : null;
};
