"""Guests who never made anything go soon, others when they have made nothing new for long; nobody else does."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from playground.accounts.api_keys import create_key
from playground.accounts.models import ApiKey, Owner
from playground.generations.models import Asset, Draft, Generation, Share
from playground.generations.storage.purge_guests import purge_guests
from tests.cast import EDIT, FLEX, Person

type Files = Callable[[], list[str]]


@pytest.fixture(autouse=True)
def thirty_days(settings: Any) -> None:
    settings.GUEST_DAYS = 30


def age(days: int) -> None:
    """Let everything that there is be that many days old."""
    then = timezone.now() - timedelta(days=days)
    for model in (Owner, Generation, Asset, ApiKey):
        model.objects.update(created=then)
    Draft.objects.update(updated=then)
    ApiKey.objects.update(last_used=None)


def purge() -> int:
    return purge_guests(timezone.now())


def test_removes_guests_with_only_drafts_after_a_week(db: None) -> None:
    for _ in range(100):
        Person(Client()).post("save_draft", *FLEX.split("/"), prompt="x")
    age(6)
    assert purge() == 0
    age(8)
    assert purge() == 100
    assert not Owner.objects.exists()
    assert not Draft.objects.exists()


def test_removes_empty_guests_after_a_day(bob: Person) -> None:
    assert purge() == 0
    age(2)
    assert purge() == 1


def test_removes_an_old_guest_with_files_links_and_keys(bob: Person, files: Files) -> None:
    made = bob.make(EDIT, imageUrl=bob.make().pictures.get().key)
    bob.make(EDIT, imageUrl=bob.upload().key)
    link = Share.objects.create(generation=made)
    create_key(bob.owner)
    age(29)
    assert purge() == 0
    age(31)
    assert purge() == 1
    assert files() == []
    for model in (Owner, Generation, Asset, Share, ApiKey):
        assert not model.objects.exists()
    assert bob.client.get(f"/s/{link.slug}/").status_code == 404
    assert bob.see("history").all("li", data_generation=True) == []


@pytest.mark.parametrize("sign", ["made", "uploaded", "typed", "used a key", "waits"])
def test_keeps_a_guest_who_was_active_recently(bob: Person, sign: str) -> None:
    old = bob.make()
    if sign == "waits":
        bob.ask()
    age(31)
    if sign == "made":
        bob.make()
    elif sign == "uploaded":
        bob.upload()
    elif sign == "typed":
        bob.post("save_draft", *FLEX.split("/"), prompt="back again")
    elif sign == "used a key":
        create_key(bob.owner)
        ApiKey.objects.update(created=timezone.now() - timedelta(days=31), last_used=timezone.now())
    assert purge() == 0
    assert Generation.objects.filter(id=old.id).exists()


def test_accounts_are_never_removed(alice: Person) -> None:
    alice.make()
    age(3000)
    assert purge() == 0
    assert Generation.objects.exists()


def test_removes_a_large_history_in_parts(bob: Person, files: Files) -> None:
    bob.ask(variants=4)
    Generation.objects.update(status="cancelled")
    rows = [Generation(**values) for values in Generation.objects.values() for _ in range(30)]
    for number, row in enumerate(rows):
        row.id, row.wire_id, row.batch, row.variant = (type(row)().id, type(row)().wire_id, row.batch, number % 4)
    Generation.objects.bulk_create(rows)
    age(31)
    calls: list[int] = []
    parts = [purge_guests(timezone.now(), lambda: calls.append(1)) for _ in range(4)]
    assert (parts, len(calls)) == ([0, 0, 1, 0], 124)
    assert not Generation.objects.exists()


def test_zero_days_keep_guests_and_what_they_typed(bob: Person, anonymous: Person, settings: Any) -> None:
    settings.GUEST_DAYS = 0
    bob.make()
    anonymous.post("save_draft", *FLEX.split("/"), prompt="x")
    age(3000)
    assert purge() == 0
