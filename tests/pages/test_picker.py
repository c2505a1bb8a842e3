"""The pictures of the history to choose from: for the dialog, and as a page without JavaScript."""

from playground.generations.models import Draft
from playground.pages.picker import PAGE
from tests.cast import EDIT, FLEX, JOB, Person
from tests.markup import Element, parse
from tests.pages.test_query_counts import count, grow


def keys(answer: Element) -> list[str]:
    return [button["data-pick"] for button in answer.all("button", data_pick=True)]


def test_the_dialog_has_the_finished_pictures_newest_first(bob: Person) -> None:
    made = [bob.make(prompt=f"number {number}") for number in range(3)]
    bob.ask()
    made[0].delete_softly()
    answer = parse(bob.get("pick_picture", *JOB.split("/"), htmx=True))
    assert answer.has("dialog")
    assert keys(answer) == [made[2].pictures.get().key, made[1].pictures.get().key]
    assert "number 2" in answer.find("img")["alt"]


def test_it_goes_on_by_key(bob: Person) -> None:
    grow(bob, PAGE + 2)
    first = bob.see("pick_picture", *JOB.split("/"))
    link = first.find("a", data_older=True)["href"]
    second = parse(bob.client.get(f"/{JOB}/pick/{link}"))
    assert (len(keys(first)), len(keys(second))) == (PAGE, 2)
    assert not set(keys(first)) & set(keys(second))
    assert not second.has("a", data_older=True)


def test_it_needs_as_many_queries_for_twice_the_pictures(bob: Person) -> None:
    grow(bob, 5)
    few = count(lambda: bob.get("pick_picture", *JOB.split("/")))
    grow(bob, 5)
    assert count(lambda: bob.get("pick_picture", *JOB.split("/"))) == few


def test_the_form_is_saved_before_the_page_is_shown(bob: Person) -> None:
    made = bob.make()
    page = bob.studio(JOB)
    button = page.find("button", formaction=f"/{JOB}/pick/")
    assert "data-picker" in button
    response = bob.post("pick_picture", *JOB.split("/"), spec=JOB, prompt="my words", variants="3")
    assert response["Location"] == f"/{JOB}/pick/"
    page = parse(bob.client.get(response["Location"]))
    assert "takes 5 pictures" in page.text
    picked = page.find("button", data_pick=True)
    posted = {picked["name"]: picked["value"], "for": page.find(name="for")["value"]}
    response = bob.client.post(picked["formaction"], posted)
    filled = parse(bob.client.get(response["Location"])).by_id("spec-form").fields()
    assert filled["input_images"] == [made.pictures.get().key]
    assert (filled["prompt"], filled["variants"]) == (["my words"], ["3"])


def test_a_form_without_pictures_says_so(bob: Person) -> None:
    assert "does not take pictures" in bob.see("pick_picture", *FLEX.split("/")).text


def test_others_see_none_of_it(alice: Person, charlie: Person, anonymous: Person) -> None:
    alice.make()
    for other in (charlie, anonymous):
        answer = other.see("pick_picture", *EDIT.split("/"))
        assert keys(answer) == []
        assert "There are no pictures yet." in answer.text
    assert not Draft.objects.exists()


def test_an_unknown_model_is_not_found(bob: Person) -> None:
    assert bob.get("pick_picture", "onemin", "flux-9", "edit").status_code == 404
