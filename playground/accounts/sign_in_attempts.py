"""Limits wrong passwords for one account in a way by which strangers cannot lock its owner out.

An account is closed for a while only to the network from which wrong passwords came. All networks together have a limit
too, against guesses from many of them, but not those from which somebody has signed in to the account before.
"""

from django.core.cache import cache
from django.utils.crypto import salted_hmac

from playground.stores.counters import count

WRONG_AN_HOUR = 100
HOUR = 3600
# A network is known for as long as a session lasts.
KNOWN_FOR = 365 * 24 * HOUR


def is_guessed(login: str, network: str) -> bool:
    """Return whether there were too many wrong passwords for the account, and the network is not one of its owner's."""
    is_over = int(cache.get(_key("wrong", login)) or 0) >= WRONG_AN_HOUR
    return is_over and cache.get(_key("known", login, network)) is None


def note_wrong_password(login: str) -> None:
    """Count a wrong password, also for an account that does not exist: the answers must not differ."""
    count(_key("wrong", login), HOUR)


def remember_network(login: str, network: str) -> None:
    """Keep that somebody has signed in to the account from this network."""
    cache.set(_key("known", login, network), 1, KNOWN_FOR)


def _key(kind: str, *parts: str) -> str:
    # Addresses of people are personal data, so only a keyed digest is stored.
    digest = salted_hmac("playground.accounts.sign_in_attempts", "\n".join(parts), algorithm="sha256").hexdigest()[:32]
    return f"sign-in:{kind}:{digest}"
