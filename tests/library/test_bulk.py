"""A change of many is one action: it can be continued, leaves what is made later alone, and can be undone."""

from typing import Any
from uuid import UUID

import pytest

from playground.library.bulk import actions, changes
from playground.library.bulk.changes import begin, begin_undo, count_affected, go_on
from playground.library.bulk.selection import Selection, read_selection
from playground.library.collections import add_to_collection, create_collection, items_of
from playground.library.errors import LibraryRefused
from playground.library.marks import mark
from playground.library.models import Action, BulkChange, BulkItem, Entry, State, Tagging
from playground.library.tags import add_tags
from tests.cast import Person
from tests.library.entries import entry_of, make_entries

ALL = Selection(everything=True)


@pytest.fixture(autouse=True)
def short_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let five pictures take several steps."""
    monkeypatch.setattr(changes, "STEP", 2)
    monkeypatch.setattr(changes, "PAUSE", 0)


def chosen(*entries: Entry) -> Selection:
    return Selection([entry.generation_id for entry in entries])


def change(person: Person, action: Action, value: dict[str, Any], selection: Selection = ALL) -> BulkChange:
    return go_on(begin(person.owner, action, value, selection), seconds=60)


def undo(done: BulkChange) -> BulkChange:
    return go_on(begin_undo(done), seconds=60)


def ratings(entries: list[Entry]) -> list[int]:
    return [Entry.objects.get(pk=entry.pk).rating for entry in entries]


def test_marks_of_many_are_undone_one_by_one(bob: Person, alice: Person) -> None:
    entries, (hers,) = make_entries(bob, 5), make_entries(alice, 1)
    mark(bob.owner, entries[1].generation_id, {"rating": 2})
    mark(bob.owner, entries[2].generation_id, {"rating": 4})
    versions = [entry.generation.version for entry in entries]
    done = change(bob, Action.MARK, {"rating": 4})
    assert (done.state, done.total, done.changed) == (State.DONE, 4, 4)
    assert ratings([*entries, hers]) == [4, 4, 4, 4, 4, 0]
    for entry in entries:
        entry.generation.refresh_from_db()
    # What had the rating already is not changed again.
    assert [entry.generation.version - version for entry, version in zip(entries, versions, strict=True)] == [
        1,
        1,
        0,
        1,
        1,
    ]
    mark(bob.owner, entries[4].generation_id, {"rating": 1})
    assert undo(done).state == State.UNDONE
    assert ratings(entries) == [0, 2, 4, 0, 1]
    assert not BulkItem.objects.exists()


def test_only_what_was_chosen_changes(bob: Person, alice: Person) -> None:
    entries, (hers,) = make_entries(bob, 3), make_entries(alice, 1)
    change(bob, Action.MARK, {"rating": 5}, chosen(entries[0], entries[2], hers))
    assert ratings([*entries, hers]) == [5, 0, 5, 0]


def test_a_change_goes_on_where_it_stopped(bob: Person) -> None:
    entries = make_entries(bob, 5)
    begun = go_on(begin(bob.owner, Action.MARK, {"rating": 3}, ALL), seconds=0)
    assert (begun.state, begun.changed) == (State.RUNNING, 2)
    (later,) = make_entries(bob, 1)
    done = go_on(BulkChange.objects.get(pk=begun.pk), seconds=60)
    assert (done.state, done.changed) == (State.DONE, 5)
    assert ratings([*entries, later]) == [3, 3, 3, 3, 3, 0]


def test_a_change_that_is_half_done_can_be_undone(bob: Person) -> None:
    entries = make_entries(bob, 5)
    begun = go_on(begin(bob.owner, Action.MARK, {"verdict": "rejected"}, ALL), seconds=0)
    assert undo(begun).state == State.UNDONE
    assert {Entry.objects.get(pk=entry.pk).verdict for entry in entries} == {""}
    assert go_on(begun, seconds=60).state == State.UNDONE


def test_tags_of_many(bob: Person) -> None:
    entries = make_entries(bob, 3)
    add_tags(bob.owner, entries[0], "poster")
    done = change(bob, Action.TAG, {"name": "poster"})
    assert (done.changed, Tagging.objects.count()) == (2, 3)
    undo(done)
    assert [tagging.entry_id for tagging in Tagging.objects.all()] == [entries[0].pk]
    removed = change(bob, Action.UNTAG, {"name": "Poster"})
    assert not Tagging.objects.exists()
    undo(removed)
    assert [tagging.entry_id for tagging in Tagging.objects.all()] == [entries[0].pk]


def test_many_are_collected_in_order_and_put_back_in_their_places(bob: Person) -> None:
    entries = make_entries(bob, 5)
    collection = create_collection(bob.owner, "Summer")
    for place in (3, 1):
        add_to_collection(collection, entries[place])
    value = {"collection": str(collection.pk), "name": collection.name}

    def order() -> list[int]:
        pks = [entry.pk for entry in entries]
        return [pks.index(item.entry_id) for item in items_of(collection)]

    done = change(bob, Action.COLLECT, value)
    assert order() == [3, 1, 4, 2, 0]
    out = change(bob, Action.UNCOLLECT, value, chosen(entries[1], entries[4]))
    assert order() == [3, 2, 0]
    undo(out)
    assert order() == [3, 1, 4, 2, 0]
    undo(done)
    assert order() == [3, 1]


def test_links_are_limited_and_revoked_by_undo(bob: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    make_entries(bob, 3)
    monkeypatch.setattr(changes, "MOST_SHARED", 2)
    with pytest.raises(LibraryRefused, match="3 pictures would get a public link; the maximum is 2 at once"):
        begin(bob.owner, Action.SHARE, {}, ALL)
    monkeypatch.setattr(changes, "MOST_SHARED", 3)
    done = change(bob, Action.SHARE, {})
    assert actions.links_of(done).count() == 3
    assert count_affected(bob.owner, Action.SHARE, {}, ALL) == 0
    undo(done)
    assert not actions.links_of(done).exists()


def test_the_count_leaves_out_what_does_not_change(bob: Person) -> None:
    first, _ = make_entries(bob, 2)
    mark(bob.owner, first.generation_id, {"starred": True})
    assert count_affected(bob.owner, Action.MARK, {"starred": True}, ALL) == 1
    assert count_affected(bob.owner, Action.MARK, {"starred": True, "rating": 1}, ALL) == 2


def test_old_changes_are_forgotten(bob: Person) -> None:
    make_entries(bob, 3)
    for rating in (1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5):
        change(bob, Action.MARK, {"rating": rating})
    assert BulkChange.objects.count() <= changes.KEPT + 1
    assert BulkItem.objects.count() <= 3 * (changes.KEPT + 1)


@pytest.mark.parametrize(
    ("ids", "said"),
    [
        ([], "No picture is selected"),
        (["nonsense"], "The selection names something that is not a picture"),
        ([str(UUID(int=number)) for number in range(1001)], "1,001 pictures are selected; the maximum is 1,000"),
    ],
)
def test_a_selection_that_cannot_be_one_is_refused(ids: list[str], said: str) -> None:
    with pytest.raises(LibraryRefused, match=said):
        read_selection(ids, "", everything=False)


def test_a_search_chooses_what_it_finds(bob: Person) -> None:
    fox, wolf = entry_of(bob.make(prompt="a red fox")), entry_of(bob.make(prompt="a grey wolf"))
    done = change(bob, Action.MARK, {"rating": 4}, Selection(everything=True, search="fox"))
    assert (done.state, done.changed) == (State.DONE, 1)
    assert ratings([fox, wolf]) == [4, 0]
