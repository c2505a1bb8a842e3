"""Removes an owner for good, with everything that they have."""

from contextlib import suppress
from functools import partial

from django.db import transaction

from playground.accounts.models import Owner, User
from playground.accounts.owners import OwnerGone, lock_owners, retry_on_deadlock
from playground.generations.models import Asset, Generation, Input, Picture, StoredImage
from playground.generations.models.states import ACTIVE
from playground.generations.storage.remove import Removed


def remove_owner(owner: Owner) -> int:
    """Remove the owner, their account, rows and files; return the number of images.

    The rows are removed first, all or none. If a worker stores a picture of this owner at the same time, its file
    remains without a row. That is harmless, and `find_orphans` removes it. An owner who is gone already has no images.
    """
    images: list[StoredImage] = []
    with suppress(OwnerGone):
        images = retry_on_deadlock(partial(_remove_rows, owner))
    # A file may be shared with another owner through a shared recipe; `remove_files` keeps those.
    Removed(images).remove_files()
    return len(images)


def _remove_rows(owner: Owner) -> list[StoredImage]:
    with transaction.atomic():
        # A worker that finishes a generation locks first its row and then the owner. With the same order here the two
        # cannot deadlock.
        list(
            Generation.objects.select_for_update()
            .filter(owner=owner, status__in=ACTIVE)
            .order_by("pk")
            .values_list("pk")
        )
        lock_owners(owner)
        images: list[StoredImage] = [
            *Picture.objects.filter(generation__owner=owner),
            *Asset.objects.filter(owner=owner),
        ]
        # Inputs protect the images that they refer to, so they are removed first.
        Input.objects.filter(generation__owner=owner).delete()
        user = User.objects.filter(owner=owner).first()
        # Not `owner.delete()`, which clears the id that a repetition needs.
        Owner.objects.filter(pk=owner.pk).delete()
        if user:
            user.delete()
    return images
