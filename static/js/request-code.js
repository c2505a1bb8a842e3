// Whether a text looks like the code of a request for a picture. The server decides; this only saves it from prompts.
const REQUEST_CALL =
  /\bcurl(?:\.exe)?\s|\bfetch\(|\baxios\b|\brequests\.\w+\(|\bhttpx\b|\burllib\b|\bInvoke-(?:RestMethod|WebRequest)\b/i;
const LARGEST_CODE = 256 * 1024;

export const looksLikeRequest = (text) =>
  text.length > 20 &&
  text.length < LARGEST_CODE &&
  (/^\s*\{\s*["']?\w/.test(text) ? /prompt/.test(text) : REQUEST_CALL.test(text) && /https?:|["'{]/.test(text));
