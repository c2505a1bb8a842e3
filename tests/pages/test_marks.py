"""Marks on the pages: on tiles and on the picture's page, by forms, with undo, for their owner only."""

import pytest

from playground.library.models import Entry
from tests.cast import Person
from tests.markup import parse


def test_a_mark_is_shown_on_the_tile_and_on_the_page(bob: Person) -> None:
    made = bob.make()
    assert "Picked" not in bob.see("history").by_id(f"tile-{made.id}").text
    for name, value in (("starred", "1"), ("rating", "4"), ("verdict", "picked")):
        bob.post("marks", made.id, htmx=True, **{name: value})
    tile = bob.see("history").by_id(f"tile-{made.id}").text
    assert "starred" in tile
    assert "rated 4 of 5" in tile
    assert "Picked" in tile
    page = bob.see("generation", made.id)
    assert page.has(name="starred", aria_pressed="true", value="0")
    assert page.has(name="rating", aria_pressed="true", value="0")
    assert page.has(name="verdict", aria_pressed="true", value="none")


def test_undo_brings_back_what_was(bob: Person) -> None:
    made = bob.make()
    bob.post("marks", made.id, htmx=True, rating="2")
    answer = parse(bob.post("marks", made.id, htmx=True, rating="5"))
    assert "Rated 5 stars." in answer.text
    assert answer.has(name="marks", value="0.2.none~0.5.none")
    undone = parse(bob.post("marks", made.id, htmx=True, marks="0.2.none~0.5.none"))
    assert "Undone: rated 2 stars." in undone.text
    assert Entry.objects.get(generation=made).rating == 2


def test_without_script_the_former_page_offers_undo(bob: Person) -> None:
    made = bob.make()
    address = f"/generations/{made.id}/marks/"
    answer = bob.client.post(
        address, {"rating": "3"}, follow=True, headers={"Referer": "http://testserver/history/?before="}
    )
    assert answer.redirect_chain == [("/history/?before=", 302)]
    assert parse(answer).by_id("notice").has(name="marks", value="0.0.none~0.3.none")


def test_undo_leaves_what_was_marked_since_then(bob: Person) -> None:
    made = bob.make()
    rated = parse(bob.post("marks", made.id, htmx=True, rating="4")).find(name="marks")["value"]
    # In another window, or together with other pictures.
    bob.post("change_many", htmx=True, id=[str(made.id)], verdict="picked")
    bob.post("marks", made.id, htmx=True, marks=rated)
    assert (entry := Entry.objects.get(generation=made)).rating == 0
    assert entry.verdict == "picked"
    bob.post("marks", made.id, htmx=True, rating="2")
    assert "have been changed since" in parse(bob.post("marks", made.id, htmx=True, marks=rated)).text
    assert Entry.objects.get(generation=made).rating == 2


@pytest.mark.parametrize("former", ["https://elsewhere.example/history/", ""])
def test_a_form_leads_to_no_other_site(bob: Person, former: str) -> None:
    made = bob.make()
    answer = bob.client.post(f"/generations/{made.id}/marks/", {"rating": "3"}, headers={"Referer": former})
    assert answer["Location"] == f"/generations/{made.id}/"


def test_a_wrong_mark_is_refused(bob: Person) -> None:
    made = bob.make()
    answer = bob.post("marks", made.id, htmx=True, rating="6")
    assert answer.status_code == 422
    assert "it must be one of 0, 1, 2, 3, 4, 5." in parse(answer).text


def test_strangers_mark_nothing(bob: Person, alice: Person, anonymous: Person) -> None:
    made = bob.make()
    for other in (alice, anonymous):
        assert other.post("marks", made.id, htmx=True, rating="1").status_code == 404
        assert other.post("marks", made.id, htmx=True, rating="nonsense").status_code == 404
        assert other.get("marks", made.id).status_code == 404
    assert Entry.objects.get(generation=made).rating == 0


def test_a_deleted_picture_cannot_be_marked(bob: Person) -> None:
    made = bob.make()
    bob.post("delete", made.id, htmx=True)
    assert bob.post("marks", made.id, htmx=True, rating="1").status_code == 404
