"""What a change of many applies to: the pictures that somebody chose, or all that match a search."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from uuid import UUID

from playground.accounts.models import Owner
from playground.library.errors import LibraryRefused
from playground.library.models import Action, BulkChange, Entry
from playground.library.models.entry import EntryQuerySet
from playground.library.search.finding import search
from playground.library.search.language import LONGEST_SEARCH

# The most pictures that are chosen one by one. More of them are chosen by a search.
MOST_SELECTED = 1000
IN_TRASH = (Action.RESTORE, Action.REMOVE)


@dataclass(frozen=True, slots=True)
class Selection:
    """Generations by id, or with `everything` all that match `search`."""

    ids: Sequence[UUID] = ()
    everything: bool = False
    search: str = ""

    def entries(self, owner: Owner | None, action: Action) -> EntryQuerySet:
        """Return the entries. Those in the trash are only for the actions of the trash, which know no others."""
        if owner is None:
            return Entry.objects.none()
        found: EntryQuerySet = Entry.objects.filter(owner=owner, deleted__isnull=False)
        if action not in IN_TRASH:
            found = find_matching(owner, self.search if self.everything else "")
        return found if self.everything else found.filter(generation__in=list(self.ids))


def find_matching(owner: Owner | None, text: str, zone: tzinfo = UTC) -> EntryQuerySet:
    """Return the entries that a search finds, in no order."""
    return search(owner, text, zone=zone).entries.order_by()


def find_problem(owner: Owner, selection: Selection) -> str:
    """Return a sentence where a part of the search means nothing, so that too much would match without it, or ""."""
    problems = search(owner, selection.search).problems if selection.everything else ()
    return next((problem.message for problem in problems if not problem.understood), "")


def check_search(owner: Owner, selection: Selection) -> None:
    """Raise `LibraryRefused` where a part of the search means nothing."""
    if problem := find_problem(owner, selection):
        raise LibraryRefused(f"{problem} Correct the search first, so that no other pictures are changed.")


def read_selection(ids: Sequence[str], text: str, *, everything: bool) -> Selection:
    """Return the selection that a form sends. Raises `LibraryRefused`."""
    if everything:
        if len(text) > LONGEST_SEARCH:
            raise LibraryRefused(f"The search has {len(text):,} characters; the maximum is {LONGEST_SEARCH:,}.")
        # A NUL cannot be stored.
        return Selection(everything=True, search=text.replace("\x00", " "))
    if len(ids) > MOST_SELECTED:
        raise LibraryRefused(
            f"{len(ids):,} pictures are selected; the maximum is {MOST_SELECTED:,}."
            " Use a search, and select all that match."
        )
    try:
        chosen = list(dict.fromkeys(UUID(id_) for id_ in ids))
    except ValueError:
        raise LibraryRefused("The selection names something that is not a picture. Select again.") from None
    if not chosen:
        raise LibraryRefused("No picture is selected. Select one or more.")
    return Selection(chosen)


def selection_of(change: BulkChange) -> Selection:
    """Return the selection that a change was begun with."""
    return Selection([UUID(id_) for id_ in change.ids], change.everything, change.search)
