"""Marks of a picture: its star, its rating and its verdict, and its note."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import partial
from uuid import UUID

from django.db import transaction

from playground.accounts.models import Owner
from playground.accounts.owners import retry_on_deadlock
from playground.generations.models import Generation
from playground.library.errors import LibraryRefused
from playground.library.models import Entry, Verdict
from playground.library.models.entry import MOST_STARS

type MarkChanges = dict[str, bool | int | str]

LONGEST_NOTE = 5000
STARRED = {"1": True, "0": False}
# A form cannot send an empty value for "neither" and be told from one that says nothing.
VERDICTS = {Verdict.PICKED.value: Verdict.PICKED.value, Verdict.REJECTED.value: Verdict.REJECTED.value, "none": ""}


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of an entry."""

    starred: bool = False
    rating: int = 0
    verdict: str = ""

    def before(self, changes: MarkChanges) -> MarkChanges:
        """Return the changes that undo these."""
        return {name: value for name, value in asdict(self).items() if name in changes}


def read_changes(data: Mapping[str, str]) -> MarkChanges:
    """Return the marks that a form sets: `starred` 1 or 0, `rating` 0 to 5, `verdict` picked, rejected or none."""
    changes: MarkChanges = {}
    if "starred" in data:
        changes["starred"] = _choose(STARRED, data["starred"], "starred")
    if "rating" in data:
        ratings = {str(rating): rating for rating in range(MOST_STARS + 1)}
        changes["rating"] = _choose(ratings, data["rating"], "rating")
    if "verdict" in data:
        changes["verdict"] = _choose(VERDICTS, data["verdict"], "verdict")
    if not changes:
        raise LibraryRefused("No mark was named. Send starred, rating or verdict.")
    return changes


def _choose[T](known: Mapping[str, T], text: str, name: str) -> T:
    if text not in known:
        raise LibraryRefused(f"{name} is {text[:20]!r}; it must be one of {', '.join(known)}.")
    return known[text]


def write_changes(changes: MarkChanges) -> dict[str, str]:
    """Return the fields of a form that sets these marks: the opposite of `read_changes`."""
    fields = {name: str(int(value)) for name, value in changes.items() if name != "verdict"}
    return fields | ({"verdict": str(changes["verdict"]) or "none"} if "verdict" in changes else {})


def mark(owner: Owner | None, generation_id: UUID, changes: MarkChanges) -> Marks | None:
    """Set marks; return those from before, or None where the owner has no such generation."""
    return retry_on_deadlock(partial(_mark, owner, generation_id, changes))


def _mark(owner: Owner | None, generation_id: UUID, changes: MarkChanges) -> Marks | None:
    with transaction.atomic():
        # First the generation and then its entry, in the order of the triggers, so that the two cannot deadlock. Its
        # lock keeps other changes of the marks away until they are read, and a new version outdates cached fragments.
        if not Generation.objects.visible_to(owner).filter(id=generation_id).advance():
            return None
        entries = Entry.objects.visible_to(owner).filter(generation=generation_id)
        former = entries.values_list("starred", "rating", "verdict").first()
        if former is None:
            return None
        entries.update(**changes)
    return Marks(*former)


def clean_note(text: str) -> str:
    """Return the note with plain line breaks, or raise `LibraryRefused` if it is too long."""
    note = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()
    if len(note) > LONGEST_NOTE:
        raise LibraryRefused(f"The note has {len(note):,} characters; the maximum is {LONGEST_NOTE:,}. Shorten it.")
    return note


def save_note(owner: Owner | None, generation_id: UUID, text: str) -> bool:
    """Save the note; return False where the owner has no such generation."""
    return Entry.objects.visible_to(owner).filter(generation=generation_id).update(note=clean_note(text)) == 1
