// Forms that the server has not confirmed yet, kept in this browser: for each person and model one, with the page that
// wrote it. A browser that allows no storage, or whose storage is full, only has the server's copy.

import { isTouched } from "./touched.js";

const PREFIX = "draft:";
const GUEST = "guest";
// These belong to one page, not to the draft.
const PASSING = ["csrfmiddlewaretoken", "token", "first_screen", "shown_area"];

// The name of this page among the writers of a draft. `randomUUID` would need HTTPS.
export const writer = [...crypto.getRandomValues(new Uint32Array(3))].map((part) => part.toString(36)).join("");

const attempt = (act) => {
  try {
    return act();
  } catch {
    return null;
  }
};

export const draftKey = (owner, spec) => `${PREFIX}${owner}:${spec}`;

export const keepDraft = (key, draft) => attempt(() => localStorage.setItem(key, JSON.stringify(draft)));

const recallDraft = (key) => attempt(() => JSON.parse(localStorage.getItem(key)));

export const forgetDraft = (key) => attempt(() => localStorage.removeItem(key));

// Forgets all drafts but those whose keys begin with one of these.
export const forgetDraftsExcept = (...beginnings) =>
  attempt(() => {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(PREFIX) && !beginnings.some((beginning) => key.startsWith(beginning))) forgetDraft(key);
    }
  });

// Returns the draft of a form that differs from what the server has stored, or null. Other people's are forgotten; what
// a guest typed comes along to the account, as the guest's pictures do.
export const takeDraft = (owner, spec, saved) => {
  if (owner !== GUEST) forgetDraftsExcept(draftKey(owner, ""), draftKey(GUEST, ""));
  const own = draftKey(owner, spec);
  for (const key of new Set([own, draftKey(GUEST, spec)])) {
    const draft = recallDraft(key);
    if (draft) forgetDraft(key);
    if (!draft || draft.values === saved) continue;
    // It stays until the server has it.
    keepDraft(own, draft);
    return draft;
  }
  return null;
};

// The values of the form, as they are stored.
export const readForm = (form) => {
  const values = new URLSearchParams(new FormData(form));
  for (const name of PASSING) values.delete(name);
  return values;
};

// The values that the server rendered; none if some of them were changed before this module was loaded.
export const readStored = (form) => ([...form.elements].some(isTouched) ? "" : String(readForm(form)));
