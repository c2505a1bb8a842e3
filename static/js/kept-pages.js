// A page that the browser has kept whole is shown again by Back as it was, also after its person has signed out. It is
// hidden and loaded again if the newest page was of somebody else. Not every browser obeys `no-store` here.

const OWNER = "owner";
const owner = document.body.dataset.owner;

const attempt = (act) => {
  try {
    return act();
  } catch {
    // Without storage nobody knows, so such a page is always loaded again.
    return null;
  }
};

attempt(() => localStorage.setItem(OWNER, owner));
addEventListener("pageshow", ({ persisted }) => {
  if (!persisted || attempt(() => localStorage.getItem(OWNER)) === owner) return;
  document.body.hidden = true;
  location.reload();
});
