"""This server's own API keys: made, found by what a client sends, and counted against their limit."""

import hashlib
import secrets
import string
from datetime import datetime, timedelta
from math import ceil

from django.db.models import F, Q
from django.utils import timezone

from playground.accounts.counters import count
from playground.accounts.models import ApiKey, Owner

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


def count_request(key: ApiKey, most: int, now: datetime | None = None) -> int:
    """Count one request of the key; return 0, or the seconds to wait where there were `most` in this minute already.

    Every web process sees the count, which is in the cache. The row's time of use is written only when a new minute
    begins; where the cache is away, the row is what is counted in.
    """
    now = now or timezone.now()
    taken = _count_in_cache(key, most, now)
    if taken is None:
        taken = _count_in_row(key, most, now)
    if taken:
        return 0
    began = ApiKey.objects.filter(id=key.id).values_list("last_used", flat=True).first() or now
    return max(1, ceil((began + WINDOW - now).total_seconds()))


def _count_in_row(key: ApiKey, most: int, now: datetime) -> bool:
    within = ApiKey.objects.filter(id=key.id, last_used__gt=now - WINDOW, used__lt=most)
    # Another request may begin the new minute between the two, and then this one belongs to it.
    return bool(within.update(used=F("used") + 1) or _begin_minute(key, now) or within.update(used=F("used") + 1))


def _begin_minute(key: ApiKey, now: datetime) -> bool:
    """Take the present time as the beginning of a minute, unless one has begun and is not over."""
    over = ApiKey.objects.filter(Q(last_used=None) | Q(last_used__lte=now - WINDOW), id=key.id)
    return over.update(last_used=now, used=1) == 1


def _count_in_cache(key: ApiKey, most: int, now: datetime) -> bool | None:
    """Return whether this request is among the `most` of its minute, None where the cache does not count."""
    began = key.last_used
    if began is None or began <= now - WINDOW:
        if _begin_minute(key, now):
            return True
        began = ApiKey.objects.values_list("last_used", flat=True).get(id=key.id)
    further = count(f"api-key:{key.id}:{began:%H%M%S%f}", WINDOW.seconds + 2)
    # The first request of the minute, which began it, is not in the count.
    return None if further is None else further < most
