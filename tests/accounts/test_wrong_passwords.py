"""Wrong passwords close an account to those who sent them, and not to its owner."""

import re
from datetime import timedelta

import pytest
from allauth.account.signals import password_reset
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.utils import timezone

from playground.accounts.models import KnownNetwork, User
from playground.accounts.sign_in_attempts import (
    MOST_KNOWN,
    WRONG_AN_HOUR,
    is_guessed,
    note_wrong_password,
    remember_network,
)
from playground.generations.storage.purge import purge
from tests.cast import Person
from tests.conftest import PASSWORD

pytestmark = pytest.mark.usefixtures("fresh_counts", "alice")
EMAIL = "alice@example.com"
# CSRF tokens and nonces, which differ each time.
VARYING = re.compile(r"[A-Za-z0-9_+/=-]{22,}")


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


def guess_from_everywhere() -> None:
    """Send wrong passwords from different networks until the account is closed to new ones."""
    for number in range(WRONG_AN_HOUR):
        note_wrong_password(EMAIL, f"192.0.2.{number}")


def test_guesses_from_many_networks_have_a_limit_that_spares_the_owners_own() -> None:
    assert sign_in("198.51.100.2")
    guess_from_everywhere()
    assert not sign_in("203.0.113.9")
    assert sign_in("198.51.100.2")


@pytest.mark.parametrize("network", ["192.0.2.{}", "2001:db8:{}:1::"])
def test_four_networks_do_not_close_an_account_to_others(network: str) -> None:
    for number in range(4):
        for _ in range(WRONG_AN_HOUR):
            note_wrong_password(EMAIL, network.format(number))
    assert sign_in("198.51.100.2")


def test_the_networks_of_one_ipv6_customer_have_one_limit() -> None:
    for number in range(WRONG_AN_HOUR):
        note_wrong_password(EMAIL, f"2001:db8:7:{number}::")
    # Another network of the same /48 that has sent nothing yet.
    assert not sign_in("2001:db8:7:999::1")
    assert sign_in("2001:db8:8::1")


def test_a_known_network_survives_a_flood_of_counts() -> None:
    assert sign_in("198.51.100.2")
    # As when the counts of many others push out the oldest.
    cache.clear()
    guess_from_everywhere()
    assert sign_in("198.51.100.2")


def test_an_account_keeps_its_last_networks_only() -> None:
    user = User.objects.get(email=EMAIL)
    for number in range(MOST_KNOWN + 5):
        remember_network(user, f"198.51.100.{number}")
        remember_network(user, "203.0.113.1")
    assert KnownNetwork.objects.filter(user=user).count() == MOST_KNOWN
    guess_from_everywhere()
    assert not is_guessed(EMAIL, "203.0.113.1")
    assert not is_guessed(EMAIL, f"198.51.100.{MOST_KNOWN + 4}")
    assert is_guessed(EMAIL, "198.51.100.0")


def test_a_network_is_forgotten_after_a_year_and_with_the_account(charlie: Person) -> None:
    user, other = (User.objects.get(email=email) for email in (EMAIL, "charlie@example.com"))
    KnownNetwork.objects.all().delete()
    remember_network(user, "203.0.113.1")
    remember_network(other, "203.0.113.1")
    # Nobody can tell from the rows that two accounts share a network.
    assert len(set(KnownNetwork.objects.values_list("digest", flat=True))) == 2
    KnownNetwork.objects.filter(user=user).update(seen=timezone.now() - timedelta(days=366))
    guess_from_everywhere()
    assert is_guessed(EMAIL, "203.0.113.1")
    purge()
    assert not KnownNetwork.objects.filter(user=user).exists()
    other.delete()
    assert not KnownNetwork.objects.exists()


def test_who_resets_the_password_is_let_in() -> None:
    guess_from_everywhere()
    assert not sign_in("203.0.113.9")
    request = RequestFactory().get("/", REMOTE_ADDR="203.0.113.9")
    password_reset.send(sender=User, request=request, user=User.objects.get(email=EMAIL))
    assert sign_in("203.0.113.9")


def test_an_account_that_does_not_exist_is_answered_alike() -> None:
    pages = []
    for email in (EMAIL, "nobody@example.com"):
        for _ in range(6):
            response = Client(REMOTE_ADDR="203.0.113.7").post("/account/login/", {"login": email, "password": "x" * 12})
        assert response.status_code == 200
        pages.append(VARYING.sub("", response.content.decode().replace(email, "")))
    assert "Too many failed login attempts" in pages[0]
    assert pages[0] == pages[1]
