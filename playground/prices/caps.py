"""Limits on what a person spends in a calendar month, for this server's keys and for their own.

A request reserves its quote when it is submitted. What it costs in the end corrects that: nothing if it was never sent,
or what the API reports.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import ceil
from typing import Self

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from playground.accounts.models import Owner
from playground.errors import SubmissionRefused
from playground.prices.models import Cap, MonthlySpending, SpendingCorrection
from playground.prices.money import dollars

SERVER, OWN = "server", "own"
SOURCES = (SERVER, OWN)
FOLDED_AT_ONCE = 1000


class CapReached(SubmissionRefused):
    """The request would pass the cap of the month; `retry_after` is the time in seconds until the next month."""

    status = 429

    def __init__(self, spent: "Spent", cost: int, now: datetime) -> None:
        following = next_month(spent.month)
        whose = "this server's keys" if spent.key_source == SERVER else "your own keys"
        who = f"This costs {dollars(cost)}, and you" if cost else "You"
        allowed = f"{dollars(spent.cap or 0)} that {whose} may cost in {spent.month:%B}"
        sentences = [f"{who} have spent {dollars(spent.micros)} of the {allowed}.", _advise(spent, cost)]
        # A request that costs more than the whole cap will not be possible next month either.
        if cost <= (spent.cap or 0):
            start = datetime(following.year, following.month, 1, tzinfo=UTC)
            self.retry_after = max(1, ceil((start - now).total_seconds()))
            sentences.append(f"A new month begins on {following.day} {following:%B} (UTC).")
        super().__init__(" ".join(sentences))


def _advise(spent: "Spent", cost: int) -> str:
    fewer = "ask for fewer or smaller pictures, " if cost > spent.left > 0 else ""
    is_server = spent.key_source == SERVER
    advice = "choose sketches, or enter your own key under Keys" if is_server else "or raise your cap under Spending"
    text = f"{fewer}{advice}." if fewer or is_server else "Raise your cap under Spending."
    return f"{text[0].upper()}{text[1:]}"


class UnknownPrice(SubmissionRefused):
    """No price is known, and the owner has chosen that such requests are refused under a cap."""

    def __init__(self, key_source: str) -> None:
        advice = (
            "Choose sketches, or enter your own key under Keys."
            if key_source == SERVER
            else "Choose another model, or allow unknown prices under Spending."
        )
        super().__init__(f"The price of this is unknown, so your cap does not allow it. {advice}")


@dataclass(frozen=True, slots=True)
class Spent:
    """What an owner has spent in a month by keys of one source, and the cap: None where there is none."""

    key_source: str
    month: date
    micros: int
    cap: int | None
    refuses_unknown: bool = False

    @property
    def left(self) -> int:
        """How much may still be spent; meaningless without a cap."""
        return max(0, (self.cap or 0) - self.micros)

    @property
    def amount(self) -> str:
        return dollars(self.micros)

    @property
    def cap_amount(self) -> str:
        return dollars(self.cap or 0)

    @property
    def left_amount(self) -> str:
        return dollars(self.left)

    @property
    def last_day(self) -> date:
        return next_month(self.month) - timedelta(days=1)

    @classmethod
    def read(cls, owner: Owner | None, key_source: str, month: date) -> Self:
        """Return what the owner has spent so far, with corrections that are not in the sum yet."""
        limit, refuses_unknown = find_cap(owner, key_source)
        if owner is None:
            return cls(key_source, month, 0, limit, refuses_unknown)
        which = {"owner": owner, "month": month, "key_source": key_source}
        # A single statement, since a submission moves corrections into the sum.
        sums = MonthlySpending.objects.filter(**which).values_list("micros")
        total = sum(
            micros
            for (micros,) in sums.union(SpendingCorrection.objects.filter(**which).values_list("micros"), all=True)
        )
        return cls(key_source, month, max(0, total), limit, refuses_unknown)


def month_of(moment: datetime) -> date:
    """Return the first day of the moment's month in UTC."""
    return moment.astimezone(UTC).date().replace(day=1)


def this_month() -> date:
    return month_of(timezone.now())


def next_month(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def find_cap(owner: Owner | None, key_source: str) -> tuple[int | None, bool]:
    """Return the owner's cap in micros, None where there is none, and whether it refuses unknown prices."""
    cap = Cap.objects.filter(owner=owner, key_source=key_source).first() if owner else None
    if cap:
        return cap.micros, cap.refuses_unknown
    return (settings.SERVER_KEYS_MICROS_A_MONTH or None) if key_source == SERVER else None, False


def set_cap(owner: Owner, key_source: str, micros: int | None, *, refuses_unknown: bool = False) -> None:
    """Set the cap of an owner, or with None remove it: then the general limit applies to the server's keys."""
    which = Cap.objects.filter(owner=owner, key_source=key_source)
    if micros is None:
        which.delete()
        return
    facts = {"micros": micros, "refuses_unknown": refuses_unknown}
    Cap.objects.update_or_create(owner=owner, key_source=key_source, defaults=facts)


def reserve(owner: Owner, key_source: str, micros: int, *, month: date, unknown: bool = False) -> None:
    """Add a quote to the owner's month; raise `CapReached` if that would pass the cap, and `UnknownPrice`.

    `micros` is the sum of the prices that are known, and `unknown` says that others are not: they count as 0, but once
    the cap is reached nothing of unknown price is taken. What is free is always taken. The caller has locked the owner,
    and inserts the rows in the same transaction.
    """
    limit, refuses_unknown = find_cap(owner, key_source)
    if limit is not None and unknown and refuses_unknown:
        raise UnknownPrice(key_source)
    if not micros and not unknown:
        return
    months = MonthlySpending.objects.filter(owner=owner, month=month, key_source=key_source)
    _fold_corrections(owner, key_source, month)
    # The lock keeps others from adding at the same time; the condition would stop them even without it.
    within = months if limit is None else months.filter(micros__lte=limit - max(micros, 1))
    if within.update(micros=F("micros") + micros):
        return
    if months.exists() or (limit is not None and max(micros, 1) > limit):
        raise CapReached(Spent.read(owner, key_source, month), micros, timezone.now())
    MonthlySpending.objects.create(owner=owner, month=month, key_source=key_source, micros=micros)


def adopt_spending(guest: Owner, owner: Owner) -> None:
    """Move what a guest has spent to the owner. The caller has locked both and moved the guest's generations."""
    for month in MonthlySpending.objects.filter(owner=guest):
        _add(owner, month.key_source, month.month, month.micros)
    MonthlySpending.objects.filter(owner=guest).delete()
    SpendingCorrection.objects.filter(owner=guest).update(owner=owner)
    # An account's own cap is kept. What an administrator set for a guest ends with the guest.
    if not Cap.objects.filter(owner=owner, key_source=OWN).exists():
        Cap.objects.filter(owner=guest, key_source=OWN).update(owner=owner)


def _fold_corrections(owner: Owner, key_source: str, month: date) -> None:
    """Add the corrections of the month to its sum, and remove them."""
    found = SpendingCorrection.objects.filter(owner=owner, month=month, key_source=key_source)
    # Removed by their ids, since a worker may add another one meanwhile. SQLite takes a limited number of ids.
    while rows := dict(found.values_list("pk", "micros")[:FOLDED_AT_ONCE]):
        SpendingCorrection.objects.filter(pk__in=rows).delete()
        _add(owner, key_source, month, sum(rows.values()))


def _add(owner: Owner, key_source: str, month: date, micros: int) -> None:
    months = MonthlySpending.objects.filter(owner=owner, month=month, key_source=key_source)
    if not months.update(micros=F("micros") + micros):
        MonthlySpending.objects.create(owner=owner, month=month, key_source=key_source, micros=micros)
