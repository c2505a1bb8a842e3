// The CSRF token of the page. Signing in in another tab makes it invalid; the response that refuses it has the new one.

import { toast } from "./toast.js";

const CSRF_HEADER = "X-CSRFToken";
const SIGNED_IN = "You signed in in another tab. This page now uses your account.";

export const readToken = () => JSON.parse(document.body.getAttribute("hx-headers"))[CSRF_HEADER];

// A guest's page goes on with the account that they have signed in to.
const takeOwner = (owner) => {
  if (!owner || document.body.dataset.owner === owner) return;
  document.body.dataset.owner = owner;
  toast(SIGNED_IN);
};

// Takes over what a response says, and returns whether the request can be sent again with another token.
export const renewToken = (status, readHeader) => {
  takeOwner(readHeader("X-Draft-Owner"));
  const token = readHeader(CSRF_HEADER);
  if (!token) return false;
  document.body.setAttribute("hx-headers", JSON.stringify({ [CSRF_HEADER]: token }));
  for (const input of document.querySelectorAll("[name=csrfmiddlewaretoken]")) input.value = token;
  return status === 403;
};
