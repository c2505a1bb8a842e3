// Sends a request of htmx again whose CSRF token another tab made invalid. The form is sent as it is by now.

import { renewToken } from "./csrf-token.js";

document.addEventListener("htmx:beforeOnLoad", (event) => {
  const { xhr, etc, target, requestConfig } = event.detail;
  const { elt, verb, path, triggeringEvent } = requestConfig;
  // Once: a browser that keeps no cookies is refused again.
  if (etc.headers || !renewToken(xhr.status, (name) => xhr.getResponseHeader(name))) return;
  event.preventDefault();
  const again = {
    source: elt,
    event: triggeringEvent,
    target,
    swap: etc.swapOverride,
    values: etc.values,
    headers: {},
  };
  // htmx has to end the first request before: an element may have one at a time.
  setTimeout(() => htmx.ajax(verb, path, again));
});
