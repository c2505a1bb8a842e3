"""The input pictures that params refer to by their keys."""

from collections.abc import Mapping, Sequence

from playground.accounts.models import Owner
from playground.catalog.spec import Issue, ModelSpec, Value
from playground.engines.base import InputPicture
from playground.generations.models import Asset, Generation, Input, Picture


class UnknownImage(LookupError):
    """Params refer to a picture that the owner does not have; `issue` says so at its field."""

    def __init__(self, issue: Issue) -> None:
        super().__init__(issue.message)
        self.issue = issue


def image_keys(spec: ModelSpec, params: Mapping[str, Value]) -> list[str]:
    """Return the keys that the params refer to, in order."""
    parameter = spec.by_role("picture")
    value = params.get(parameter.name) if parameter else None
    if isinstance(value, str):
        return [value]
    return [str(key) for key in value] if isinstance(value, list) else []


def is_foreign(reference: str) -> bool:
    """Whether the reference is an address elsewhere, whose picture is still to be fetched, and no key."""
    return reference[:8].lower().startswith(("http://", "https://"))


def find_by_key(owner: Owner | None, keys: Sequence[str]) -> dict[str, Asset | Picture]:
    """Return the owner's images that have one of the keys."""
    if not keys or owner is None:
        return {}
    found: dict[str, Asset | Picture] = {
        asset.key: asset for asset in Asset.objects.visible_to(owner).filter(key__in=keys, lost=False)
    }
    if len(found) < len(set(keys)):
        pictures = Picture.objects.visible_to(owner).filter(key__in=keys, lost=False).select_related("generation")
        found.update((picture.key, picture) for picture in pictures)
    return found


def find_images(
    owner: Owner, spec: ModelSpec, params: Mapping[str, Value], *, fetches: bool = False
) -> list[Asset | Picture | None]:
    """Return the images in the order of the params, or raise `UnknownImage`.

    With `fetches` an address elsewhere is no error: None stands in its place.
    """
    keys = image_keys(spec, params)
    found = find_by_key(owner, keys)
    parameter = spec.by_role("picture")
    for position, key in enumerate(keys, start=1):
        if parameter and key not in found and not (fetches and is_foreign(key)):
            which = f"picture {position}" if parameter.kind == "images" else "the picture"
            sentence = f"{parameter.name}: {which} is no longer there. Remove it and choose it again."
            raise UnknownImage(Issue(parameter.name, sentence))
    return [found.get(key) for key in keys]


def read_inputs(generation: Generation, spec: ModelSpec) -> tuple[InputPicture, ...]:
    """Return the input pictures in order; where the params name none, nothing is asked for."""
    if not image_keys(spec, generation.resolved):
        return ()
    entries = generation.inputs.select_related("asset", "picture")
    return tuple(InputPicture(entry.image.read(), entry.image.size) for entry in entries)


def make_inputs(generation: Generation, images: Sequence[Asset | Picture | None]) -> list[Input]:
    """Return unsaved rows for the images, each at its place; none for an image that is not there yet."""
    return [
        Input(
            generation=generation,
            position=position,
            asset=image if isinstance(image, Asset) else None,
            picture=image if isinstance(image, Picture) else None,
        )
        for position, image in enumerate(images)
        if image is not None
    ]
