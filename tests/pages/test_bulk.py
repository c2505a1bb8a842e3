"""Many pictures are changed by a form with checkboxes, or by a search, with a question where it matters and undo."""

from typing import Any

import pytest

from playground.generations.models import Generation, Share
from playground.library.bulk import changes
from playground.library.models import BulkChange, Collection, CollectionItem, Entry, Tag, Tagging
from tests.cast import Person
from tests.markup import parse


@pytest.fixture(autouse=True)
def _unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    # On a busy machine a request would use up its time before the change is complete, and answer that it goes on.
    monkeypatch.setattr(changes, "SECONDS", 60)


def make(person: Person, count: int) -> list[Generation]:
    return [person.make(prompt=f"picture {number}") for number in range(count)]


def change(person: Person, *rows: Generation, htmx: Any = True, **data: Any) -> Any:
    return person.post("change_many", htmx=htmx, id=[str(row.id) for row in rows], **data)


def ratings(rows: list[Generation]) -> list[int]:
    return [Entry.objects.get(generation=row).rating for row in rows]


def ask(person: Person, **data: Any) -> Any:
    return person.post("change_many", everything="on", q="", **data)


@pytest.mark.parametrize(
    ("mark", "question"),
    [
        ({"rating": "4"}, "Rate 2 pictures 4 stars?"),
        ({"rating": "0"}, "Clear the rating of 2 pictures?"),
        ({"starred": "1"}, "Star 2 pictures?"),
        ({"verdict": "rejected"}, "Reject 2 pictures?"),
    ],
)
def test_the_question_says_what_is_done(bob: Person, mark: dict[str, str], question: str) -> None:
    for row in make(bob, 2):
        bob.post("marks", row.id, rating="1", verdict="picked")
    assert question in parse(ask(bob, **mark)).text


def test_chosen_pictures_are_marked_and_the_tiles_get_new_lines(bob: Person) -> None:
    rows = make(bob, 3)
    answer = parse(change(bob, rows[0], rows[2], rating="4"))
    assert "Rated 4 stars: 2 pictures." in answer.text
    assert answer.has(data_marks_of=str(rows[0].id))
    assert ratings(rows) == [4, 0, 4]
    assert not answer.has(data_unchanged=True)
    # The script then leaves the offer to undo the first one.
    assert parse(change(bob, rows[0], rating="4")).has(data_unchanged=True)
    undone = parse(bob.post("undo_change", BulkChange.objects.earliest("created").pk, htmx=True))
    assert "Undone." in undone.text
    assert not undone.has(data_unchanged=True)
    assert ratings(rows) == [0, 0, 0]


def test_without_script_the_former_page_says_what_was_done(bob: Person) -> None:
    rows = make(bob, 2)
    sent = {"id": [str(row.id) for row in rows], "verdict": "picked", "back": "/history/?before="}
    answer = bob.client.post("/bulk/", sent, follow=True)
    assert answer.redirect_chain == [("/history/?before=", 302)]
    notice = parse(answer).by_id("notice")
    assert "Picked: 2 pictures." in notice.text
    assert notice.has(formaction=f"/bulk/{BulkChange.objects.get().pk}/undo/")


def test_all_that_match_are_changed_after_a_question_with_their_number(bob: Person, alice: Person) -> None:
    rows, (hers,) = make(bob, 3), make(alice, 1)
    question = parse(bob.post("change_many", everything="on", q="", do="tag", tag="poster"))
    assert "Tag 3 pictures with “poster”?" in question.text
    assert "Add 3 pictures to “Summer”?" in parse(ask(bob, do="collect", collection="Summer")).text
    # Who cancels leaves nothing behind.
    assert not Tag.objects.exists()
    assert not Collection.objects.exists()
    done = bob.client.post("/bulk/", {"everything": "on", "do": "tag", "tag": "poster", "confirmed": "on"}, follow=True)
    assert "Tagged “poster”: 3 pictures" in parse(done).text
    assert set(Tagging.objects.values_list("entry__generation", flat=True)) == {row.id for row in rows}
    assert not Tagging.objects.filter(entry__generation=hers).exists()


def test_only_what_the_search_finds_is_changed(bob: Person) -> None:
    rows = make(bob, 3)
    change(bob, rows[1], rating="2")
    sent = {"everything": "on", "q": 'rating:2 "picture 1"', "rating": "5", "confirmed": "on"}
    page = parse(bob.client.post("/bulk/", sent, follow=True))
    assert "Rated 5 stars: 1 picture" in page.text
    assert ratings(rows) == [0, 5, 0]


def test_a_long_change_goes_on_request_by_request(bob: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "STEP", 1)
    monkeypatch.setattr(changes, "PAUSE", 0)
    # One step a request.
    monkeypatch.setattr(changes, "SECONDS", 0)
    rows = make(bob, 3)
    page = bob.client.post("/bulk/", {"everything": "on", "rating": "5", "confirmed": "on"}, follow=True)
    assert "1 of 3 pictures" in parse(page).text
    assert parse(page).has(hx_trigger="load delay:120ms, every 5s")
    address = page.redirect_chain[-1][0]
    for _ in range(3):
        page = bob.client.post(address, follow=True)
    assert "Rated 5 stars: 3 pictures" in parse(page).text
    assert ratings(rows) == [5, 5, 5]


def test_a_collection_is_made_filled_and_emptied(bob: Person) -> None:
    rows = make(bob, 2)
    change(bob, *rows, do="collect", collection="Summer")
    assert CollectionItem.objects.filter(collection__name="Summer").count() == 2
    answer = change(bob, rows[0], do="uncollect", **{"from": "summer"})
    assert "Removed from “Summer”: 1 picture." in parse(answer).text
    assert CollectionItem.objects.count() == 1


def test_the_enter_key_does_what_its_field_says(bob: Person) -> None:
    (row,) = make(bob, 1)
    change(bob, row, do="enter", tag="poster", collection="")
    change(bob, row, do="enter", tag="", collection="Summer")
    assert (Tagging.objects.count(), Collection.objects.count()) == (1, 1)


def test_links_are_made_after_a_question_and_listed(bob: Person) -> None:
    rows = make(bob, 2)
    Share.objects.create(generation=rows[0])
    sent = {"id": [str(row.id) for row in rows], "do": "share"}
    question = parse(bob.client.post("/bulk/", sent))
    assert "Make a public link for 1 picture?" in question.text
    assert "1 of the selected pictures stays as it is." in question.text
    page = parse(bob.client.post("/bulk/", sent | {"confirmed": "on"}, follow=True))
    assert page.has(href=Share.objects.get(generation=rows[1]).get_absolute_url())


def test_deleting_many_is_undone_at_once(bob: Person) -> None:
    rows = make(bob, 3)
    waiting = bob.ask()
    rows[2].delete_softly()
    answer = parse(change(bob, rows[0], rows[1], waiting, do="delete"))
    assert "Moved to the trash: 3 pictures." in answer.text
    waiting.refresh_from_db()
    assert waiting.status == "cancelled"
    assert not Generation.objects.visible_to(bob.owner).exists()
    bob.post("undo_change", BulkChange.objects.get().pk, htmx=True)
    assert Generation.objects.visible_to(bob.owner).count() == 3
    rows[2].refresh_from_db()
    assert rows[2].deleted


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"do": "delete"}, "No picture is selected"),
        ({"id": "x", "do": "delete"}, "The selection names something that is not a picture"),
        ({"everything": "on", "q": "x" * 1001, "rating": "1"}, "The search has 1,001 characters; the maximum is 1,000"),
        ({"everything": "on", "starred": "toggle"}, "Many pictures can be marked only in the same way"),
        ({"everything": "on", "do": "explode"}, "This action does not exist"),
        ({"everything": "on", "do": "tag", "tag": "a, b"}, "Add one at a time"),
        ({"everything": "on", "do": "untag", "tag": "nothing"}, "You have no tag “nothing”"),
        ({"everything": "on", "do": "uncollect", "from": "nothing"}, "This collection no longer exists"),
        ({"everything": "on"}, "No mark was named"),
        ({"everything": "on", "q": "ratng:5", "rating": "1"}, "Correct the search first"),
    ],
)
def test_what_cannot_be_done_is_said(bob: Person, data: dict[str, str], said: str) -> None:
    answer = bob.post("change_many", htmx=True, **data)
    assert answer.status_code == 422
    assert said in parse(answer).text


def test_strangers_change_nothing(bob: Person, alice: Person, anonymous: Person) -> None:
    rows = make(bob, 1)
    for other in (alice, anonymous):
        change(other, *rows, rating="5")
    assert ratings(rows) == [0]
    change(bob, *rows, rating="5")
    done = BulkChange.objects.get(owner=bob.owner)
    assert alice.get("show_change", done.pk).status_code == 404
    assert alice.post("undo_change", done.pk).status_code == 404
    assert ratings(rows) == [5]


def test_back_leads_to_no_other_site(bob: Person) -> None:
    rows = make(bob, 1)
    assert change(bob, *rows, htmx=False, rating="1", back="//elsewhere.example/")["Location"] == "/history/"
