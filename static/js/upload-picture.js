// Uploads one picture: a file, the key of a picture that this server has already, or the address of one elsewhere.

import { readToken, renewToken } from "./csrf-token.js";
import { describeFailure } from "./failures.js";

const FAILED = "The picture could not be uploaded. Try again.";
const GONE = "This file cannot be read. It was changed, moved or deleted after you chose it. Choose it again.";

// Reading a part of a file that vanished gives nothing, and no error.
const isReadable = (file) =>
  (file.size ? file.slice(0, 1) : file)
    .arrayBuffer()
    .then(() => true)
    .catch(() => false);

// Only the browser may open the files of this site, which are private.
const fetchOwn = async (address) => {
  const answer = await fetch(address, { signal: AbortSignal.timeout(htmx.config.timeout) });
  return new File([await answer.blob()], decodeURIComponent(new URL(address).pathname.split("/").at(-1)));
};

// A large file may take minutes, so the limit is for the time in which nothing of it arrives, which `fetch` hides.
const send = (url, body) =>
  new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    const late = () => {
      reject(new DOMException("", "TimeoutError"));
      xhr.abort();
    };
    let timer = 0;
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(late, htmx.config.timeout);
    };
    xhr.upload.onprogress = xhr.onprogress = wait;
    xhr.onload = () => resolve(xhr);
    xhr.onerror = () => reject(new TypeError("no connection"));
    xhr.onloadend = () => clearTimeout(timer);
    xhr.open("POST", url);
    for (const [name, value] of Object.entries({ "HX-Request": "true", "X-CSRFToken": readToken() }))
      xhr.setRequestHeader(name, value);
    wait();
    xhr.send(body);
  });

// Returns nothing for another page: some networks answer for the server until one has signed in to them.
const readItem = (html) => {
  const template = document.createElement("template");
  template.innerHTML = html.trim();
  const item = template.content.firstElementChild;
  return item?.matches("[data-reference]:has([data-earlier]):has([data-later])") ? item : null;
};

// Returns `{ item }`, the element for the list, or `{ problem, canRetry }`.
export const uploadPicture = async ({ url, name, part: [kind, value] }) => {
  const body = new FormData();
  body.append("name", name);
  try {
    if (kind === "url" && new URL(value).origin === location.origin) body.append("asset", await fetchOwn(value));
    else body.append(kind, value);
    let xhr = await send(url, body);
    if (renewToken(xhr.status, (header) => xhr.getResponseHeader(header))) xhr = await send(url, body);
    const { status, responseText } = xhr;
    if (status >= 200 && status < 300) {
      const item = readItem(responseText);
      return item ? { item } : { problem: FAILED, canRetry: true };
    }
    // A short plain text is a sentence that the server wrote for the reader.
    const isSentence = xhr.getResponseHeader("Content-Type")?.startsWith("text/plain");
    return { problem: isSentence ? responseText : FAILED, canRetry: status === 429 || status >= 500 };
  } catch (error) {
    if (kind === "asset" && !(await isReadable(value))) return { problem: GONE };
    return { problem: describeFailure(error), canRetry: true };
  }
};
