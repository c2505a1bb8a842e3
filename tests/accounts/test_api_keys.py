"""Keys of this server's API: made, shown once, named, revoked, counted; and the command that makes one."""

import hashlib
import re
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from playground.accounts.api_keys import count_request, create_key, find_api_key
from playground.accounts.models import ApiKey, Owner, User
from playground.pages.keys import MAX_KEYS
from tests.cast import Person
from tests.conftest import PASSWORD
from tests.markup import parse

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
SHAPE = re.compile(r"pg_[A-Za-z0-9]{32}")


def shown_key(response: Any) -> str:
    return parse(response).by_id("raw-key").text


def test_a_key_is_stored_as_a_digest_and_a_prefix(bob: Person) -> None:
    key, raw = create_key(bob.owner, "laptop")
    assert SHAPE.fullmatch(raw)
    assert key.digest == hashlib.sha256(raw.encode()).hexdigest()
    assert raw.startswith(key.prefix)
    assert len(key.prefix) < 12
    assert raw not in str(ApiKey.objects.values())


def test_a_key_is_found_by_its_raw_value(bob: Person) -> None:
    key, raw = create_key(bob.owner)
    found = find_api_key(raw)
    assert found is not None
    assert (found, found.owner) == (key, bob.owner)
    assert find_api_key(raw[:-1]) is None
    assert find_api_key(raw.lower()) is None
    assert find_api_key(key.digest) is None
    assert find_api_key("\ud800") is None


def test_a_revoked_key_is_not_found(bob: Person) -> None:
    key, raw = create_key(bob.owner)
    key.revoke()
    assert find_api_key(raw) is None


def test_a_key_of_a_closed_account_is_not_found(alice: Person) -> None:
    _, raw = create_key(alice.owner)
    assert find_api_key(raw) is not None
    User.objects.update(is_active=False)
    assert find_api_key(raw) is None


def test_requests_are_limited_per_minute(bob: Person) -> None:
    key, _ = create_key(bob.owner)
    second = timedelta(seconds=1)
    assert [count_request(key, 3, NOON + number * second) for number in range(3)] == [0, 0, 0]
    assert count_request(key, 3, NOON + 20 * second) == 40
    assert count_request(key, 3, NOON + 59.5 * second) == 1
    assert count_request(key, 3, NOON + 60 * second) == 0


def test_requests_are_counted_per_owner(bob: Person, charlie: Person) -> None:
    (first, _), (second, _), (other, _) = create_key(bob.owner), create_key(bob.owner), create_key(charlie.owner)
    assert count_request(first, 2, NOON) == count_request(second, 2, NOON) == count_request(other, 2, NOON) == 0
    assert count_request(first, 2, NOON) == count_request(second, 2, NOON) == 60
    assert count_request(other, 2, NOON) == 0


def test_the_last_use_is_written_once_a_minute(bob: Person) -> None:
    key, _ = create_key(bob.owner)
    for seconds in (0, 30, 59):
        count_request(key, 600, NOON + timedelta(seconds=seconds))
    key.refresh_from_db()
    assert key.last_used == NOON
    count_request(key, 600, NOON + timedelta(seconds=61))
    key.refresh_from_db()
    assert key.last_used == NOON + timedelta(seconds=61)


def test_the_command_makes_a_user_and_prints_the_key_last(db: None) -> None:
    printed = StringIO()
    call_command("create_api_key", "Dora@Example.com", name="script", stdout=printed)
    key = find_api_key(printed.getvalue().split()[-1])
    assert key is not None
    assert key.name == "script"
    assert key.owner.user is not None
    assert key.owner.user.email == "dora@example.com"
    assert not key.owner.user.has_usable_password()


def test_the_command_gives_a_known_user_one_more_key(alice: Person) -> None:
    printed = StringIO()
    for _ in range(2):
        call_command("create_api_key", "alice@example.com", stdout=printed)
    assert alice.owner.api_keys.count() == 2
    assert User.objects.count() == 1


def test_the_command_refuses_an_invalid_address(db: None) -> None:
    with pytest.raises(CommandError, match="is not an e-mail address"):
        call_command("create_api_key", "dora")
    assert not User.objects.exists()


@pytest.mark.parametrize("name", ["alice", "bob"])
def test_a_new_key_is_shown_once(request: pytest.FixtureRequest, name: str) -> None:
    person: Person = request.getfixturevalue(name)
    response = person.post("keys", name="laptop")
    raw = shown_key(response)
    found = find_api_key(raw)
    assert found is not None
    assert (found.owner, found.name) == (person.owner, "laptop")
    assert response["Cache-Control"] == "no-store, no-transform"
    assert raw not in person.get("keys").content.decode()


def test_creating_a_key_creates_an_owner(anonymous: Person) -> None:
    assert anonymous.see("keys").all(data_key=True) == []
    assert not Owner.objects.exists()
    key = find_api_key(shown_key(anonymous.post("keys")))
    assert key is not None
    assert key.owner == anonymous.owner


def test_the_list_shows_prefix_name_and_last_use(bob: Person, charlie: Person) -> None:
    key, _ = create_key(bob.owner, "laptop")
    create_key(charlie.owner, "phone")
    (row,) = bob.see("keys").all(data_key=True)
    assert f"{key.prefix}…" in row.text
    assert "laptop" in row.text
    assert "never" in row.text
    count_request(key, 600, NOON)
    (row,) = bob.see("keys").all(data_key=True)
    assert "4 May 2026, 12:00" in row.text
    assert "never" not in row.text
    assert key.digest not in str(bob.get("keys").content)


def test_a_key_can_be_renamed(bob: Person) -> None:
    key, _ = create_key(bob.owner, "laptop")
    assert bob.post("rename_key", key.id, name="phone").status_code == 302
    key.refresh_from_db()
    assert key.name == "phone"


def test_a_revoked_key_leaves_the_list_at_once(bob: Person) -> None:
    key, raw = create_key(bob.owner)
    assert bob.post("revoke_key", key.id).status_code == 302
    assert find_api_key(raw) is None
    assert bob.see("keys").all(data_key=True) == []
    assert bob.post("rename_key", key.id, name="desk").status_code == 404
    revoked = ApiKey.objects.get().revoked
    # A second click says the same.
    assert bob.post("revoke_key", key.id).status_code == 302
    assert ApiKey.objects.get().revoked == revoked


def test_a_stranger_cannot_change_a_key(bob: Person, charlie: Person, anonymous: Person) -> None:
    key, raw = create_key(bob.owner, "laptop")
    for person in (charlie, anonymous):
        assert person.post("revoke_key", key.id).status_code == 404
        assert person.post("rename_key", key.id, name="mine").status_code == 404
    found = find_api_key(raw)
    assert found is not None
    assert found.name == "laptop"


def test_a_get_request_does_not_revoke(bob: Person) -> None:
    key, raw = create_key(bob.owner)
    assert bob.get("revoke_key", key.id).status_code == bob.get("rename_key", key.id).status_code == 405
    assert find_api_key(raw) is not None


def test_another_site_cannot_create_a_key(bob: Person) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = bob.client.cookies
    assert client.post("/account/keys/", headers={"Accept": "text/html"}).status_code == 403
    assert not ApiKey.objects.exists()


def test_a_name_that_is_too_long_is_refused(bob: Person) -> None:
    response = bob.post("keys", name="x" * 61)
    assert response.status_code == 422
    assert not ApiKey.objects.exists()


def test_the_number_of_keys_is_limited(bob: Person) -> None:
    for _ in range(MAX_KEYS):
        create_key(bob.owner)
    response = bob.post("keys")
    assert response.status_code == 422
    assert str(MAX_KEYS) in parse(response).text
    assert bob.owner.api_keys.count() == MAX_KEYS


def test_the_list_needs_as_many_queries_for_many_keys_as_for_one(bob: Person, django_assert_num_queries: Any) -> None:
    create_key(bob.owner)
    with django_assert_num_queries(3):
        bob.see("keys")
    create_key(bob.owner)
    with django_assert_num_queries(3):
        bob.see("keys")


def test_a_guests_keys_move_on_signing_in(alice: Person, bob: Person) -> None:
    _, raw = create_key(bob.owner)
    owner = alice.owner
    bob.client.post("/account/login/", {"login": "alice@example.com", "password": PASSWORD})
    found = find_api_key(raw)
    assert found is not None
    assert found.owner == owner
