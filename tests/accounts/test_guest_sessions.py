"""A guest's session lasts thirty days from the last thing that they did, a user's a year."""

from typing import Any

import pytest
from django.contrib.sessions.models import Session

from playground.accounts.owners import EXTENDED_KEY
from tests.accounts.test_sign_up import sign_up
from tests.cast import FLEX, Person

DAY = 24 * 3600


@pytest.fixture(autouse=True)
def thirty_days(settings: Any) -> None:
    settings.GUEST_DAYS = 30


def cookie_days(person: Person) -> float:
    return float(person.client.cookies["sessionid"]["max-age"]) / DAY


def type_something(person: Person) -> Any:
    return person.post("save_draft", *FLEX.split("/"), prompt="x")


def test_a_guests_session_lasts_thirty_days(anonymous: Person) -> None:
    type_something(anonymous)
    assert cookie_days(anonymous) == 30


def test_a_guests_session_is_extended_once_a_day(anonymous: Person) -> None:
    type_something(anonymous)
    assert "sessionid" not in type_something(anonymous).cookies
    session = anonymous.client.session
    session[EXTENDED_KEY] = "2020-01-01"
    session.save()
    assert "sessionid" in type_something(anonymous).cookies
    assert cookie_days(anonymous) == 30


def test_an_account_keeps_its_session_for_a_year(anonymous: Person) -> None:
    type_something(anonymous)
    sign_up(anonymous)
    assert cookie_days(anonymous) == 365


def test_reading_pages_writes_no_session(anonymous: Person) -> None:
    type_something(anonymous)
    before = list(Session.objects.values())
    anonymous.see("history")
    anonymous.studio()
    assert list(Session.objects.values()) == before
