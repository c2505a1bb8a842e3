// What the pages keep in this browser. It may allow no storage, and its storage may be full.

// Whose things those are who have not signed in.
export const GUEST = "guest";

// Returns what the function returns, or null if the browser refuses.
export const attempt = (act) => {
  try {
    return act();
  } catch {
    return null;
  }
};
