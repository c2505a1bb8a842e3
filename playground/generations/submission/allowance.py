"""Who draws what is asked for now, and how much of this server's own keys may still be spent."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Self

from django.conf import settings
from django.db import connection
from django.db.models import Min, Sum
from django.utils import timezone

from playground.accounts.models import Owner
from playground.accounts.remote_keys import chosen_source
from playground.catalog.spec import ModelSpec
from playground.generations.models import Generation
from playground.generations.models.finding import ACTIVE, GenerationQuerySet

# What the limits count in.
DAY = timedelta(days=1)
# The key of PostgreSQL's advisory lock under which what is paid for by all together is counted.
LOCK = 0x504C_4159


@dataclass(frozen=True, slots=True)
class Use:
    """How many pictures of this server's keys count now, of how many; `frees` is when the first counts no more."""

    made: int
    most: int
    frees: datetime

    @property
    def left(self) -> int:
        """How many more may be asked for; only meaningful where there is a limit."""
        return max(0, self.most - self.made)

    def has_room(self, pictures: int) -> bool:
        """Return whether so many more may be asked for; a `most` of 0 is no limit."""
        return not self.most or self.made + pictures <= self.most


class AllowanceSpent(Exception):
    """No more pictures may be made with this server's key for now; `sentence` says why and what to do.

    `seconds` is how long it takes until one picture no longer counts.
    """

    def __init__(self, why: str, use: Use, now: datetime) -> None:
        self.seconds = max(1, ceil((use.frees - now).total_seconds()))
        fewer = "ask for fewer, " if use.left else ""
        wait = f"wait up to {count_noun(ceil(self.seconds / 3600), 'hour')}, " if use.made else ""
        what = f"{fewer}{wait}choose sketches, or use a key of your own: enter it under Keys."
        self.sentence = f"{why} {what[0].upper()}{what[1:]}"
        super().__init__(self.sentence)


@dataclass(frozen=True, slots=True)
class Drawing:
    """Who draws a generation, as its row keeps it: the engine, and whose key it uses (`server`, `own`, "" for none)."""

    engine: str
    key_source: str = ""

    @classmethod
    def choose(cls, owner: Owner, spec: ModelSpec) -> Self:
        """Return who draws for the owner now, as they chose."""
        source = chosen_source(owner, spec.dialect)
        return cls(settings.ENGINE) if source == "sketch" else cls("remote", source)


def check_allowance(owner: Owner, pictures: int, now: datetime | None = None) -> None:
    """Raise `AllowanceSpent` where so many more pictures with this server's key pass a limit.

    The limits hold only where the transaction that counts also adds, and has locked the owner.
    """
    now = now or timezone.now()
    own = use_of(owner, now)
    if not own.has_room(pictures):
        limit = count_noun(own.most, "picture")
        why = f"This server's key makes at most {limit} a day for one person, and you have used {own.made}."
        raise AllowanceSpent(why, own, now)
    if settings.SERVER_KEYS_IN_ALL_A_DAY:
        _lock_use_of_all()
    in_all = use_of_all(now)
    if not in_all.has_room(pictures):
        raise AllowanceSpent(say_left_for_all(in_all), in_all, now)


def use_of(owner: Owner, now: datetime) -> Use:
    """Return how much of its allowance an owner has used."""
    return _count(Generation.objects.filter(owner=owner), allowance_of(owner), now)


def allowance_of(owner: Owner) -> int:
    """Return how many pictures of this server's keys the owner may make in a day; 0 is without limit."""
    return int(settings.SERVER_KEYS_A_DAY) if owner.pictures_a_day is None else owner.pictures_a_day


def use_of_all(now: datetime) -> Use:
    """Return how much all owners together have used of what this server pays for in a day."""
    return _count(Generation.objects.all(), settings.SERVER_KEYS_IN_ALL_A_DAY, now)


def say_left(owner: Owner | None) -> str:
    """Return how many pictures the owner may still make with this server's keys today; "" without any limit."""
    now = timezone.now()
    in_all = use_of_all(now)
    own = use_of(owner, now) if owner else Use(0, settings.SERVER_KEYS_A_DAY, now)
    if in_all.most and (not own.most or in_all.left < own.left):
        return say_left_for_all(in_all)
    return f"You have {count_noun(own.left, 'picture')} left today." if own.most else ""


def say_left_for_all(use: Use) -> str:
    """Return how much is left for all owners together."""
    limit = count_noun(use.most, "picture")
    return (
        f"This server has {use.left} of its {limit} for today left."
        if use.left
        else f"This server has used its {limit} for today."
    )


def count_noun(number: int, noun: str) -> str:
    """Return the number with its noun: `1 picture`, `2 pictures`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _count(rows: GenerationQuerySet, most: int, now: datetime) -> Use:
    """Return how many pictures of the rows this server pays for; asks nothing where there is no limit.

    One counts from the moment it is asked for until a day after it was sent. What ended unsent was not paid for.
    """
    if not most:
        return Use(0, 0, now)
    paid = rows.filter(key_source="server").values("pk")
    # One query, since a worker may send a picture between two; a union, since SQLite finds no index for an alternative.
    counted = paid.filter(sent=None, status__in=ACTIVE).union(paid.filter(sent__gt=now - DAY), all=True)
    told = Generation.objects.filter(pk__in=counted).aggregate(made=Sum("count", default=0), first=Min("sent"))
    return Use(told["made"], most, (told["first"] or now) + DAY)


def _lock_use_of_all() -> None:
    """Let others who count for all wait until this transaction ends; in SQLite it is alone already.

    It is the last lock that is taken, and only by what this server pays for.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
