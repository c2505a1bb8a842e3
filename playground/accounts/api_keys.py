"""Creates, finds and rate-limits the keys of this server's API."""

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

# Not `afk_`, with which older keys begin: it is how keys of apiframe begin, and people mistook one for the other.
KEY_START = "pg_"
ALPHABET = string.ascii_letters + string.digits
# 32 of 62 different characters are 190 random bits, which nobody can guess.
RANDOM_LETTERS = 32
PREFIX_LETTERS = 9
# The window of the rate limit. It starts with an owner's first request, not on the full minute.
WINDOW = timedelta(minutes=1)


def create_key(owner: Owner, name: str = "") -> tuple[ApiKey, str]:
    """Create a key. Return its row and the raw key, which is not stored anywhere."""
    raw = KEY_START + "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_LETTERS))
    key = ApiKey.objects.create(owner=owner, name=name, prefix=raw[:PREFIX_LETTERS], digest=digest_key(raw))
    return key, raw


def digest_key(raw: str) -> str:
    # A plain hash is enough: the keys are random, so there is nothing that a slow hash would protect from guessing.
    return hashlib.sha256(raw.encode(errors="replace")).hexdigest()


def find_api_key(raw: str) -> ApiKey | None:
    """Return the key with its owner, or None if it is unknown or revoked or its account is closed."""
    return ApiKey.objects.alive().select_related("owner").filter(digest=digest_key(raw)).first()


def count_active_keys(user_id: int) -> int:
    return ApiKey.objects.filter(owner__user_id=user_id, revoked=None).count()


def revoke_all(user_id: int) -> None:
    """Revoke all keys of the user. They stop working immediately and for good."""
    ApiKey.objects.filter(owner__user_id=user_id, revoked=None).update(revoked=timezone.now())


def count_request(key: ApiKey, limit: int, now: datetime | None = None) -> int:
    """Count one request of the key's owner. Return 0, or the seconds to wait if the limit per minute is exceeded.

    Requests are counted per owner, so that more keys do not allow more requests. The count is in the cache, where all
    web processes see it; the key's row is only written once per minute, or when the cache is unavailable.
    """
    now = now or timezone.now()
    started = _find_window_start(key, now)
    # The entry lives a little longer than the window, so that the count cannot expire within it.
    number = count(f"api-requests:{key.owner_id}:{started:%H%M%S%f}", WINDOW.seconds + 2) if started else None
    if started is None or number is None:
        if _count_in_row(key, limit, now):
            return 0
        started = ApiKey.objects.filter(id=key.id).values_list("last_used", flat=True).first() or now
        return _seconds_left(started, now)
    if key.last_used is None or key.last_used <= now - WINDOW:
        _start_window(key, now)
    return 0 if number <= limit else _seconds_left(started, now)


def _seconds_left(started: datetime, now: datetime) -> int:
    return max(1, ceil((started + WINDOW - now).total_seconds()))


def _find_window_start(key: ApiKey, now: datetime) -> datetime | None:
    """Return when the owner's current window started, which may be now, or None if the cache is unavailable."""
    name = f"api-minute:{key.owner_id}"
    # Reading comes first because in a database cache `add` locks the table even if the entry exists.
    started: datetime | None = cache.get(name)
    if started is None:
        return now if cache.add(name, now, WINDOW.seconds) else cache.get(name)
    if not started <= now < started + WINDOW:
        cache.set(name, now, WINDOW.seconds)
        return now
    return started


def _count_in_row(key: ApiKey, limit: int, now: datetime) -> bool:
    within = ApiKey.objects.filter(id=key.id, last_used__gt=now - WINDOW, used__lt=limit)
    # Another request may start the new window between the first two updates; the third counts this one in it.
    return bool(within.update(used=F("used") + 1) or _start_window(key, now) or within.update(used=F("used") + 1))


def _start_window(key: ApiKey, now: datetime) -> bool:
    """Start a new window now, unless the current one is not over yet."""
    over = ApiKey.objects.filter(Q(last_used=None) | Q(last_used__lte=now - WINDOW), id=key.id)
    return over.update(last_used=now, used=1) == 1
