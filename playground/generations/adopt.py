"""A guest's things on the way to the account that the guest signed in to."""

from contextlib import suppress
from functools import partial

from django.db import transaction

from playground.accounts.models import ApiKey, Owner
from playground.accounts.owners import again_after_deadlock, lock_owners
from playground.accounts.remote_keys import adopt_keys
from playground.generations.models import Asset, Draft, Generation, IdempotencyKey
from playground.generations.storage.stored_bytes import add_bytes


def adopt(guest: Owner, owner: Owner) -> None:
    """Move everything that the guest has to the owner, and remove the guest; the owner's own drafts win."""
    again_after_deadlock(partial(_adopt, guest, owner))


def _adopt(guest: Owner, owner: Owner) -> None:
    with transaction.atomic():
        # First without the lock, since a worker that finishes one of them takes the locks in this order.
        Generation.objects.filter(owner=guest).update(owner=owner, token="")
        # A request of the guest that makes a generation right now ends before, so that its row is moved with the rest.
        # A guest who is gone was adopted by another request, and has nothing left to move.
        with suppress(Owner.DoesNotExist):
            lock_owners(guest, owner)
        # The account may have used the same form token before; a token counts within one owner's rows.
        Generation.objects.filter(owner=guest).update(owner=owner, token="")
        Asset.objects.filter(owner=guest).update(owner=owner)
        ApiKey.objects.filter(owner=guest).update(owner=owner)
        adopt_keys(guest, owner)
        used = IdempotencyKey.objects.filter(owner=owner).values("key")
        IdempotencyKey.objects.filter(owner=guest).exclude(key__in=used).update(owner=owner)
        own = Draft.objects.filter(owner=owner).values("spec_id")
        Draft.objects.filter(owner=guest).exclude(spec_id__in=own).update(owner=owner)
        add_bytes({owner.pk: sum(Owner.objects.filter(pk=guest.pk).values_list("stored_bytes", flat=True))})
        guest.delete()
