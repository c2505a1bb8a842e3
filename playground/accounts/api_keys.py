"""This server's own API keys: made, found by what a client sends, and counted against their limit."""

import hashlib
import secrets
import string
from datetime import datetime, timedelta
from math import ceil

from django.core.cache import cache
from django.db.models import F, Q
from django.utils import timezone

from playground.accounts.models import ApiKey, Owner
from playground.stores.counters import count

KEY_START = "afk_"
ALPHABET = string.ascii_letters + string.digits
RANDOM_LETTERS = 32
PREFIX_LETTERS = 9
# The span that a limit of requests counts in, from the first request on.
WINDOW = timedelta(minutes=1)


def create_key(owner: Owner, name: str = "") -> tuple[ApiKey, str]:
    """Make a key and return its row with the raw key, which is kept nowhere."""
    raw = KEY_START + "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_LETTERS))
    key = ApiKey.objects.create(owner=owner, name=name, prefix=raw[:PREFIX_LETTERS], digest=digest_key(raw))
    return key, raw


def digest_key(raw: str) -> str:
    """Return the SHA-256 of a raw key in hex."""
    return hashlib.sha256(raw.encode(errors="replace")).hexdigest()


def find_key(raw: str) -> ApiKey | None:
    """Return the key with its owner, or None where it is unknown, revoked or of a closed account."""
    return ApiKey.objects.alive().select_related("owner").filter(digest=digest_key(raw)).first()


def count_keys(user_id: int) -> int:
    """Return how many keys of the user open the API."""
    return ApiKey.objects.filter(owner__user_id=user_id, revoked=None).count()


def revoke_all(user_id: int) -> None:
    """Let none of the user's keys open anything any more, at once and for good."""
    ApiKey.objects.filter(owner__user_id=user_id, revoked=None).update(revoked=timezone.now())


def count_request(key: ApiKey, most: int, now: datetime | None = None) -> int:
    """Count one request of the key's owner; return 0, or the seconds to wait past `most` of them in this minute.

    Every web process sees the count, which is in the cache; with more keys an owner gets no more requests. A row is
    written only when a key is used in a new minute; where the cache is away, its row is what is counted in.
    """
    now = now or timezone.now()
    began = _find_minute(key, now)
    number = count(f"api-requests:{key.owner_id}:{began:%H%M%S%f}", WINDOW.seconds + 2) if began else None
    if began is None or number is None:
        if _count_in_row(key, most, now):
            return 0
        began = ApiKey.objects.filter(id=key.id).values_list("last_used", flat=True).first() or now
        return _until_over(began, now)
    if key.last_used is None or key.last_used <= now - WINDOW:
        _begin_minute(key, now)
    return 0 if number <= most else _until_over(began, now)


def _until_over(began: datetime, now: datetime) -> int:
    return max(1, ceil((began + WINDOW - now).total_seconds()))


def _find_minute(key: ApiKey, now: datetime) -> datetime | None:
    """Return when the present minute of the key's owner began, which may be now; None where the cache is away."""
    name = f"api-minute:{key.owner_id}"
    # Read first: where the counts are in a database, adding locks it even where there is nothing to add.
    began: datetime | None = cache.get(name)
    if began is None:
        return now if cache.add(name, now, WINDOW.seconds) else cache.get(name)
    if not began <= now < began + WINDOW:
        cache.set(name, now, WINDOW.seconds)
        return now
    return began


def _count_in_row(key: ApiKey, most: int, now: datetime) -> bool:
    within = ApiKey.objects.filter(id=key.id, last_used__gt=now - WINDOW, used__lt=most)
    # Another request may begin the new minute between the two, and then this one belongs to it.
    return bool(within.update(used=F("used") + 1) or _begin_minute(key, now) or within.update(used=F("used") + 1))


def _begin_minute(key: ApiKey, now: datetime) -> bool:
    """Take the present time as the beginning of a minute, unless one has begun and is not over."""
    over = ApiKey.objects.filter(Q(last_used=None) | Q(last_used__lte=now - WINDOW), id=key.id)
    return over.update(last_used=now, used=1) == 1
