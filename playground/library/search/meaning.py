"""What a term means: conditions on the full text and on the columns of entries."""

from dataclasses import dataclass, field
from datetime import UTC, tzinfo

from django.db.models import Q

from playground.accounts.models import Owner
from playground.library.search.text import Facts, Words


@dataclass(frozen=True, slots=True)
class Meaning:
    """The conditions of a term, all of which must be met. `before` and `since` are limits of the sort key."""

    text: tuple[Words | Facts, ...] = ()
    rows: Q | None = None
    before: int | None = None
    since: int | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """What could not be understood: its place in the text, a sentence, and the text to put there instead, or ""."""

    start: int
    end: int
    message: str
    suggestion: str = ""


class Misunderstood(Exception):
    """A value that means nothing; `nearest` is the value that was probably meant."""

    def __init__(self, message: str, nearest: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.nearest = nearest


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose search is read, and in which time zone days begin."""

    owner: Owner
    zone: tzinfo = field(default=UTC)
