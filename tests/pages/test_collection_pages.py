"""Collections have a list and a page each: made, renamed, put in order, deleted and restored."""

import pytest

from playground.library.models import Collection
from tests.cast import HTMX, Person
from tests.markup import parse


@pytest.fixture
def summer(bob: Person) -> Collection:
    """A collection of three pictures."""
    for number in range(3):
        bob.post("collect", bob.make(prompt=f"picture {number}").id, name="Summer")
    return Collection.objects.get()


def read_order(person: Person, collection: Collection) -> str:
    text = person.see("collection", collection.pk).text
    return "".join(sorted("012", key=lambda number: text.index(f"picture {number}")))


def test_a_collection_is_made_and_listed(bob: Person, alice: Person) -> None:
    made = bob.client.post("/collections/", {"name": " Summer "}, follow=True)
    assert "Nothing here yet" in parse(made).text
    assert "Summer" in bob.see("collections").text
    assert "Summer" not in alice.see("collections").text
    again = bob.client.post("/collections/", {"name": "SUMMER"}, follow=True)
    assert "You already have a collection with the name “SUMMER”" in parse(again).by_id("notice").text


def test_the_list_shows_covers_and_numbers(bob: Person, summer: Collection) -> None:
    first = summer.items.order_by("position")[0].entry.generation
    assert bob.see("collections").has(src=f"/files/{first.pictures.get().id}/small.webp")
    assert "3 pictures" in bob.see("collections").text
    first.delete_softly()
    assert "2 pictures" in bob.see("collections").text
    assert "2 pictures" in bob.see("collection", summer.pk).text


def test_pictures_are_put_in_order(bob: Person, summer: Collection) -> None:
    ids = [item.pk for item in summer.items.order_by("position")]
    assert read_order(bob, summer) == "012"
    answer = bob.post("move_item", summer.pk, item=ids[2], step="-1")
    assert answer["Location"] == f"/collections/{summer.pk}/"
    assert read_order(bob, summer) == "021"
    assert bob.post("move_item", summer.pk, htmx=True, item=ids[0], after=ids[1]).status_code == 204
    assert read_order(bob, summer) == "210"
    assert bob.post("move_item", summer.pk, htmx=True, item=ids[0], before=ids[2]).status_code == 204
    assert read_order(bob, summer) == "021"
    for wrong in ({"item": "9" * 30}, {"item": ids[0], "before": "x"}, {"item": ids[0], "after": ids[0]}, {}):
        assert bob.post("move_item", summer.pk, htmx=True, **wrong).status_code == 409
    assert read_order(bob, summer) == "021"


def test_a_collection_is_renamed(bob: Person, summer: Collection) -> None:
    bob.post("rename_collection", summer.pk, name="Autumn")
    assert "Autumn" in bob.see("collection", summer.pk).text
    refused = bob.post("rename_collection", summer.pk, htmx=True, name=" ")
    assert (refused.status_code, "The collection has no name." in parse(refused).text) == (422, True)


def test_a_deleted_collection_is_restored(bob: Person, summer: Collection) -> None:
    page = bob.client.post(f"/collections/{summer.pk}/delete/", follow=True)
    notice = parse(page).by_id("notice")
    assert notice.has(formaction=f"/collections/{summer.pk}/restore/")
    # A second click leads to the same page.
    assert bob.post("delete_collection", summer.pk)["Location"] == "/collections/"
    assert bob.get("collection", summer.pk).status_code == 404
    assert bob.post("restore_collection", summer.pk)["Location"] == f"/collections/{summer.pk}/"
    assert read_order(bob, summer) == "012"
    # A second click finds it restored.
    assert bob.post("restore_collection", summer.pk)["Location"] == f"/collections/{summer.pk}/"


def test_a_long_collection_is_paged(bob: Person, summer: Collection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("playground.pages.collection_page.PAGE", 2)
    page = bob.see("collection", summer.pk)
    more = next(element["href"] for element in page.all("a") if "after=" in element.get("href", ""))
    assert "picture 2" not in page.text
    rest = parse(bob.client.get(f"/collections/{summer.pk}/{more}"))
    assert "picture 2" in rest.text
    order = rest.find("shelf-order")
    assert (order["data-ahead"], order["data-total"]) == ("2", "3")
    assert bob.get("collection", summer.pk, after="nonsense").status_code == 200


def test_strangers_find_no_collection(alice: Person, anonymous: Person, summer: Collection) -> None:
    for other in (alice, anonymous):
        assert other.get("collection", summer.pk).status_code == 404
        for name in ("rename_collection", "delete_collection", "restore_collection", "move_item"):
            assert other.client.post(f"/collections/{summer.pk}/", headers=HTMX).status_code == 405
            assert other.post(name, summer.pk, name="x").status_code == 404
