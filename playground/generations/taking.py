"""A shared recipe's input pictures, copied to the person who opens it."""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from playground.accounts.models import Owner
from playground.generations.imaging.names import wire_name
from playground.generations.models import Asset, Generation, Picture
from playground.generations.storing import store_thumbnails


def take_inputs(generation: Generation, owner: Owner) -> list[Asset]:
    """Return the inputs as assets of the owner; one who has the same file already gets no second copy.

    An input whose file is gone is left out.
    """
    taken = (_take(entry.image, owner) for entry in generation.inputs.all())
    return [asset for asset in taken if asset is not None]


def _take(image: Asset | Picture, owner: Owner) -> Asset | None:
    kept = Asset.objects.visible_to(owner).filter(sha256=image.sha256, lost=False).first()
    if kept is not None:
        return kept
    try:
        content = image.read()
    except FileNotFoundError:
        return None
    key = wire_name("shared-picture", image.format, timezone.now())
    default_storage.save(key, ContentFile(content))
    facts = {name: getattr(image, name) for name in ("format", "width", "height", "byte_size", "sha256")}
    asset = Asset.objects.create(owner=owner, key=key, name="shared picture", **facts)
    store_thumbnails([asset])
    return asset
