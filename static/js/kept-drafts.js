// Forms that the server has not confirmed yet, kept in this browser: for each person and model one, with the page that
// wrote it. A browser that allows no storage, or whose storage is full, only has the server's copy.

const PREFIX = "draft:";

const attempt = (act) => {
  try {
    return act();
  } catch {
    return null;
  }
};

export const draftKey = (owner, spec) => `${PREFIX}${owner}:${spec}`;

export const keepDraft = (key, draft) => attempt(() => localStorage.setItem(key, JSON.stringify(draft)));

export const recallDraft = (key) => attempt(() => JSON.parse(localStorage.getItem(key)));

export const forgetDraft = (key) => attempt(() => localStorage.removeItem(key));

// Forgets all drafts but those whose keys begin with one of these.
export const forgetDraftsExcept = (...beginnings) =>
  attempt(() => {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(PREFIX) && !beginnings.some((beginning) => key.startsWith(beginning))) forgetDraft(key);
    }
  });
