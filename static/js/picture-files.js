// Which file a picture of the studio shows: the whole one where somebody saves it, a thumbnail in the filmstrip.

// By then the worker has made the thumbnail, and the click and its answer are over.
const THUMBNAIL_AFTER = 5000;

// The browser's own menu saves the file that is shown, which on the stage may be a thumbnail.
document.addEventListener("contextmenu", ({ target }) => {
  const link = target.closest?.(".card-picture");
  const picture = link?.querySelector("img[srcset]");
  if (!picture) return;
  picture.removeAttribute("srcset");
  picture.src = link.dataset.view;
});

const shrink = async (picture, small) => {
  const thumbnail = new Image();
  thumbnail.src = small;
  await thumbnail.decode().catch(() => null);
  if (thumbnail.naturalWidth) picture.src = thumbnail.src;
};

// A new frame shows the file that the stage shows too, until there is a thumbnail.
const shrinkLater = () => {
  for (const picture of document.querySelectorAll("#frames img[data-small]")) {
    setTimeout(shrink, THUMBNAIL_AFTER, picture, picture.dataset.small);
    delete picture.dataset.small;
  }
};

for (const type of ["htmx:afterSettle", "cards-changed"]) document.addEventListener(type, shrinkLater);
