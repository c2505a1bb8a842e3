"""Suspended owners and excluded guests can look but not generate; owners can have their own limits."""

from typing import Any

import pytest
from django.utils import timezone

from playground.accounts.api_keys import create_key
from playground.accounts.models import Owner
from playground.accounts.standing import NO_GUESTS, SUSPENDED
from playground.generations.models import Draft, Generation
from playground.generations.storage.quota import limit_of
from playground.generations.submission.allowance import allowance_of
from tests.cast import FLEX, Person, make_file

BODY = {"type": "IMAGE_GENERATOR", "model": "black-forest-labs/flux-2-flex", "promptObject": {"prompt": "a fox"}}


@pytest.fixture
def suspended(alice: Person) -> Person:
    """Return alice, suspended after she has made something."""
    alice.make()
    Owner.objects.filter(pk=alice.owner.pk).update(suspended=timezone.now())
    return alice


def test_a_suspended_owner_can_look_but_not_generate(suspended: Person) -> None:
    row = Generation.objects.get()
    for name, args in (("home", ()), ("history", ()), ("generation", (row.id,)), ("keys", ())):
        assert suspended.get(name, *args).status_code == 200
    refused = [suspended.generate(), suspended.post("add_asset", asset=make_file(), htmx=True)]
    refused.append(suspended.post("retry", row.id, htmx=True))
    assert [(answer.status_code, answer.content.decode()) for answer in refused] == [(403, SUSPENDED)] * 3
    page = suspended.generate(htmx=False)
    assert (page.status_code, SUSPENDED in page.content.decode()) == (403, True)
    # Typing is not answered with a refusal at every letter.
    assert suspended.post("save_draft", *FLEX.split("/"), prompt="x").status_code == 204
    assert (Generation.objects.count(), Draft.objects.count()) == (1, 0)
    assert suspended.post("delete", row.id, htmx=True).status_code == 200


def test_the_api_tells_a_suspended_owner_why(suspended: Person) -> None:
    _, raw = create_key(suspended.owner)
    for path, header in (("/api/features", "API-KEY"), ("/v2/images/generate", "X-API-Key")):
        answer = suspended.client.post(path, BODY, "application/json", headers={header: raw})
        assert (answer.status_code, SUSPENDED in answer.content.decode()) == (403, True)
    assert Generation.objects.count() == 1


def test_without_guests_generating_needs_an_account(
    anonymous: Person, bob: Person, alice: Person, settings: Any
) -> None:
    old = bob.make()
    settings.GUESTS = False
    for guest in (anonymous, bob):
        assert guest.get("home").status_code == 200
        assert guest.generate().headers["HX-Redirect"] == "/account/login/"
        assert guest.generate(htmx=False).headers["Location"].startswith("/account/login/")
    assert bob.get("generation", old.id).status_code == 200
    _, raw = create_key(bob.owner)
    answer = bob.client.post("/api/features", BODY, "application/json", headers={"API-KEY": raw})
    assert (answer.status_code, NO_GUESTS in answer.content.decode()) == (403, True)
    assert alice.generate().status_code == 200
    assert set(Generation.objects.exclude(pk=old.pk).values_list("owner", flat=True)) == {alice.owner.pk}


def test_without_registration_nobody_can_sign_up(anonymous: Person, settings: Any) -> None:
    assert "Create an account" in anonymous.get("account_login").content.decode()
    settings.REGISTRATION = False
    assert "Create an account" not in anonymous.get("account_login").content.decode()
    assert "No new accounts" in anonymous.get("account_signup").content.decode()
    answer = anonymous.post("account_signup", email="new@example.com", password1="correct-horse-battery")
    assert "No new accounts" in answer.content.decode()
    assert not Owner.objects.exists()


def test_an_owners_own_limits_replace_the_general_ones(alice: Person, settings: Any) -> None:
    settings.SERVER_KEYS_A_DAY, settings.STORAGE_PER_USER_MB = 100, 5000
    owner = alice.owner
    assert (allowance_of(owner), limit_of(owner)) == (100, 5000 * 1024 * 1024)
    owner.pictures_a_day, owner.storage_mb = 3, 10
    assert (allowance_of(owner), limit_of(owner)) == (3, 10 * 1024 * 1024)
