"""Removes an owner for good, with everything that they have."""

from django.db import transaction

from playground.accounts.models import Owner, User
from playground.accounts.owners import lock_owners
from playground.generations.models import Asset, Input, Picture
from playground.generations.storage.remove import Removed


def remove_owner(owner: Owner) -> int:
    """Remove the owner, their account, rows and files; return the number of images.

    The rows are removed first, all or none. If a worker stores a picture of this owner at the same time, its file
    remains without a row. That is harmless, and `find_orphans` removes it.
    """
    with transaction.atomic():
        lock_owners(owner)
        images = [*Picture.objects.filter(generation__owner=owner), *Asset.objects.filter(owner=owner)]
        # Inputs protect the images that they refer to, so they are removed first.
        Input.objects.filter(generation__owner=owner).delete()
        user = User.objects.filter(owner=owner).first()
        owner.delete()
        if user:
            user.delete()
    # A file may be shared with another owner through a shared recipe; `remove_files` keeps those.
    Removed(images).remove_files()
    return len(images)
