// Signing out removes what this browser keeps of the forms, so that the next person cannot find it.

import { forgetDraftsExcept } from "./kept-drafts.js";

document.addEventListener("submit", ({ target }) => {
  if (new URL(target.action).pathname.endsWith("/account/logout/")) forgetDraftsExcept();
});
