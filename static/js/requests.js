// The requests that scripts make themselves. They end after the same time as those of htmx, and use the page's token.

import { readToken, renewToken } from "./csrf-token.js";

const readHeaders = (asOwner) => ({
  "HX-Request": "true",
  "HX-Current-URL": location.href,
  "X-CSRFToken": readToken(),
  ...(asOwner && { "X-Draft-Owner": document.body.dataset.owner }),
});

// The limit includes reading the body. Without a connection, or after the limit, the promise is rejected. With
// `asOwner` the server answers 401 if this browser's session belongs to somebody else by now. A `signal` cancels it.
export const request = async (url, { body, asOwner, signal, ...options } = {}) => {
  // The token of the form may be older than that of the page.
  body?.delete("csrfmiddlewaretoken");
  const send = () => {
    signal?.throwIfAborted();
    // Not every browser has `AbortSignal.any`.
    const ends = new AbortController();
    for (const each of [AbortSignal.timeout(htmx.config.timeout), signal])
      each?.addEventListener("abort", () => ends.abort(each.reason), { signal: ends.signal });
    return fetch(url, { ...options, body, headers: readHeaders(asOwner), signal: ends.signal });
  };
  const answer = await send();
  return renewToken(answer.status, (name) => answer.headers.get(name)) ? send() : answer;
};
