"""Input pictures: params refer to them by storage key, or by URL where that is allowed."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from playground.accounts.models import Owner
from playground.catalog.spec import ModelSpec, Value
from playground.engines.base import InputPicture
from playground.errors import SubmissionRefused
from playground.generations.models import Asset, Generation, Input, Picture

NO_ROLES: Mapping[str, str] = MappingProxyType({})


class UnknownImage(SubmissionRefused):
    """The params refer to a picture that the owner does not have; `field` is the parameter."""

    status = 400

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


def image_keys(spec: ModelSpec, params: Mapping[str, Value]) -> list[str]:
    """Return the keys or URLs of the pictures in the params, in order."""
    parameter = spec.by_role("picture")
    value = params.get(parameter.name) if parameter else None
    if isinstance(value, str):
        return [value]
    return [str(key) for key in value] if isinstance(value, list) else []


def is_url(reference: str) -> bool:
    """Return whether the reference is a URL to fetch instead of a storage key."""
    return reference[:8].lower().startswith(("http://", "https://"))


def find_by_key(owner: Owner | None, keys: Sequence[str]) -> dict[str, Asset | Picture]:
    """Return the owner's images that have one of the keys."""
    # Keys come from forms and files. No image has one with a NUL, which PostgreSQL refuses even to look for.
    keys = [key for key in dict.fromkeys(keys) if "\0" not in key]
    if not keys or owner is None:
        return {}
    # The params may contain anybody's key, so only images of this owner are looked up.
    found: dict[str, Asset | Picture] = {
        asset.key: asset for asset in Asset.objects.visible_to(owner).filter(key__in=keys, lost=False)
    }
    if len(found) < len(keys):
        pictures = Picture.objects.visible_to(owner).filter(key__in=keys, lost=False).select_related("generation")
        found.update((picture.key, picture) for picture in pictures)
    return found


def find_by_sha256(owner: Owner, hashes: Sequence[str]) -> dict[str, str]:
    """Return the keys of the owner's images that have one of the hashes, by hash."""
    if not hashes:
        return {}
    assets = Asset.objects.visible_to(owner).filter(sha256__in=hashes, lost=False)
    pictures = Picture.objects.visible_to(owner).filter(sha256__in=hashes, lost=False)
    found = dict(assets.values_list("sha256", "key"))
    # Hashes have no index, so this reads all pictures of the owner, after a click that seldom comes.
    return found if len(found) == len(set(hashes)) else dict(pictures.values_list("sha256", "key")) | found


def find_images(
    owner: Owner, spec: ModelSpec, params: Mapping[str, Value], *, allow_urls: bool = False
) -> list[Asset | Picture | None]:
    """Return the images in the order of the params, or raise `UnknownImage`.

    With `allow_urls` a URL is accepted and gives None, because the worker fetches it later.
    """
    keys = image_keys(spec, params)
    found = find_by_key(owner, keys)
    parameter = spec.by_role("picture")
    for position, key in enumerate(keys, start=1):
        if parameter and key not in found and not (allow_urls and is_url(key)):
            which = f"picture {position}" if parameter.kind == "images" else "the picture"
            sentence = f"{parameter.name}: {which} no longer exists. Remove it and choose another."
            raise UnknownImage(parameter.name, sentence)
    return [found.get(key) for key in keys]


def read_inputs(generation: Generation, spec: ModelSpec) -> tuple[InputPicture, ...]:
    """Return the contents of the input pictures in order."""
    # Most requests have no inputs, and need no query to find that out.
    if not image_keys(spec, generation.resolved):
        return ()
    entries = generation.inputs.select_related("asset", "picture")
    return tuple(InputPicture(entry.image.read(), entry.image.size) for entry in entries)


def roles_of(generation: Generation) -> dict[str, str]:
    """Return what its input pictures are for, by their keys, without those of which nobody said it."""
    # Most requests have no inputs, and need no query to find that out.
    spec = generation.spec
    if spec is None or not image_keys(spec, generation.resolved):
        return {}
    return {entry.image.key: entry.role for entry in generation.inputs.all() if entry.role}


def make_inputs(
    generation: Generation, images: Sequence[Asset | Picture | None], roles: Mapping[str, str] = NO_ROLES
) -> list[Input]:
    """Return unsaved rows that keep each image's position; an image that is still to be fetched gets no row.

    `roles` are those of the images, by their keys.
    """
    return [
        Input(
            generation=generation,
            position=position,
            role=roles.get(image.key, ""),
            asset=image if isinstance(image, Asset) else None,
            picture=image if isinstance(image, Picture) else None,
        )
        for position, image in enumerate(images)
        if image is not None
    ]
