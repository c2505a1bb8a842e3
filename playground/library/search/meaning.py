"""What a term means: conditions on the full text and on the columns of entries."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from difflib import get_close_matches
from itertools import islice
from typing import Any

from django.db.models import Q

from playground.accounts.models import Owner
from playground.library.search.text import Facts, Words

# Up to this many entries are looked up by themselves, instead of looking for them among all of the history.
FEW = 500
# Words that are compared with one that is not known, and its characters that count.
MOST_COMPARED = 200
LONGEST_COMPARED = 50
MOST_NEAREST = 3
# What a reader asks for once.
SUGGESTION = "suggestion"


@dataclass(frozen=True, slots=True)
class Meaning:
    """The conditions of a term, all of which must be met. `before` and `since` are limits of the sort key.

    `notice` is a sentence about what the term does not find although it was understood.
    """

    text: tuple[Words | Facts, ...] = ()
    rows: Q | None = None
    before: int | None = None
    since: int | None = None
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """What could not be understood: its place in the text, a sentence, and the text to put there instead, or "".

    With `understood` the sentence is a notice about a term that counts.
    """

    start: int
    end: int
    message: str
    suggestion: str = ""
    understood: bool = False


class Misunderstood(Exception):
    """A value that means nothing; `nearest` is what was probably meant with `value`, which is "" for a key."""

    def __init__(self, message: str, nearest: str = "", value: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.nearest = nearest
        self.value = value


@dataclass(slots=True)
class Reader:
    """Whose search is read, and in which time zone days begin.

    One reader reads all terms of a search and keeps what would take long for each of them again.
    """

    owner: Owner
    zone: tzinfo = field(default=UTC)
    _known: dict[str, Any] = field(default_factory=dict)

    def once[Value](self, name: str, find: Callable[[], Value]) -> Value:
        """Return what `find` returned when it was first asked for under this name."""
        if name not in self._known:
            self._known[name] = find()
        found: Value = self._known[name]
        return found

    def is_first(self, name: str) -> bool:
        """Return whether nothing was asked for under this name before."""
        first = name not in self._known
        self._known[name] = True
        return first

    def nearest(self, value: str, known: Iterable[str]) -> str:
        """Return the known word that was probably meant, or ""."""
        return next(iter(self.all_nearest(value, known)), "")

    def all_nearest(self, value: str, known: Iterable[str]) -> list[str]:
        """Return the known words that may have been meant, the most similar one first."""
        # Comparing takes long, so that a search gets one suggestion.
        if not self.is_first(SUGGESTION):
            return []
        candidates = list(islice(known, MOST_COMPARED))
        return get_close_matches(value.lower()[:LONGEST_COMPARED], candidates, n=MOST_NEAREST, cutoff=0.5)
