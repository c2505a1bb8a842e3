"""Collections have names of their own and an order; a deleted one comes back."""

import pytest

from playground.library.collections import (
    add_to_collection,
    create_collection,
    delete_collection,
    ensure_collection,
    items_of,
    move_item,
    remove_from_collection,
    rename_collection,
    restore_collection,
    step_item,
)
from playground.library.errors import LibraryRefused
from playground.library.models import Collection, CollectionItem
from tests.cast import Person
from tests.library.entries import make_entries


@pytest.fixture
def filled(bob: Person) -> Collection:
    """A collection of five pictures, a to e."""
    collection = create_collection(bob.owner, "Summer")
    for entry in make_entries(bob, 5):
        assert add_to_collection(collection, entry)
    return collection


def read_order(collection: Collection) -> str:
    ids = sorted(collection.items.values_list("id", flat=True))
    return "".join("abcdefgh"[ids.index(item.pk)] for item in items_of(collection))


def item(collection: Collection, letter: str) -> int:
    return sorted(collection.items.values_list("id", flat=True))["abcdefgh".index(letter)]


def test_a_name_is_taken_whatever_its_case(bob: Person, alice: Person) -> None:
    summer = create_collection(bob.owner, " Summer campaign ")
    with pytest.raises(LibraryRefused, match="You already have a collection with the name “SUMMER campaign”"):
        create_collection(bob.owner, "SUMMER  campaign")
    assert ensure_collection(bob.owner, "summer campaign") == summer
    assert create_collection(alice.owner, "Summer campaign") != summer


def test_a_rename_keeps_names_apart(bob: Person) -> None:
    summer, winter = create_collection(bob.owner, "Summer"), create_collection(bob.owner, "Winter")
    rename_collection(summer, "SUMMER")
    with pytest.raises(LibraryRefused):
        rename_collection(winter, "summer")
    summer.refresh_from_db()
    assert summer.name == "SUMMER"


def test_a_deleted_collection_comes_back_with_its_pictures(filled: Collection, bob: Person) -> None:
    delete_collection(filled)
    assert not Collection.objects.visible_to(bob.owner).exists()
    restore_collection(filled)
    assert read_order(Collection.objects.visible_to(bob.owner).get()) == "abcde"


def test_a_deleted_collection_does_not_take_a_name_back(filled: Collection, bob: Person) -> None:
    delete_collection(filled)
    create_collection(bob.owner, "summer")
    with pytest.raises(LibraryRefused):
        restore_collection(filled)


def test_a_picture_is_in_a_collection_once(filled: Collection) -> None:
    second = CollectionItem.objects.get(pk=item(filled, "b")).entry
    assert not add_to_collection(filled, second)
    assert remove_from_collection(filled, second)
    assert not remove_from_collection(filled, second)
    assert filled.items.count() == 4
    assert not filled.items.filter(entry=second).exists()


@pytest.mark.parametrize(
    ("letter", "before", "order"), [("e", "a", "eabcd"), ("a", "d", "bcade"), ("b", None, "acdeb"), ("c", "d", "abcde")]
)
def test_an_item_moves_before_another(filled: Collection, letter: str, before: str | None, order: str) -> None:
    assert move_item(filled, item(filled, letter), item(filled, before) if before else None)
    assert read_order(filled) == order


def test_items_without_a_gap_between_them_can_be_put_in_order(filled: Collection) -> None:
    # As after many were added at once.
    CollectionItem.objects.filter(collection=filled).update(position=7)
    assert move_item(filled, item(filled, "e"), item(filled, "c"))
    assert read_order(filled) == "abecd"
    assert move_item(filled, item(filled, "d"), item(filled, "a"))
    assert read_order(filled) == "dabec"
    for _ in range(30):
        assert move_item(filled, item(filled, "a"), item(filled, "b"))
        assert move_item(filled, item(filled, "e"), item(filled, "b"))
    assert read_order(filled) == "daebc"


def test_an_item_steps_over_its_neighbour(filled: Collection) -> None:
    assert step_item(filled, item(filled, "b"), -1)
    assert read_order(filled) == "bacde"
    assert step_item(filled, item(filled, "b"), 1)
    assert step_item(filled, item(filled, "d"), 1)
    assert read_order(filled) == "abced"
    assert not step_item(filled, item(filled, "a"), -1)
    assert not step_item(filled, item(filled, "d"), 1)


def test_items_of_another_collection_do_not_move(filled: Collection, bob: Person) -> None:
    other = create_collection(bob.owner, "Other")
    assert not move_item(other, item(filled, "a"), None)
    assert not move_item(filled, item(filled, "a"), 0)
