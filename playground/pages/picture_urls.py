"""URLs and file names of pictures."""

from collections.abc import Iterable
from itertools import chain, count
from uuid import UUID, uuid4

from django.urls import reverse

from playground.catalog.sizes import RATIO
from playground.catalog.spec import Value
from playground.generations.models import Asset, Generation, Picture, StoredImage
from playground.imaging.names import download_name, short_token
from playground.pages.field_text import as_text


def picture_url(image: StoredImage) -> str:
    """Return the URL of the file, which opens only for its owner."""
    # The URL has the id and not the storage key, because a file under its key opens for anybody for a day.
    return reverse("file", args=[image.id, f"picture.{image.format}"])


def thumbnail_url(image: StoredImage, size: str) -> str:
    """Return the URL of a WebP thumbnail, `small` or `large`, which opens only for the owner."""
    return reverse("file", args=[image.id, f"{size}.webp"])


def file_name(image: Asset | Picture, generation: Generation | None = None) -> str:
    """Return the readable file name, the same for downloads, in code and in a ZIP file."""
    token = short_token(image.id)
    if isinstance(image, Asset):
        return download_name(image.name.rpartition(".")[0], (), token, image.format)
    made_by = generation or image.generation
    facts = [shape_of(made_by, image), *guidance_of(made_by), f"s{image.seed}"]
    return download_name(made_by.prompt, facts, token, image.format)


def file_names(images: Iterable[Asset | Picture | None]) -> list[str]:
    """Return a name for each image, never the same for two of them; None is a picture that was deleted meanwhile."""
    names: dict[str, UUID] = {}
    return [_free_name(names, image) for image in images]


def _free_name(taken: dict[str, UUID], image: Asset | Picture | None) -> str:
    """Return the image's name, with a number if another image has it already, and add it to those taken."""
    id_, name = (image.id, file_name(image)) if image else (uuid4(), "picture.png")
    stem, _, ending = name.rpartition(".")
    numbered = (f"{stem}-{number}.{ending}" for number in count(2))
    # An image that is used twice is one file, and keeps its name.
    found = next(free for free in chain([name], numbered) if taken.get(free, id_) == id_)
    taken[found] = id_
    return found


def shape_of(generation: Generation, picture: Picture) -> str:
    """Return the chosen aspect ratio, like `9x16`, or without one the size in pixels."""
    ratio = str(resolved_for(generation, "ratio", "aspect_ratio"))
    # A picture with the shape of its input, or with a custom size, has no ratio that one would recognise.
    return ratio.replace(":", "x") if RATIO.fullmatch(ratio) else f"{picture.width}x{picture.height}"


def guidance_of(generation: Generation) -> list[str]:
    """Return the guidance, like `g4`, or nothing for a model that has none."""
    guidance = resolved_for(generation, "guidance", "guidance")
    return [f"g{as_text(guidance)}"] if isinstance(guidance, int | float) else []


def resolved_for(generation: Generation, role: str, usual: str) -> Value | None:
    """Return the value of the parameter with the role; `usual` names it where the catalog no longer has the model."""
    parameter = generation.spec.by_role(role) if generation.spec else None
    value: Value | None = generation.resolved.get(parameter.name if parameter else usual)
    return value
