"""Moves everything that a guest has to the account that the guest signs in to."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial

from django.db import transaction

from playground.accounts.models import ApiKey, Owner
from playground.accounts.owners import OwnerGone, lock_owners, retry_on_deadlock
from playground.accounts.remote_keys import adopt_keys
from playground.catalog.loading import names_by_role
from playground.generations.models import Asset, Draft, Generation, IdempotencyKey, WebhookDelivery, WebhookReceiver
from playground.generations.storage.stored_bytes import add_bytes
from playground.prices.caps import adopt_spending

# Packages above this one add what moves with the generations.
_moves: list[Callable[[Owner, Owner], None]] = []


def also_adopt(move: Callable[[Owner, Owner], None]) -> None:
    """Let this function move rows, too. It is called with guest and owner, in the transaction and under its locks."""
    if move not in _moves:
        _moves.append(move)


def adopt(guest: Owner, owner: Owner) -> list[Draft]:
    """Move everything that the guest has to the owner, and remove the guest.

    When both have a draft for the same spec, the guest's is kept if it is newer and has a prompt. Return those of the
    owner that it replaced, the latest first.
    """
    return retry_on_deadlock(partial(_adopt, guest, owner))


def _adopt(guest: Owner, owner: Owner) -> list[Draft]:
    with transaction.atomic():
        # A worker that finishes a generation locks first its row and then the owner. Updating the generations before
        # locking the owners follows the same order, so that the two cannot deadlock.
        Generation.objects.filter(owner=guest).update(owner=owner, token="")
        # The lock waits for a request of the guest that is adding a generation, so that its row is moved below. If the
        # guest does not exist any more, another request has adopted them and there is nothing left to move.
        with suppress(OwnerGone):
            lock_owners(guest, owner)
        # Form tokens are unique per owner, and the account may have used the same one. So the token is cleared.
        Generation.objects.filter(owner=guest).update(owner=owner, token="")
        Asset.objects.filter(owner=guest).update(owner=owner)
        ApiKey.objects.filter(owner=guest).update(owner=owner)
        adopt_keys(guest, owner)
        used = IdempotencyKey.objects.filter(owner=owner).values("key")
        IdempotencyKey.objects.filter(owner=guest).exclude(key__in=used).update(owner=owner)
        _adopt_webhooks(guest, owner)
        replaced = _adopt_drafts(guest, owner)
        adopt_spending(guest, owner)
        for move in _moves:
            move(guest, owner)
        if guest.file_pattern:
            Owner.objects.filter(pk=owner.pk, file_pattern="").update(file_pattern=guest.file_pattern)
        add_bytes({owner.pk: sum(Owner.objects.filter(pk=guest.pk).values_list("stored_bytes", flat=True))})
        guest.delete()
    return replaced


def _adopt_drafts(guest: Owner, owner: Owner) -> list[Draft]:
    """Move the drafts, and return those that they replaced: what a person has just typed is what they look for."""
    own = {draft.spec_id: draft for draft in Draft.objects.filter(owner=owner)}
    replaced: list[Draft] = []
    for draft in Draft.objects.filter(owner=guest).order_by("-updated"):
        other = own.get(draft.spec_id)
        if other is not None and (other.updated > draft.updated or not has_prompt(draft)):
            continue
        if other is not None:
            other.delete()
            # A tab of the account that shows the other one is behind now.
            Draft.objects.filter(pk=draft.pk).update(version=max(draft.version, other.version) + 1)
            replaced += [other] if other.values != draft.values else []
        Draft.objects.filter(pk=draft.pk).update(owner=owner)
    return replaced


def has_prompt(draft: Draft) -> bool:
    """Return whether somebody has written a prompt into the form."""
    return any(text.strip() for name in names_by_role("prompt") for text in draft.values.get(name, []))


def _adopt_webhooks(guest: Owner, owner: Owner) -> None:
    """Move the deliveries and the pauses of failing hosts; when both have one for a host, keep the owner's."""
    # Deliveries name their owner without a foreign key. Those of a removed guest would ignore the pauses of hosts.
    WebhookDelivery.objects.filter(owner=guest.pk).update(owner=owner.pk)
    hosts = WebhookReceiver.objects.filter(owner=owner).values("host")
    WebhookReceiver.objects.filter(owner=guest).exclude(host__in=hosts).update(owner=owner)
