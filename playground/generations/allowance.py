"""Who draws what is asked for now, and how much of this server's own keys each owner may still spend."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Self

from django.conf import settings
from django.db.models import Min, Q, Sum
from django.utils import timezone

from playground.accounts.models import Owner
from playground.accounts.remote_keys import chosen_source
from playground.catalog.spec import ModelSpec
from playground.generations.models import Generation, Status

# What the allowance counts in.
DAY = timedelta(days=1)


class AllowanceSpent(Exception):
    """The owner has made as many pictures with this server's key as they may; `sentence` says what to do.

    `seconds` is how long it takes until one of them no longer counts.
    """

    def __init__(self, most: int, made: int, seconds: float) -> None:
        self.seconds = max(1, ceil(seconds))
        hours = ceil(self.seconds / 3600)
        wait = f"wait up to {hours} hour{'s' if hours > 1 else ''}, " if made else ""
        pictures = f"{most} picture{'s' if most > 1 else ''}"
        self.sentence = (
            f"This server's key makes at most {pictures} a day for one person, and {made} of yours are made. "
            f"Ask for fewer, {wait}choose sketches, or use a key of your own: enter it under Keys."
        )
        super().__init__(self.sentence)


@dataclass(frozen=True, slots=True)
class Drawing:
    """Who draws a generation, as its row keeps it: the engine, and whose key it uses (`server`, `own`, "" for none)."""

    engine: str
    key_source: str = ""

    @classmethod
    def choose(cls, owner: Owner, spec: ModelSpec, pictures: int) -> Self:
        """Return who draws so many pictures for the owner now, as they chose; raise `AllowanceSpent`."""
        source = chosen_source(owner, spec.dialect)
        if source == "sketch":
            return cls(settings.ENGINE)
        if source == "server":
            check_allowance(owner, pictures)
        return cls("remote", source)


def check_allowance(owner: Owner, pictures: int, now: datetime | None = None) -> None:
    """Raise `AllowanceSpent` where so many more pictures with this server's key are more than the owner may make.

    What ended before it was sent to the API was not paid for and does not count.
    """
    most = settings.SERVER_KEYS_A_DAY
    if not most:
        return
    now = now or timezone.now()
    unpaid = Q(status__in=(Status.FAILED, Status.CANCELLED), sent=None)
    paid = Generation.objects.filter(owner=owner, key_source="server", created__gt=now - DAY).exclude(unpaid)
    told = paid.aggregate(made=Sum("count", default=0), first=Min("created"))
    if told["made"] + pictures > most:
        frees = (told["first"] or now) + DAY
        raise AllowanceSpent(most, told["made"], (frees - now).total_seconds())
