"""Sums what a person's generations of a month were quoted at and charged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Case, CharField, Count, F, Func, Q, Sum, Value, When
from django.db.models.functions import Coalesce

from playground.accounts.models import Owner
from playground.generations.models import Generation, Status
from playground.prices.caps import next_month

# What a row counts for, as in the trigger.
COUNTED = Case(
    When(charged__isnull=False, then=F("charged")),
    When(sent=None, status__in=(Status.FAILED, Status.CANCELLED), then=Value(0)),
    default=Coalesce("quoted", 0),
)
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

    `counted` is what counts towards the cap, `quoted` the quotes of what was not cancelled in time, and `charged` what
    the API reported for `reported` of the requests. `unknown` is the number of those without a price.
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
    """Return the totals of a month by day, model and source of keys; what no key was used for costs nothing.

    What was deleted counts too, since it was paid for.
    """
    if owner is None:
        return []
    end = next_month(month)
    rows = Generation.objects.filter(
        owner=owner,
        created__gte=datetime(month.year, month.month, 1, tzinfo=UTC),
        created__lt=datetime(end.year, end.month, 1, tzinfo=UTC),
    ).exclude(key_source="")
    found = (
        rows.annotate(day=UTCDay("created"))
        .values("day", "spec_id", "key_source")
        .annotate(
            requests=Count("pk"),
            pictures=Sum("count"),
            counted=Sum(COUNTED, default=0),
            quoted=Sum("quoted", filter=~ENDED_FREE, default=0),
            sum_charged=Sum("charged", default=0),
            reported=Count("charged"),
            unknown=Count("pk", filter=Q(quoted=None, charged=None) & ~ENDED_FREE),
        )
        .order_by("day", "spec_id", "key_source")
    )
    return [
        Total(
            **{name: row[name] for name in ("spec_id", "key_source", "requests", "pictures", "counted", "quoted")},
            day=date.fromisoformat(row["day"]),
            charged=row["sum_charged"],
            reported=row["reported"],
            unknown=row["unknown"],
        )
        for row in found
    ]


def sum_of(totals: Sequence[Total], name: str) -> int:
    return sum(getattr(total, name) for total in totals)
