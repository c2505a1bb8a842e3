"""The culling mode shows one picture after the other; each mark leads to the next one, and undo goes back."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playground.generations.models import Generation
from playground.library.models import Entry
from tests.cast import Person
from tests.markup import Element, parse


def make(person: Person, count: int) -> list[Generation]:
    """Return finished pictures, the newest first."""
    return [person.make(prompt=f"picture {number}") for number in range(count)][::-1]


def fields(page: Element) -> dict[str, Any]:
    names = ("q", "at", "n", "of")
    return {name: page.all(type="hidden", name=name)[0]["value"] for name in names}


def judge(person: Person, page: Element, **mark: str) -> Element:
    answer = person.client.post("/history/cull/", fields(page) | mark, follow=True)
    assert answer.redirect_chain
    return parse(answer)


def test_each_mark_leads_to_the_next_picture(bob: Person) -> None:
    rows = make(bob, 3)
    bob.ask()
    page = bob.see("cull")
    for number, mark in enumerate(({"rating": "4"}, {"verdict": "picked"}, {"starred": "1"})):
        assert f"{number + 1} of 3" in page.text
        assert rows[number].prompt in page.text
        page = judge(bob, page, **mark)
    assert "You have seen all 3 pictures" in page.text
    marks = [Entry.objects.get(generation=row) for row in rows]
    assert [(entry.rating, entry.verdict, entry.starred) for entry in marks] == [
        (4, "", False),
        (0, "picked", False),
        (0, "", True),
    ]


def test_undo_goes_back_with_the_former_marks(bob: Person) -> None:
    rows = make(bob, 2)
    bob.post("marks", rows[0].id, rating="2")
    page = judge(bob, judge(bob, bob.see("cull"), rating="5"), verdict="rejected")
    page = judge(bob, page, back="on")
    assert "2 of 2" in page.text
    assert rows[1].prompt in page.text
    assert Entry.objects.get(generation=rows[1]).verdict == ""
    page = judge(bob, bob.see("cull"), rating="5")
    page = judge(bob, judge(bob, bob.see("cull"), rating="1"), back="on")
    assert "1 of 2" in page.text
    assert Entry.objects.get(generation=rows[0]).rating == 5


def test_several_marks_are_undone_one_after_the_other(bob: Person) -> None:
    rows = make(bob, 3)
    page = bob.see("cull")
    for _ in rows:
        page = judge(bob, page, rating="3")
    for number, row in reversed(list(enumerate(rows, 1))):
        page = judge(bob, page, back="on")
        assert f"{number} of 3" in page.text
        assert Entry.objects.get(generation=row).rating == 0
    assert not page.has(name="back")


def test_a_form_that_is_sent_twice_keeps_the_offer_to_undo(bob: Person) -> None:
    rows = make(bob, 2)
    page = bob.see("cull")
    judge(bob, page, rating="3")
    assert judge(bob, judge(bob, page, rating="3"), back="on").text.count(rows[0].prompt)
    assert Entry.objects.get(generation=rows[0]).rating == 0


def test_undo_leaves_newer_marks_alone(bob: Person) -> None:
    (row,) = make(bob, 1)
    page = judge(bob, bob.see("cull"), rating="3")
    bob.post("marks", row.id, rating="5")
    assert "have been changed since" in judge(bob, page, back="on").text
    assert Entry.objects.get(generation=row).rating == 5


def test_with_script_the_next_picture_comes_at_once(bob: Person) -> None:
    rows = make(bob, 2)
    sent = fields(bob.see("cull")) | {"rating": "3"}
    answer = bob.post("cull", htmx=True, **sent)
    assert rows[1].prompt in parse(answer).text
    query = parse_qs(urlsplit(answer["HX-Push-Url"]).query)
    assert (query["at"], query["n"], query["of"]) == ([str(rows[1].id)], ["2"], ["2"])
    # The address shows the same again.
    assert rows[1].prompt in parse(bob.client.get(answer["HX-Push-Url"])).text


def test_a_search_is_kept_although_marks_take_pictures_out_of_it(bob: Person) -> None:
    rows = make(bob, 3)
    bob.post("marks", rows[1].id, rating="1")
    page = bob.see("cull", q="is:unrated")
    assert "1 of 2" in page.text
    page = judge(bob, page, rating="5")
    assert rows[2].prompt in page.text
    assert "2 of 2" in page.text
    page = judge(bob, page, rating="4")
    assert "You have seen all 2 pictures" in page.text
    page = judge(bob, page, back="on")
    assert "2 of 2" in page.text
    assert rows[2].prompt in page.text


def test_wrong_places_and_marks_are_said(bob: Person, alice: Person) -> None:
    (row,) = make(bob, 1)
    assert bob.post("cull", htmx=True, at=row.id, rating="9").status_code == 422
    assert bob.post("cull", htmx=True, at=row.id, back="on").status_code == 422
    assert bob.post("cull", htmx=True, at="nonsense", rating="1").status_code == 422
    assert alice.post("cull", at=row.id, rating="1").status_code == 404
    assert "There is nothing to cull" in alice.see("cull", at=row.id).text
    assert Entry.objects.get(generation=row).rating == 0
    for place in ({"n": "9" * 30}, {"of": "x"}, {"at": "x"}):
        assert bob.get("cull", **place).status_code == 200


def test_what_the_search_does_not_mean_is_said(bob: Person) -> None:
    make(bob, 1)
    assert "You have no tag “nope”." in bob.see("cull", q="tag:nope").text


def test_days_begin_in_the_reader_s_time_zone(bob: Person) -> None:
    [made] = make(bob, 1)
    Generation.objects.filter(id=made.id).update(created=datetime(2026, 5, 31, 23, 30, tzinfo=UTC))
    assert "There is nothing to cull" in bob.see("cull", q="after:2026-06").text
    bob.client.cookies["zone"] = "Europe/Berlin"
    assert "1 of 1" in bob.see("cull", q="after:2026-06").text
