"""An owner removed for good, with everything that was theirs."""

from django.db import transaction

from playground.accounts.models import Owner, User
from playground.accounts.owners import lock_owners
from playground.generations.models import Asset, Input, Picture
from playground.generations.storage.remove import Removed


def remove_owner(owner: Owner) -> int:
    """Remove the owner, their account, rows and files at once; return how many files' rows there were.

    Rows go first, all or none: a file without a row is harmless, and `find_orphans` removes what is left of one that
    a worker stores at this moment.
    """
    with transaction.atomic():
        lock_owners(owner)
        images = [*Picture.objects.filter(generation__owner=owner), *Asset.objects.filter(owner=owner)]
        # Rows that are referred to cannot go before those that refer to them.
        Input.objects.filter(generation__owner=owner).delete()
        user = User.objects.filter(owner=owner).first()
        owner.delete()
        if user:
            user.delete()
    # Somebody else may have a file of theirs by a shared recipe, or they one of somebody else.
    Removed(images).remove_files()
    return len(images)
