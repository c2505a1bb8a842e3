"""URLs and file names of pictures."""

from django.urls import reverse

from playground.generations.models import Asset, Generation, Picture, StoredImage
from playground.imaging.names import download_name


def picture_url(image: StoredImage) -> str:
    """Return the URL of the file, which opens only for its owner."""
    # The URL has the id and not the storage key, because a file under its key opens for anybody for a day.
    return reverse("file", args=[image.id, f"picture.{image.format}"])


def thumbnail_url(image: StoredImage, size: str) -> str:
    """Return the URL of a WebP thumbnail, `small` or `large`, which opens only for the owner."""
    return reverse("file", args=[image.id, f"{size}.webp"])


def file_name(image: Asset | Picture, generation: Generation | None = None) -> str:
    """Return the readable file name for downloads and in code."""
    if isinstance(image, Asset):
        return download_name(image.name.rpartition(".")[0] or "picture", "input", 0, image.format)
    made_by = generation or image.generation
    return download_name(made_by.prompt, made_by.spec_id.split("/")[1], image.seed, image.format)
