"""The names under which a person's pictures are downloaded: by their own pattern, or as the playground names them."""

from collections.abc import Callable

from playground.accounts.models import Owner
from playground.generations.models import Asset, Picture
from playground.library.errors import LibraryRefused
from playground.library.export.patterns import PictureFacts, read_pattern
from playground.pages.picture_urls import file_name

# The value of `?download` that asks for the usual name, which code on a page names the file by.
USUAL_NAME = "usual"


def usual_name(facts: PictureFacts) -> str:
    """Return the playground's own name of a picture, without its ending."""
    return file_name(facts.picture, facts.generation).rpartition(".")[0]


def name_by(pattern: str) -> Callable[[PictureFacts], str]:
    """Return what names pictures by a pattern, or by the usual names without one. Raises `LibraryRefused`."""
    return read_pattern(pattern).name if pattern else usual_name


def pattern_of(owner: Owner | None) -> str:
    """Return the pattern that the owner keeps, or "" for the usual names."""
    pattern = owner.file_pattern if owner else ""
    try:
        name_by(pattern)
    except LibraryRefused:
        # A later release may not have the placeholder any more. A download must not fail for that.
        return ""
    return pattern


def name_for(owner: Owner) -> Callable[[PictureFacts], str]:
    """Return what names the pictures of an owner."""
    return name_by(pattern_of(owner))


def download_name_for(owner: Owner | None, image: Picture | Asset) -> str:
    """Return the file name of a single download; an upload keeps its own name."""
    if owner is None or not owner.file_pattern or isinstance(image, Asset):
        return file_name(image)
    return f"{name_for(owner)(PictureFacts(image, image.generation))}.{image.format}"
