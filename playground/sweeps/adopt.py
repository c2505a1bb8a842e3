"""Moves a guest's sweeps to the account that the guest signs in to."""

from playground.accounts.models import Owner
from playground.generations.adopt import also_adopt
from playground.generations.storage.purge_guests import also_keep
from playground.sweeps.models import Sweep


def adopt_sweeps(guest: Owner, owner: Owner) -> None:
    """Move the sweeps; the caller has a transaction and has locked both owners."""
    Sweep.objects.filter(owner=guest).update(owner=owner)


also_adopt(adopt_sweeps)
also_keep(Sweep, "created")
