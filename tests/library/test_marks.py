"""Marks are set one by one, count as a change of the picture, and can be undone."""

import pytest

from playground.library.errors import LibraryRefused
from playground.library.marks import Marked, Marks, mark, read_changes, read_undo, save_note
from tests.cast import Person
from tests.library.entries import entry_of


def test_a_mark_changes_only_itself(bob: Person) -> None:
    made = bob.make()
    entry_of(made)
    both = Marks(starred=True, rating=4)
    assert mark(bob.owner, made.id, {"rating": 4, "starred": True}) == Marked(Marks(), both)
    assert mark(bob.owner, made.id, {"verdict": "picked"}) == Marked(both, Marks(True, 4, "picked"))
    entry = entry_of(made)
    assert (entry.starred, entry.rating, entry.verdict) == (True, 4, "picked")


def test_a_mark_counts_up_the_version(bob: Person) -> None:
    made = bob.make()
    entry_of(made)
    mark(bob.owner, made.id, {"rating": 1})
    before = made.version
    made.refresh_from_db()
    assert made.version == before + 1


def test_the_former_marks_undo_a_change(bob: Person) -> None:
    made = bob.make()
    entry_of(made)
    mark(bob.owner, made.id, {"rating": 2, "verdict": "rejected"})
    marked = mark(bob.owner, made.id, read_changes({"rating": "5", "verdict": "none"}))
    assert marked is not None
    assert marked.changes == {"rating": 5, "verdict": ""}
    mark(bob.owner, made.id, *read_undo(marked.undo))
    assert (entry_of(made).rating, entry_of(made).verdict) == (2, "rejected")


def test_a_toggle_depends_on_what_there_was(bob: Person) -> None:
    made = bob.make()
    entry_of(made)
    found = []
    for sent in ({"starred": "toggle"}, {"starred": "toggle"}, *({"verdict": "toggle-picked"},) * 2):
        mark(bob.owner, made.id, read_changes(sent))
        found.append((entry_of(made).starred, entry_of(made).verdict))
    assert found == [(True, ""), (False, ""), (False, "picked"), (False, "")]
    mark(bob.owner, made.id, {"verdict": "rejected"})
    mark(bob.owner, made.id, read_changes({"verdict": "toggle-picked"}))
    assert entry_of(made).verdict == "picked"


def test_strangers_and_deleted_pictures_are_not_marked(bob: Person, alice: Person) -> None:
    made = bob.make()
    entry_of(made)
    assert mark(alice.owner, made.id, {"rating": 5}) is None
    assert mark(None, made.id, {"rating": 5}) is None
    made.delete_softly()
    assert mark(bob.owner, made.id, {"rating": 5}) is None
    assert entry_of(made).rating == 0


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"rating": "6"}, "rating is '6'; it must be one of 0, 1, 2, 3, 4, 5."),
        ({"starred": "yes"}, "starred is 'yes'; it must be one of 1, 0, toggle."),
        ({"verdict": ""}, "verdict is ''; it must be one of picked, rejected, none, toggle-picked, toggle-rejected."),
        ({}, "No mark was named. Send starred, rating or verdict."),
    ],
)
def test_an_unknown_mark_is_refused(sent: dict[str, str], said: str) -> None:
    with pytest.raises(LibraryRefused) as refused:
        read_changes(sent)
    assert refused.value.sentence == said


def test_a_note_keeps_its_lines(bob: Person, alice: Person) -> None:
    made = bob.make()
    entry_of(made)
    assert save_note(bob.owner, made.id, " For Ana:\r\nmore light ")
    assert entry_of(made).note == "For Ana:\nmore light"
    assert not save_note(alice.owner, made.id, "mine")
    with pytest.raises(LibraryRefused, match=r"The note has 5,001 characters; the maximum is 5,000\."):
        save_note(bob.owner, made.id, "x" * 5001)
