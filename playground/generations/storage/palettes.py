"""The colours of stored pictures."""

from django.core.files.storage import default_storage

from playground.generations.models import StoredImage
from playground.imaging.dominant import dominant_colours


def read_colours(image: StoredImage) -> list[str]:
    """Return the codes of the colours of which the picture mostly consists. Raises `OSError` or `PictureError`."""
    # The thumbnail is read in a hundredth of the time, and has the same colours.
    small = image.thumbnail_keys["small"]
    try:
        with default_storage.open(small) as file:
            return dominant_colours(bytes(file.read()))
    except FileNotFoundError:
        # It is made a moment after the picture.
        return dominant_colours(image.read())
