"""URLs and file names of pictures."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, count
from pathlib import PurePath
from uuid import UUID, uuid4

from django.urls import reverse

from playground.generations.models import Asset, Generation, Picture, StoredImage
from playground.imaging.names import download_name, name_shape, short_token
from playground.pages import messages
from playground.pages.field_text import as_text

# The name in code of a picture that was deleted.
GONE_NAME = "picture.png"


def picture_url(image: StoredImage, name: str = "") -> str:
    """Return the URL of the file, which opens only for its owner.

    The last segment is `name`, under which some browsers save it; without one it is `picture.png` or similar.
    """
    # The URL has the id and not the storage key, because a file under its key opens for anybody for a day.
    return reverse("file", args=[image.id, name or f"picture.{image.format}"])


def thumbnail_url(image: StoredImage, size: str) -> str:
    """Return the URL of a WebP thumbnail, `small` or `large`, which opens only for the owner."""
    return reverse("file", args=[image.id, f"{size}.webp"])


def file_name(image: Asset | Picture, generation: Generation | None = None) -> str:
    """Return the readable file name, the same for downloads, in code and in a ZIP file."""
    token = short_token(image.id)
    if isinstance(image, Asset):
        return download_name(image.name.rpartition(".")[0], (), token, image.format)
    made_by = generation or image.generation
    shape = name_shape(made_by.ratio, image.width, image.height)
    facts = [shape, *guidance_of(made_by), *([f"s{image.seed}"] if made_by.seed_param else [])]
    return download_name(made_by.prompt, facts, token, image.format)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that code reads: its name, and where it comes from unless the person has it on disk, or ""."""

    name: str
    origin: str = ""


def source_files(images: Iterable[Asset | Picture | None], origin: str) -> list[SourceFile]:
    """Return the file of each image as code names it: an upload has the name of the person's own file.

    `origin` is the address of this server, from which the other files can be downloaded.
    """
    listed = list(images)
    names = _distinct([(image, _name_on_disk(image) if image else GONE_NAME) for image in listed])
    return [SourceFile(name, _describe_origin(image, name, origin)) for image, name in zip(listed, names, strict=True)]


def _is_on_disk(image: Asset | Picture) -> bool:
    # An asset that shares the file of another image was copied from a share link.
    return isinstance(image, Asset) and bool(image.name) and not image.stored_as


def _name_on_disk(image: Asset | Picture) -> str:
    return image.name if isinstance(image, Asset) and _is_on_disk(image) else file_name(image)


def _describe_origin(image: Asset | Picture | None, name: str, origin: str) -> str:
    if image is None:
        return messages.PICTURE_GONE.format(name=name)
    if _is_on_disk(image):
        return ""
    sentence = messages.SHARED_PICTURE if isinstance(image, Asset) else messages.PICTURE_OF_HISTORY
    # Code that is rendered once for all requests does not know at which address people open this server.
    url = f"{origin}{picture_url(image)}?download=usual"
    download = messages.DOWNLOAD_FROM.format(url=url) if origin else messages.DOWNLOAD_FIRST
    return sentence.format(name=name, download=download)


def _distinct(named: Iterable[tuple[StoredImage | None, str]]) -> list[str]:
    """Return the names, with a number where another image has the same; an image that is used twice is one file."""
    taken: dict[str, UUID] = {}
    return [_free_name(taken, image.id if image else uuid4(), name) for image, name in named]


def _free_name(taken: dict[str, UUID], id_: UUID, name: str) -> str:
    """Return the name, with a number if another image has it already, and add it to those taken."""
    path = PurePath(name)
    numbered = (f"{path.stem}-{number}{path.suffix}" for number in count(2))
    # On macOS and Windows, names that differ only in their case are one file.
    found = next(free for free in chain([name], numbered) if taken.get(free.casefold(), id_) == id_)
    taken[found.casefold()] = id_
    return found


def guidance_of(generation: Generation) -> list[str]:
    """Return the guidance, like `g4`, or nothing for a model that has none."""
    guidance = generation.by_role("guidance", "guidance")
    return [f"g{as_text(guidance)}"] if isinstance(guidance, int | float) else []
