"""A shared recipe's input pictures, made the own ones of the person who opens it without copying a file."""

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from playground.accounts.models import Owner
from playground.accounts.owners import lock_owners
from playground.generations.models import Asset, Generation, Picture
from playground.generations.storage.quota import make_room
from playground.generations.storage.usage import add_bytes
from playground.imaging.names import wire_name


def take_inputs(generation: Generation, owner: Owner) -> list[Asset]:
    """Return the inputs as assets of the owner, all or none; raise `StorageFull` where they do not fit.

    One who has the same file already gets no second row. An input whose file is gone is left out.
    """
    with transaction.atomic():
        lock_owners(owner)
        taken = (_take(entry.image, owner) for entry in generation.inputs.all())
        return [asset for asset in taken if asset is not None]


def _take(image: Asset | Picture, owner: Owner) -> Asset | None:
    kept = Asset.objects.visible_to(owner).filter(sha256=image.sha256, lost=False).first()
    if kept is not None:
        return kept
    # Whoever removes the source now waits, and then finds that its file is still referred to.
    source = type(image)._default_manager.select_for_update().filter(pk=image.pk, lost=False).first()
    if source is None or not default_storage.exists(source.file_key):
        return None
    size = source.byte_size + source.derived_bytes
    # Its row is read anew each time, since every input adds to it.
    make_room(Owner.objects.get(pk=owner.pk), size)
    add_bytes({owner.pk: size})
    facts = ("format", "width", "height", "byte_size", "derived_bytes", "sha256")
    return Asset.objects.create(
        owner=owner,
        name="shared picture",
        key=wire_name("shared-picture", source.format, timezone.now()),
        stored_as=source.file_key,
        **{name: getattr(source, name) for name in facts},
    )
