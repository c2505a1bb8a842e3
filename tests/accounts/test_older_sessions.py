"""A guest's session with the old cookie name is taken over if an attacker could not gain by it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone

from playground.accounts.api_keys import create_key
from playground.accounts.models import Owner, RemoteKey
from playground.accounts.older_sessions import RENAMING_MIGRATION, cookie_rename_time
from tests.cast import Person
from tests.markup import parse

NAME = "__Host-sessionid"
CHANGED = timezone.now() - timedelta(days=1)


def change_at(moment: datetime) -> None:
    """Let the names have changed then."""
    MigrationRecorder.Migration.objects.filter(app="accounts", name=RENAMING_MIGRATION).update(applied=moment)
    cookie_rename_time.cache_clear()


@pytest.fixture(autouse=True)
def after_the_change(settings: Any, db: None) -> Iterator[None]:
    """Let the names have changed a day ago."""
    change_at(CHANGED)
    yield
    cookie_rename_time.cache_clear()


@pytest.fixture
def older(settings: Any, bob: Person) -> str:
    """Return the key of bob's older session, with a picture in his history, once cookies have their new names."""
    bob.make()
    older = str(bob.client.session.session_key)
    Owner.objects.update(first_visit="a" * 64, created=CHANGED - timedelta(days=2))
    settings.SESSION_COOKIE_NAME = NAME
    return older


def look(**cookies: str) -> tuple[Client, int]:
    """Return a browser that has looked at its history with these cookies, and how many pictures it saw."""
    client = Client()
    client.cookies.load(cookies)
    page = parse(client.get("/history/"))
    return client, len(page.all("li", data_generation=True))


def test_a_guest_keeps_their_history_under_the_new_cookie_name(older: str) -> None:
    client, seen = look(sessionid=older)
    assert seen == 1
    cookie = client.cookies[NAME]
    assert cookie["secure"]
    assert cookie["httponly"]
    assert not client.cookies["sessionid"].value
    assert look(**{NAME: cookie.value})[1] == 1


def test_a_planted_session_sees_nothing_after_the_takeover(older: str) -> None:
    another = Session.objects.get(session_key=older)
    another.session_key = "planted-with-the-other-one"
    another.save(force_insert=True)
    assert look(sessionid=older)[1] == 1
    assert look(sessionid=older)[1] == 0
    assert look(**{NAME: older})[1] == 0
    assert look(sessionid=another.session_key)[1] == 0


def test_a_session_under_the_new_name_takes_precedence(older: str, charlie: Person) -> None:
    client, seen = look(sessionid=older, **{NAME: "a-session-of-this-browser"})
    assert seen == 0
    assert not client.cookies["sessionid"].value
    assert look(sessionid=older)[1] == 1


def test_an_account_has_to_sign_in_again(settings: Any, alice: Person) -> None:
    alice.make()
    key = str(alice.client.session.session_key)
    Owner.objects.update(first_visit="a" * 64, created=CHANGED - timedelta(days=2))
    settings.SESSION_COOKIE_NAME = NAME
    assert look(sessionid=key)[1] == 0


@pytest.mark.parametrize("what", ["API key", "key for a public API", "made since", "too late"])
def test_a_session_is_not_taken_over_if_an_attacker_could_gain(older: str, what: str) -> None:
    owner = Owner.objects.get()
    if what == "API key":
        create_key(owner)
    elif what == "key for a public API":
        RemoteKey.objects.create(owner=owner, dialect="onemin", ciphertext="x", verdict="accepted")
    elif what == "made since":
        Owner.objects.update(created=timezone.now())
    else:
        changed = timezone.now() - timedelta(days=31)
        change_at(changed)
        Owner.objects.update(created=changed - timedelta(days=1))
    assert look(sessionid=older)[1] == 0


def test_without_https_the_cookie_keeps_its_name(bob: Person) -> None:
    bob.make()
    client, seen = look(sessionid=str(bob.client.session.session_key))
    assert seen == 1
    assert client.cookies["sessionid"].value
