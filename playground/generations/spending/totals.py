"""Sums what a person's generations of a month were quoted at and charged."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import CharField, Count, Func, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from playground.accounts.models import Owner
from playground.generations.models import Generation, Status
from playground.prices.caps import next_month

# What ended before it was sent cost nothing, unless the API says otherwise.
ENDED_FREE = Q(sent=None, status__in=(Status.FAILED, Status.CANCELLED), charged=None)


class UTCDay(Func):
    """The day of a time in UTC, as text.

    Django's own function calls Python for each row in SQLite, which stores times as text in UTC.
    """

    arity = 1
    output_field = CharField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:  # noqa: ANN401
        return self.as_sql(compiler, connection, template="substr(%(expressions)s, 1, 10)", **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:  # noqa: ANN401
        template = "to_char(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD')"
        return self.as_sql(compiler, connection, template=template, **context)


@dataclass(frozen=True, slots=True)
class Amounts:
    """What some requests cost, in micros.

    `counted` is what counts towards the cap, `quoted` the sum of the quotes, and `charged` what the API reported for
    `reported` of the requests. `unknown` is the number of those without a price.
    """

    requests: int
    pictures: int
    counted: int
    quoted: int
    charged: int
    reported: int
    unknown: int


# How a query computes them. An aggregate of the name of a column would take its place in the next one.
AMOUNTS = {
    "all_requests": Count("pk"),
    "all_pictures": Sum("count"),
    "all_counted": Sum(Coalesce("charged", "quoted", 0), default=0),
    "all_quoted": Sum("quoted", default=0),
    "all_charged": Sum("charged", default=0),
    "all_reported": Count("charged"),
    "all_unknown": Count("pk", filter=Q(quoted=None, charged=None)),
}


@dataclass(frozen=True, slots=True)
class Total:
    """What requests to one model on one day cost by keys of one source."""

    day: date
    spec_id: str
    key_source: str
    amounts: Amounts


def paid_in(owner: Owner, month: date) -> QuerySet[Generation]:
    """Return the owner's requests of a month that used a key.

    What was deleted is among them, since it was paid for. What ended before it was sent is not.
    """
    end = next_month(month)
    rows = Generation.objects.filter(
        owner=owner,
        created__gte=datetime(month.year, month.month, 1, tzinfo=UTC),
        created__lt=datetime(end.year, end.month, 1, tzinfo=UTC),
    )
    return rows.exclude(ENDED_FREE).exclude(key_source="")


def read_totals(owner: Owner | None, month: date) -> list[Total]:
    """Return the totals of a month by day, model and source of keys."""
    if owner is None:
        return []
    groups = paid_in(owner, month).annotate(day=UTCDay("created")).values("day", "spec_id", "key_source")
    found = groups.annotate(**AMOUNTS).order_by("day", "spec_id", "key_source")
    return [
        Total(date.fromisoformat(day), spec_id, source, Amounts(*amounts))
        for day, spec_id, source, *amounts in found.values_list("day", "spec_id", "key_source", *AMOUNTS)
    ]


def add(several: Iterable[Amounts]) -> Amounts:
    """Return the sum of several amounts."""
    several = list(several)
    return Amounts(*(sum(getattr(amounts, field.name) for amounts in several) for field in fields(Amounts)))
