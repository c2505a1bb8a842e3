"""Gives a person who opens a shared recipe its input pictures as assets. The files are shared, not copied."""

from collections.abc import Sequence
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from playground.accounts.models import Owner
from playground.accounts.owners import lock_owners, retry_on_deadlock
from playground.generations.models import Asset, Generation, Picture
from playground.generations.storage.quota import ensure_space
from playground.generations.storage.stored_bytes import add_bytes
from playground.imaging.names import wire_name


def copy_shared_inputs(generation: Generation, owner: Owner) -> list[Asset]:
    """Return the inputs as assets of the owner, all or none; raise `StorageFull` when they do not fit.

    If the owner already has the same file, its row is used. An input whose file is gone is left out.
    """
    return retry_on_deadlock(partial(_copy_all, generation, owner))


def match_roles(generation: Generation, copies: Sequence[Asset]) -> dict[str, str]:
    """Return what the copies are for, by their keys."""
    roles = {entry.image.sha256: entry.role for entry in generation.inputs.all()}
    return {asset.key: roles[asset.sha256] for asset in copies if roles.get(asset.sha256)}


def _copy_all(generation: Generation, owner: Owner) -> list[Asset]:
    with transaction.atomic():
        lock_owners(owner)
        copies = (_copy(entry.image, owner) for entry in generation.inputs.all())
        return [asset for asset in copies if asset is not None]


def _copy(image: Asset | Picture, owner: Owner) -> Asset | None:
    existing = Asset.objects.visible_to(owner).filter(sha256=image.sha256, lost=False).first()
    if existing is not None:
        return existing
    # The row lock makes a concurrent removal of the source wait. It then sees the new row and keeps the file.
    source = type(image)._default_manager.select_for_update().filter(pk=image.pk, lost=False).first()
    # A file may be gone although its row is not marked as lost yet.
    if source is None or not default_storage.exists(source.file_key):
        return None
    size = source.byte_size + source.derived_bytes
    # The owner's row is read again for each input, because each one adds to its stored bytes.
    ensure_space(Owner.objects.get(pk=owner.pk), size)
    add_bytes({owner.pk: size})
    facts = ("format", "width", "height", "byte_size", "derived_bytes", "sha256")
    return Asset.objects.create(
        owner=owner,
        name="shared picture",
        key=wire_name("shared-picture", source.format, timezone.now()),
        # The source may share the file of another image, so its own key may name no file.
        stored_as=source.file_key,
        **{name: getattr(source, name) for name in facts},
    )
