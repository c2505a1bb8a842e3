"""Chooses the engine for a request and enforces the daily limits on this server's own API keys."""

from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Self

from django.conf import settings
from django.db import connection
from django.db.models import Min, Sum
from django.utils import timezone

from playground.accounts.models import Owner
from playground.accounts.remote_keys import chosen_source
from playground.catalog.spec import ModelSpec
from playground.errors import SubmissionRefused
from playground.generations.models import Generation
from playground.generations.models.generation_rows import GenerationQuerySet
from playground.generations.models.states import ACTIVE, COUNTED_FOR, REMOTE

# The key of the PostgreSQL advisory lock that guards the total over all owners.
TOTAL_LOCK = 0x504C_4159


@dataclass(frozen=True, slots=True)
class Usage:
    """How many pictures paid for by this server count towards a limit; at `frees_at` the oldest stops counting.

    A `limit` of 0 means that there is no limit.
    """

    used: int
    limit: int
    frees_at: datetime

    @property
    def left(self) -> int:
        """How many more pictures are allowed; meaningless without a limit."""
        return max(0, self.limit - self.used)

    def allows(self, pictures: int) -> bool:
        """Return whether this number of further pictures is within the limit."""
        return not self.limit or self.used + pictures <= self.limit


class AllowanceSpent(SubmissionRefused):
    """The daily limit on this server's keys is reached; `sentence` says why and what to do.

    `retry_after` is the time in seconds until one picture stops counting.
    """

    status = 429

    def __init__(self, why: str, usage: Usage, now: datetime) -> None:
        self.retry_after = max(1, ceil((usage.frees_at - now).total_seconds()))
        fewer = "ask for fewer, " if usage.left else ""
        wait = f"wait up to {count_noun(ceil(self.retry_after / 3600), 'hour')}, " if usage.used else ""
        advice = f"{fewer}{wait}choose sketches, or enter your own key under Keys."
        super().__init__(f"{why} {advice[0].upper()}{advice[1:]}")


@dataclass(frozen=True, slots=True)
class EngineSelection:
    """The engine of a generation and whose key it uses (`server`, `own`, or "" for no key), as stored on its row."""

    engine: str
    key_source: str = ""

    @classmethod
    def choose(cls, owner: Owner, spec: ModelSpec) -> Self:
        """Return the engine that the owner has chosen for this model's API."""
        source = chosen_source(owner, spec.dialect)
        return cls(settings.ENGINE) if source == "sketch" else cls(REMOTE, source)


def check_allowance(owner: Owner, pictures: int, now: datetime | None = None) -> None:
    """Raise `AllowanceSpent` when this number of further pictures would pass a limit on this server's keys.

    The caller must have locked the owner and must insert the rows in the same transaction. Otherwise two requests
    at the same time could both pass the check.
    """
    now = now or timezone.now()
    own = usage_of(owner, now)
    if not own.allows(pictures):
        limit = count_noun(own.limit, "picture")
        raise AllowanceSpent(f"You have used {own.used} of {limit} for today on this server's key.", own, now)
    # Without a total limit, requests of different owners need not wait for each other.
    if settings.SERVER_KEYS_IN_ALL_A_DAY:
        _lock_total_usage()
    total = total_usage(now)
    if not total.allows(pictures):
        raise AllowanceSpent(describe_total_left(total), total, now)


def usage_of(owner: Owner, now: datetime) -> Usage:
    return _count(Generation.objects.filter(owner=owner), allowance_of(owner), now)


def allowance_of(owner: Owner) -> int:
    """Return the owner's daily limit of pictures on this server's keys; 0 means no limit."""
    return int(settings.SERVER_KEYS_A_DAY) if owner.pictures_a_day is None else owner.pictures_a_day


def total_usage(now: datetime) -> Usage:
    """Return what all owners together have used of this server's daily limit."""
    return _count(Generation.objects.all(), settings.SERVER_KEYS_IN_ALL_A_DAY, now)


def describe_left(owner: Owner | None) -> str:
    """Return a sentence with the tighter of the two limits: the owner's or the server's; "" without any limit."""
    now = timezone.now()
    total = total_usage(now)
    own = usage_of(owner, now) if owner else Usage(0, settings.SERVER_KEYS_A_DAY, now)
    if total.limit and (not own.limit or total.left < own.left):
        return describe_total_left(total)
    return f"You have {count_noun(own.left, 'picture')} left today." if own.limit else ""


def describe_total_left(total: Usage) -> str:
    """Return a sentence on what is left for all owners together."""
    limit = count_noun(total.limit, "picture")
    return (
        f"This server has {total.left} of its {limit} for today left."
        if total.left
        else f"This server has used its {limit} for today."
    )


def count_noun(number: int, noun: str) -> str:
    """Return the number with its noun: `1 picture`, `2 pictures`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _count(rows: GenerationQuerySet, limit: int, now: datetime) -> Usage:
    """Return how many pictures of these rows this server pays for; without a limit no query is made.

    A picture counts from its request until a day after it was sent to the API. A request that ended without being
    sent cost nothing and does not count.
    """
    if not limit:
        return Usage(0, 0, now)
    paid = rows.filter(key_source="server").values("pk")
    # This is a single query because a worker may send a picture between two queries, which would then count it twice
    # or not at all. It is a union because SQLite uses no index for an OR.
    counted = paid.filter(sent=None, status__in=ACTIVE).union(paid.filter(sent__gt=now - COUNTED_FOR), all=True)
    sums = Generation.objects.filter(pk__in=counted).aggregate(used=Sum("count", default=0), first=Min("sent"))
    return Usage(sums["used"], limit, (sums["first"] or now) + COUNTED_FOR)


def _lock_total_usage() -> None:
    """Hold other transactions that count the total until this one ends.

    SQLite needs no lock, because an IMMEDIATE transaction is already the only writer. To avoid deadlocks this lock is
    always taken last, after the owner's row.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TOTAL_LOCK])
