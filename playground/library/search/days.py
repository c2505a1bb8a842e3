"""Reads days and months, which begin in the reader's time zone."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo

from django.utils import timezone

from playground.library.database.columns import KEYS_PER_MICROSECOND
from playground.library.search import messages
from playground.library.search.editing import replace_term
from playground.library.search.filters import DAYS
from playground.library.search.language import LONGEST_SEARCH, Term, Value, parse
from playground.library.search.meaning import Meaning, Misunderstood, Reader

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST_YEAR, LAST_YEAR = 1970, 2200
# A moment as `pin_days` writes it.
MOMENT = "%Y-%m-%dT%H:%MZ"
FORMATS = {10: "%Y-%m-%d", 7: "%Y-%m", 4: "%Y", 17: MOMENT}
KEYS = ("before", "after")


def read_days(reader: Reader, key: str, values: Sequence[str]) -> Meaning:
    """Return the limits of `before:` or `after:`; of several days the widest counts."""
    moments = [_read_day(reader.zone, key, value) for value in values]
    if key == "before":
        return Meaning(before=key_of(max(moments)))
    return Meaning(since=key_of(min(moments)))


def pin_days(text: str, zone: tzinfo) -> str:
    """Return the text with moments for its days, so that it means the same tomorrow and in every time zone.

    Of several days of a term the widest is kept, and a text that would be too long is returned as it is.
    """
    pinned = text
    for term in reversed(parse(text)):
        if term.key in KEYS and (moment := _pin_days(term, zone)):
            pinned = replace_term(pinned, term, str(replace(term, values=(Value(moment),))))
    return pinned if len(pinned) <= LONGEST_SEARCH else text


def _pin_days(term: Term, zone: tzinfo) -> str:
    try:
        moments = [_read_day(zone, "", value.text) for value in term.values if value.text]
    except Misunderstood:
        return ""
    return f"{(max if term.key == 'before' else min)(moments):{MOMENT}}" if moments else ""


def key_of(moment: datetime) -> int:
    """Return the lowest sort key of an entry that was created at this moment."""
    return (moment - EPOCH) // timedelta(microseconds=1) * KEYS_PER_MICROSECOND


def _read_day(zone: tzinfo, key: str, value: str) -> datetime:
    if value.lower() in DAYS:
        today = timezone.now().astimezone(zone).date()
        day = datetime.combine(today - timedelta(days=DAYS.index(value.lower())), datetime.min.time())
    else:
        try:
            day = datetime.strptime(value, FORMATS[len(value)])  # noqa: DTZ007 The zone follows.
        except (KeyError, ValueError) as error:
            raise Misunderstood(messages.wrong_value(key, value, messages.DATES)) from error
    if not FIRST_YEAR < day.year < LAST_YEAR:
        raise Misunderstood(messages.wrong_value(key, value, messages.DATES))
    return day.replace(tzinfo=UTC if len(value) == len("2026-11-01T00:00Z") else zone).astimezone(UTC)
