"""Marks of a picture: its star, its rating and its verdict, and its note."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils.text import Truncator

from playground.accounts.models import Owner
from playground.accounts.owners import retry_on_deadlock
from playground.generations.models import Generation
from playground.library.errors import LibraryRefused
from playground.library.models import Entry, Verdict
from playground.library.models.entry import MOST_STARS

type MarkChanges = dict[str, bool | int | str]

LONGEST_NOTE = 5000
# How much of a note is shown in a sentence.
MOST_QUOTED = 300
TOGGLE = "toggle"
STARRED: Mapping[str, bool | str] = {"1": True, "0": False, TOGGLE: TOGGLE}
RATINGS = {str(rating): rating for rating in range(MOST_STARS + 1)}
# A form cannot send an empty value for "neither" and be told from one that says nothing.
NEITHER = "none"
UNDO_SIGN = "~"
VERDICTS = {
    **{verdict.value: verdict.value for verdict in Verdict},
    NEITHER: "",
    **{f"{TOGGLE}-{verdict.value}": f"{TOGGLE}-{verdict.value}" for verdict in Verdict},
}


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of an entry."""

    starred: bool = False
    rating: int = 0
    verdict: str = ""

    def __bool__(self) -> bool:
        return self.starred or self.rating > 0 or bool(self.verdict)

    @property
    def code(self) -> str:
        """All marks in one word, as the field `marks` of a form takes them: `1.4.picked`."""
        return f"{int(self.starred)}.{self.rating}.{self.verdict or NEITHER}"


@dataclass(frozen=True, slots=True)
class Marked:
    """The marks before and after a change."""

    former: Marks
    marks: Marks

    @property
    def undo(self) -> str:
        """Both in one word, as the field `marks` of a form takes them back; "" without a change."""
        return f"{self.former.code}{UNDO_SIGN}{self.marks.code}" if self.changes else ""

    @property
    def changes(self) -> MarkChanges:
        """What differs."""
        before = asdict(self.former)
        return {name: value for name, value in asdict(self.marks).items() if value != before[name]}


def read_marks(generation: Generation) -> Marks:
    """Return the marks of a generation, which should be loaded with its entry."""
    entry: Entry | None = getattr(generation, "entry", None)
    return Marks(entry.starred, entry.rating, entry.verdict) if entry else Marks()


def read_changes(data: Mapping[str, str]) -> MarkChanges:
    """Return the marks that a form sets.

    They are `starred` 1 or 0, `rating` 0 to 5 and `verdict` picked, rejected or none, or all of them in `marks`. The
    values `toggle`, `toggle-picked` and `toggle-rejected` set or take away, whatever is the case.
    """
    if "marks" in data:
        parts = data["marks"].split(".")
        data = dict(zip(("starred", "rating", "verdict"), parts, strict=False))
    known: Mapping[str, Mapping[str, bool | int | str]] = {
        "starred": STARRED,
        "rating": RATINGS,
        "verdict": VERDICTS,
    }
    changes = {name: _choose(values, data[name], name) for name, values in known.items() if name in data}
    if not changes:
        raise LibraryRefused("No mark was named. Send starred, rating or verdict.")
    return changes


def _choose[T](known: Mapping[str, T], text: str, name: str) -> T:
    if text not in known:
        raise LibraryRefused(f"{name} is {text[:20]!r}; it must be one of {', '.join(known)}.")
    return known[text]


def toggles(changes: MarkChanges) -> bool:
    """Return whether the result of these changes depends on the marks from before, as that of no bulk change may."""
    return any(str(value).startswith(TOGGLE) for value in changes.values())


def _resolve(changes: MarkChanges, former: Marks) -> Marks:
    starred, verdict = changes.get("starred", former.starred), str(changes.get("verdict", former.verdict))
    if verdict.startswith(TOGGLE):
        named = verdict.removeprefix(f"{TOGGLE}-")
        verdict = "" if former.verdict == named else named
    return Marks(
        starred=not former.starred if starred == TOGGLE else bool(starred),
        rating=int(changes.get("rating", former.rating)),
        verdict=verdict,
    )


def read_undo(text: str) -> tuple[MarkChanges, MarkChanges]:
    """Return the marks from before a change and those that it has set, which `Marked.undo` has written."""
    former, _, marks = text.partition(UNDO_SIGN)
    return read_changes({"marks": former}), read_changes({"marks": marks}) if marks else {}


def mark(
    owner: Owner | None, generation_id: UUID, changes: MarkChanges, only_from: MarkChanges | None = None
) -> Marked | None:
    """Set marks; return None where the owner has no such generation.

    A mark with another value than that in `only_from` stays as it is: who undoes a change undoes no later one.
    """
    return retry_on_deadlock(partial(_mark, owner, generation_id, changes, only_from or {}))


def _mark(owner: Owner | None, generation_id: UUID, changes: MarkChanges, only_from: MarkChanges) -> Marked | None:
    with transaction.atomic():
        # First the generation and then its entry, in the order of the triggers, so that the two cannot deadlock. Its
        # lock keeps other changes of the marks away until they are read, and a new version outdates cached fragments.
        if not Generation.objects.visible_to(owner).filter(id=generation_id).advance():
            return None
        entries = Entry.objects.visible_to(owner).filter(generation=generation_id)
        found = entries.values_list("starred", "rating", "verdict").first()
        if found is None:
            return None
        former = Marks(*found)
        present = asdict(former)
        marks = _resolve(
            {name: value for name, value in changes.items() if only_from.get(name, present[name]) == present[name]},
            former,
        )
        entries.update(**asdict(marks))
    return Marked(former, marks)


def clean_note(text: str) -> str:
    """Return the note with plain line breaks, or raise `LibraryRefused` if it is too long."""
    note = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()
    if len(note) > LONGEST_NOTE:
        raise LibraryRefused(f"The note has {len(note):,} characters; the maximum is {LONGEST_NOTE:,}. Shorten it.")
    return note


def save_note(owner: Owner | None, generation_id: UUID, text: str, formers: Sequence[str] = ()) -> bool:
    """Save the note; return False where the owner has no such generation.

    With `formers`, which are the texts that the writer knows of, raise `LibraryRefused` where the note is another one.
    """
    note = clean_note(text)
    entries = Entry.objects.visible_to(owner).filter(generation=generation_id)
    known = entries.filter(note__in=[note, *map(clean_note, formers)]) if formers else entries
    if known.update(note=note):
        return True
    other = entries.values_list("note", flat=True).first()
    if other is None:
        return False
    said = f"is “{Truncator(other).chars(MOST_QUOTED)}”" if other else "is empty"
    raise LibraryRefused(
        f"The note was changed in another window, and {said} now. Yours is not saved."
        " Copy your text, reload the page, and then change the note."
    )
