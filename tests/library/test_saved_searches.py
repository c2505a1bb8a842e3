"""Searches are saved under a name."""

import pytest

from playground.library.errors import LibraryRefused
from playground.library.models import SavedSearch
from playground.library.search.saved import MOST_SAVED, list_saved, rename_search, save_search
from tests.cast import Person


def test_a_search_is_saved_and_replaced(bob: Person, alice: Person) -> None:
    saved = save_search(bob.owner, " Posters  of summer ", " tag:poster   is:starred ")
    assert (saved.name, saved.search) == ("Posters of summer", "tag:poster is:starred")
    again = save_search(bob.owner, "POSTERS OF SUMMER", "tag:poster")
    assert again.pk == saved.pk
    save_search(bob.owner, "Äpfel", "apple")
    save_search(bob.owner, "äPFEL", "apples")
    assert [each.search for each in list_saved(bob.owner)] == ["tag:poster", "apples"]
    assert list(list_saved(alice.owner)) == list(list_saved(None)) == []


def test_a_search_is_renamed(bob: Person) -> None:
    first, second = save_search(bob.owner, "one", "a"), save_search(bob.owner, "two", "b")
    rename_search(bob.owner, first, "One")
    with pytest.raises(LibraryRefused, match="You have a search “ONE” already"):
        rename_search(bob.owner, second, "ONE")
    assert sorted(each.name for each in list_saved(bob.owner)) == ["One", "two"]


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("", "fox", "The search has no name"),
        ("x" * 81, "fox", "the maximum is 80"),
        ("fox", " \x00 ", "The search is empty"),
        ("fox", "x" * 1001, "The search has 1,001 characters; the maximum is 1,000"),
    ],
)
def test_what_cannot_be_saved(bob: Person, name: str, text: str, sentence: str) -> None:
    with pytest.raises(LibraryRefused, match=sentence):
        save_search(bob.owner, name, text)


def test_the_number_is_limited(bob: Person) -> None:
    SavedSearch.objects.bulk_create(
        [SavedSearch(owner=bob.owner, name=f"search {number}", search="fox") for number in range(MOST_SAVED)]
    )
    save_search(bob.owner, "search 1", "wolf")
    with pytest.raises(LibraryRefused, match="You have 100 saved searches"):
        save_search(bob.owner, "one more", "fox")
