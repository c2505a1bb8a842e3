// Forms that the server has not confirmed yet, kept in this browser: for each person and model one, with the page that
// wrote it. A browser that allows no storage, or whose storage is full, only has the server's copy.

import { attempt, GUEST } from "./browser-storage.js";
import { looksLikeRequest } from "./request-code.js";
import { isTouched } from "./touched.js";

const PREFIX = "draft:";
// These belong to one page, not to the draft.
const PASSING = ["csrfmiddlewaretoken", "token", "first_screen", "shown_area"];

// The name of this page among the writers of a draft. `randomUUID` would need HTTPS.
export const writer = [...crypto.getRandomValues(new Uint32Array(3))].map((part) => part.toString(36)).join("");

// Whether this page has asked for a draft.
let isTaken = false;

// Whether this page is being left.
let isLeaving = false;
addEventListener("beforeunload", () => {
  isLeaving = true;
});
// It has stayed after all, for example because the link led to a download.
for (const type of ["input", "pageshow"])
  addEventListener(type, () => {
    isLeaving = false;
  });

export const draftKey = (owner, spec) => `${PREFIX}${owner}:${spec}`;

// Keeps a draft, or forgets it if the server has `saved` the same values. Returns whether they differ.
const keepDraft = (key, draft, saved) => {
  // As a list: encoded text of other scripts is three times as long, and the browser keeps only some megabytes.
  const kept = { ...draft, values: [...new URLSearchParams(draft.values)] };
  // Code that was pasted may contain a key, which only the server can find and hide.
  const isCode = kept.values.some(([name, value]) => name === "prompt" && looksLikeRequest(value));
  if (isCode) remove(key);
  else if (draft.values === saved) forgetDraft(key);
  else attempt(() => localStorage.setItem(key, JSON.stringify(kept)));
  return draft.values !== saved;
};

const recallDraft = (key) =>
  attempt(() => {
    const draft = JSON.parse(localStorage.getItem(key));
    return draft && { ...draft, values: String(new URLSearchParams(draft.values)) };
  });

const remove = (key) => attempt(() => localStorage.removeItem(key));

// Forgets a draft that the server has stored, unless the next page may have been rendered before.
export const forgetDraft = (key) => isLeaving || remove(key);

// Forgets all drafts but those whose keys begin with one of these.
export const forgetDraftsExcept = (...beginnings) =>
  attempt(() => {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(PREFIX) && !beginnings.some((beginning) => key.startsWith(beginning))) remove(key);
    }
  });

// Keeps the form as it is now, in the same way.
export const keepForm = (form, key, version, saved) =>
  keepDraft(key, { values: String(readForm(form)), writer, version }, saved);

// Returns the draft of a form that differs from what the server has stored, as a request sends it, or null. Other
// people's are forgotten; what a guest typed comes along to the account, as the guest's pictures do. Only a page that
// was just loaded gets one; what the server sends later is newer.
export const takeDraft = (owner, spec, saved) => {
  if (isTaken) return null;
  isTaken = true;
  if (owner !== GUEST) forgetDraftsExcept(draftKey(owner, ""), draftKey(GUEST, ""));
  const own = draftKey(owner, spec);
  for (const key of new Set([own, draftKey(GUEST, spec)])) {
    const draft = recallDraft(key);
    if (draft) remove(key);
    if (!draft || draft.values === saved) continue;
    // It stays until the server has it.
    keepDraft(own, draft);
    return { draft_values: draft.values, draft_version: draft.version, draft_writer: draft.writer };
  }
  return null;
};

// The values of the form, as they are stored. A file is none: it is uploaded by itself, and a script takes its field
// out of the form, which would look like a change.
export const readForm = (form) => {
  const values = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
  for (const name of PASSING) values.delete(name);
  return values;
};

// The values that the server rendered; none if some of them were changed before this module was loaded.
export const readStored = (form) => ([...form.elements].some(isTouched) ? "" : String(readForm(form)));
