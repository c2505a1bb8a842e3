"""Sums what a person's generations of a month were quoted at and charged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import CharField, Count, Func, Q, Sum
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
class Total:
    """What requests to one model on one day cost by keys of one source; amounts are in micros.

    `counted` is what counts towards the cap, `quoted` the sum of the quotes, and `charged` what the API reported for
    `reported` of the requests. `unknown` is the number of those without a price.
    """

    day: date
    spec_id: str
    key_source: str
    requests: int
    pictures: int
    counted: int
    quoted: int
    charged: int
    reported: int
    unknown: int

    @property
    def dialect(self) -> str:
        return self.spec_id.partition("/")[0]


def read_totals(owner: Owner | None, month: date) -> list[Total]:
    """Return the totals of a month by day, model and source of keys, of all requests that used a key.

    What was deleted counts too, since it was paid for. What ended before it was sent is left out.
    """
    if owner is None:
        return []
    end = next_month(month)
    rows = (
        Generation.objects.filter(
            owner=owner,
            created__gte=datetime(month.year, month.month, 1, tzinfo=UTC),
            created__lt=datetime(end.year, end.month, 1, tzinfo=UTC),
        )
        .exclude(ENDED_FREE)
        .exclude(key_source="")
    )
    # An aggregate of the name of a column would take its place in the next one.
    found = (
        rows.annotate(day=UTCDay("created"))
        .values("day", "spec_id", "key_source")
        .annotate(
            requests=Count("pk"),
            all_pictures=Sum("count"),
            counted=Sum(Coalesce("charged", "quoted", 0), default=0),
            all_quoted=Sum("quoted", default=0),
            all_charged=Sum("charged", default=0),
            reported=Count("charged"),
            unknown=Count("pk", filter=Q(quoted=None, charged=None)),
        )
        .order_by("day", "spec_id", "key_source")
        .values_list(
            "day", "spec_id", "key_source", "requests", "all_pictures", "counted", "all_quoted", "all_charged",
            "reported", "unknown",
        )
    )  # fmt: skip
    return [Total(date.fromisoformat(day), *facts) for day, *facts in found]


def sum_of(totals: Sequence[Total], name: str) -> int:
    return sum(getattr(total, name) for total in totals)
