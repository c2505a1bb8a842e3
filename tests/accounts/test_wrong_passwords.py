"""Wrong passwords close an account to those who sent them, and not to its owner."""

import pytest
from django.test import Client

from playground.accounts.sign_in_attempts import WRONG_AN_HOUR, note_wrong_password
from tests.cast import Person
from tests.conftest import PASSWORD

pytestmark = pytest.mark.usefixtures("fresh_counts", "alice")
EMAIL = "alice@example.com"


def sign_in(address: str, password: str = PASSWORD, email: str = EMAIL) -> bool:
    """Return whether a new browser at this address is signed in with the password."""
    fields = {"login": email, "password": password}
    return bool(Client(REMOTE_ADDR=address).post("/account/login/", fields).status_code == 302)


def test_a_strangers_wrong_passwords_do_not_lock_the_owner_out() -> None:
    for _ in range(8):
        assert not sign_in("203.0.113.7", "wrong")
    assert not sign_in("203.0.113.7")
    assert sign_in("198.51.100.2")


def test_neighbours_in_one_ipv6_network_are_counted_together() -> None:
    for number in range(5):
        assert not sign_in(f"2001:db8::{number}", "wrong")
    assert not sign_in("2001:db8::99")
    assert sign_in("2001:db8:0:1::1")


def test_one_persons_wrong_passwords_lock_no_other_account_at_the_address(charlie: Person) -> None:
    for _ in range(6):
        assert not sign_in("203.0.113.7", "wrong")
    assert sign_in("203.0.113.7", email="charlie@example.com")


def test_guesses_from_many_networks_have_a_limit_that_spares_the_owners_own() -> None:
    assert sign_in("198.51.100.2")
    for _ in range(WRONG_AN_HOUR):
        note_wrong_password(EMAIL)
    assert not sign_in("203.0.113.9")
    assert sign_in("198.51.100.2")


def test_an_account_that_does_not_exist_is_answered_alike() -> None:
    answers = []
    for email in (EMAIL, "nobody@example.com"):
        for _ in range(6):
            response = Client(REMOTE_ADDR="203.0.113.7").post("/account/login/", {"login": email, "password": "x" * 12})
        answers.append(response.content.decode().replace(email, "").count("Too many failed login attempts"))
    assert answers[0] == answers[1] > 0
