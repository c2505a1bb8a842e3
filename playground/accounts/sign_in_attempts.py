"""Limits wrong passwords for one account in a way by which one stranger cannot lock its owner out.

An account is closed for a while only to the network from which wrong passwords came. All networks together have a limit
too, against guesses from many of them, but not those from which somebody has signed in to the account before.
"""

from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from playground.accounts.models import KnownNetwork, User
from playground.accounts.visitors import network_of
from playground.stores.counters import count

WRONG_AN_HOUR = 100
# What one network may contribute to that, so that a stranger needs several.
WRONG_OF_ONE = 20
# Providers give one customer up to a /48, which has 65,536 of the networks that other limits count.
WIDE_PREFIX = 48
HOUR = 3600
# A network is known for as long as a session lasts.
KNOWN_FOR = timedelta(days=365)
# Of the networks of one account, the last ones are kept.
MOST_KNOWN = 20


def is_guessed(login: str, network: str) -> bool:
    """Return whether there were too many wrong passwords for the account, and the network is not one of its owner's."""
    is_over = _read(_key(login)) >= WRONG_AN_HOUR or _read(_wide_key(login, network)) >= WRONG_OF_ONE
    return is_over and not _is_known(login, network)


def note_wrong_password(login: str, network: str) -> None:
    """Count a wrong password, also for an account that does not exist: the answers must not differ."""
    if (count(_wide_key(login, network), HOUR) or 0) <= WRONG_OF_ONE:
        count(_key(login), HOUR)


def remember_network(user: User, network: str) -> None:
    """Keep that somebody has signed in to the account, or has reset its password, from this network."""
    with transaction.atomic():
        KnownNetwork.objects.update_or_create(
            user=user, digest=_digest("network", str(user.pk), network), defaults={"seen": timezone.now()}
        )
        known = KnownNetwork.objects.filter(user=user)
        last = known.order_by("-seen", "-pk").values_list("pk", flat=True)[:MOST_KNOWN]
        known.exclude(pk__in=list(last)).delete()


def forget_old_networks(now: datetime) -> None:
    """Remove the networks from which nobody has signed in for a year."""
    KnownNetwork.objects.filter(seen__lt=now - KNOWN_FOR).delete()


def _is_known(login: str, network: str) -> bool:
    # A person can sign in with any address of the account.
    named = Q(email=login) | Q(emailaddress__email=login)
    recent = timezone.now() - KNOWN_FOR
    return any(
        KnownNetwork.objects.filter(user=pk, digest=_digest("network", str(pk), network), seen__gte=recent).exists()
        for pk in User.objects.filter(named).values_list("pk", flat=True).distinct()
    )


def _read(key: str) -> int:
    return int(cache.get(key) or 0)


def _wide_key(login: str, network: str) -> str:
    return _key(login, network_of(network, WIDE_PREFIX))


def _key(*parts: str) -> str:
    return f"sign-in:wrong:{_digest(*parts)}"


def _digest(*parts: str) -> str:
    # Addresses of people are personal data, so only a keyed digest is stored.
    return salted_hmac("playground.accounts.sign_in_attempts", "\n".join(parts), algorithm="sha256").hexdigest()[:32]
