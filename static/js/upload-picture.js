// Uploads one picture: a file, or the key of a picture that this server already has.

const UNREACHABLE = "The server could not be reached. Check the connection and try again.";
const FAILED = "The picture could not be uploaded. Try again.";

const send = async ({ url, token, name, part: [kind, value] }) => {
  const body = new FormData();
  body.append(kind, value);
  body.append("name", name);
  const headers = { "HX-Request": "true", "X-CSRFToken": token };
  const response = await fetch(url, { method: "POST", body, headers });
  const text = await response.text();
  if (response.ok) return { html: text };
  // A short plain text is a sentence that the server wrote for the reader.
  const isSentence = response.headers.get("Content-Type")?.startsWith("text/plain");
  return { problem: isSentence ? text : FAILED, canRetry: response.status === 429 || response.status >= 500 };
};

// Returns `{ html }`, the item for the list, or `{ problem, canRetry }`.
export const uploadPicture = async (upload) => {
  try {
    return await send(upload);
  } catch {
    return { problem: UNREACHABLE, canRetry: true };
  }
};
