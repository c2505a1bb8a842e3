"""What happens to a change of many when what it names is renamed or removed, or its guest signs in, meanwhile."""

from typing import Any

import pytest

from playground.generations.adopt import adopt
from playground.generations.models import Generation
from playground.library import tags
from playground.library.bulk import actions, changes
from playground.library.bulk.changes import begin, begin_undo, go_on
from playground.library.bulk.selection import Selection
from playground.library.collections import add_to_collection, create_collection, rename_collection
from playground.library.models import Action, BulkChange, BulkItem, Collection, CollectionItem, State, Tag, Tagging
from playground.library.tags import add_tags
from tests.cast import Person
from tests.library.entries import make_entries

ALL = Selection(everything=True)


@pytest.fixture(autouse=True)
def short_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a few pictures take several steps."""
    monkeypatch.setattr(changes, "STEP", 2)
    monkeypatch.setattr(changes, "PAUSE", 0)


def start(person: Person, action: Action, value: dict[str, Any], selection: Selection = ALL) -> BulkChange:
    return go_on(begin(person.owner, action, value, selection), seconds=0)


def finish(change: BulkChange) -> BulkChange:
    return go_on(BulkChange.objects.get(pk=change.pk), seconds=60)


def undo(change: BulkChange) -> BulkChange:
    return go_on(begin_undo(BulkChange.objects.get(pk=change.pk)), seconds=60)


def test_a_change_stops_when_its_search_means_nothing_any_more(bob: Person) -> None:
    make_entries(bob, 2)
    summer = create_collection(bob.owner, "Summer")
    for entry in make_entries(bob, 3):
        add_to_collection(summer, entry)
    begun = start(bob, Action.DELETE, {}, Selection(everything=True, search="in:Summer"))
    assert (begun.state, begun.changed) == (State.RUNNING, 2)
    rename_collection(summer, "Winter")
    done = finish(begun)
    assert (done.state, done.changed) == (State.DONE, 2)
    assert "its search means something else now" in done.stopped
    assert Generation.objects.visible_to(bob.owner).count() == 3
    assert "means something else now" in bob.see("show_change", done.pk).text
    undo(done)
    assert Generation.objects.visible_to(bob.owner).count() == 5


def test_a_guests_change_does_not_go_on_over_the_account(alice: Person, bob: Person) -> None:
    make_entries(alice, 3)
    make_entries(bob, 3)
    begun = start(bob, Action.DELETE, {})
    adopt(bob.owner, alice.owner)
    done = finish(begun)
    assert (done.state, done.changed) == (State.DONE, 2)
    assert "you signed in" in done.stopped
    assert Generation.objects.visible_to(alice.owner).count() == 4
    undo(done)
    assert Generation.objects.visible_to(alice.owner).count() == 6


def test_undo_makes_again_what_is_gone(bob: Person) -> None:
    entries = make_entries(bob, 3)
    summer = create_collection(bob.owner, "Summer")
    for entry in entries:
        add_tags(bob.owner, entry, "Poster")
        add_to_collection(summer, entry)
    untagged = finish(start(bob, Action.UNTAG, {"name": "Poster"}))
    taken = finish(start(bob, Action.UNCOLLECT, {"collection": str(summer.pk), "name": "Summer"}))
    # Nothing has the tag any more.
    assert not Tag.objects.exists()
    summer.delete()
    assert undo(untagged).state == undo(taken).state == State.UNDONE
    assert Tagging.objects.filter(tag__name="Poster").count() == 3
    assert CollectionItem.objects.filter(collection__name="Summer").count() == 3


def test_undo_finds_what_was_merged_when_the_guest_signed_in(alice: Person, bob: Person) -> None:
    his, (hers,) = make_entries(bob, 3), make_entries(alice, 1)
    for entry in (*his, hers):
        owner = bob.owner if entry in his else alice.owner
        add_tags(owner, entry, "poster")
    for person, entries in ((alice, [hers]), (bob, his)):
        summer = create_collection(person.owner, "Summer")
        for entry in entries:
            add_to_collection(summer, entry)
    untagged = finish(start(bob, Action.UNTAG, {"name": "poster"}))
    taken = finish(start(bob, Action.UNCOLLECT, {"collection": str(summer.pk), "name": "Summer"}))
    adopt(bob.owner, alice.owner)
    undo(untagged)
    undo(taken)
    assert (Tag.objects.count(), Tagging.objects.count()) == (1, 4)
    assert (Collection.objects.count(), CollectionItem.objects.count()) == (1, 4)


def test_a_tag_that_is_removed_between_two_steps_is_made_again(bob: Person) -> None:
    make_entries(bob, 3)
    begun = start(bob, Action.TAG, {"name": "poster"})
    Tag.objects.all().delete()
    assert finish(begun).state == State.DONE
    assert Tagging.objects.count() == 1


def test_a_change_that_still_works_is_not_forgotten(bob: Person) -> None:
    make_entries(bob, 3)
    begun = start(bob, Action.MARK, {"starred": True})
    for rating in (1, 2, 3, 4, 5, 0, 1):
        finish(start(bob, Action.MARK, {"rating": rating}))
    assert BulkItem.objects.filter(change=begun).count() == 2
    assert finish(begun).changed == 3


def test_a_change_is_forgotten_as_a_whole(bob: Person) -> None:
    make_entries(bob, 3)
    first, *_ = [finish(start(bob, Action.MARK, {"rating": rating})) for rating in (1, 2, 3, 4, 5)]
    start(bob, Action.MARK, {"starred": True})
    # A part of its items is left, which nobody can undo.
    assert BulkItem.objects.filter(change=first).count() == 1
    assert undo(first).state == State.FORGOTTEN
    assert bob.get("show_change", first.pk).status_code == 404


def test_a_picture_with_the_most_tags_gets_no_more(bob: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    full, other = make_entries(bob, 2)
    monkeypatch.setattr(actions, "MOST_TAGS_AN_ENTRY", 2)
    monkeypatch.setattr(tags, "MOST_TAGS_AN_ENTRY", 2)
    add_tags(bob.owner, full, "a, b")
    add_tags(bob.owner, other, "a")
    done = finish(start(bob, Action.TAG, {"name": "c"}))
    assert done.changed == 1
    assert [tagging.entry_id for tagging in Tagging.objects.filter(tag__name="c")] == [other.pk]
