"""The page that compares two to eight pictures."""

from uuid import uuid4

import pytest

from playground.generations.models import Generation
from playground.pages.compare_panes import Pane, count_columns
from tests.cast import DEV, EDIT, JOB, Person
from tests.markup import Element


def see(person: Person, *pictures: Generation, **query: object) -> Element:
    return person.see("compare", picture=[str(picture.id) for picture in pictures], **query)


def rows_of(page: Element) -> dict[str, list[str]]:
    rows = page.by_id("values").all("tr")[1:]
    return {row.find("th").text: [cell.text for cell in row.all("td")] for row in rows}


def test_it_shows_words_and_values(bob: Person) -> None:
    first = bob.make(prompt="a red fox", seed=5, steps=20)
    second = bob.make(DEV, prompt="a blue fox", seed=5)
    page = see(bob, first, second)
    words = page.by_id("words")
    assert ([found.text for found in words.all("del")], [found.text for found in words.all("ins")]) == (
        ["red"],
        ["blue"],
    )
    rows = rows_of(page)
    assert rows["Model"] == [first.spec.title, second.spec.title] if first.spec and second.spec else False
    assert "Seed" not in rows
    assert "Seed" in page.by_id("same").text


def test_what_most_do_not_have_is_marked(bob: Person) -> None:
    made = [bob.make(seed=5, guidance=guidance, prompt=prompt) for guidance, prompt in ((2, "a"), (3, "b"), (2, "a"))]
    page = see(bob, *made)
    assert rows_of(page)["Prompt guidance"] == ["2", "3", "2"]
    assert [mark.text for mark in page.by_id("values").all("mark")] == ["3"]
    numbers = [[number.text for number in row.all("span", class_="compare-number")] for row in words_of(page)]
    assert numbers == [["1", "3"], ["2"]]


def words_of(page: Element) -> list[Element]:
    return page.by_id("words").all("li")


def test_the_colours_of_the_prompt_are_compared(bob: Person) -> None:
    first, second = bob.make(prompt="a teal #0F766E door"), bob.make(prompt="a fox")
    assert "#0F766E teal" not in rows_of(see(bob, first, second))
    colour = {"hex": "#0F766E", "closest": "#11706A", "delta_e": 2.1, "share": 0.12}
    first.pictures.update(measured={"colours": [colour]})
    assert rows_of(see(bob, first, second))["#0F766E teal"] == ["#11706A, ΔE 2.1, 12 %", "—"]


def test_another_api_calls_the_same_value_by_another_name(bob: Person) -> None:
    assert "Seed" not in rows_of(see(bob, bob.make(seed=5), bob.make(JOB, seed=5)))


def test_it_says_where_nothing_differs(bob: Person) -> None:
    page = see(bob, bob.make(seed=5, prompt="one fox"), bob.make(seed=5, prompt="one fox"))
    assert page.by_id("same-prompt").text == "one fox"
    assert page.by_id("same-values").text == "All settings are the same."


def test_prompts_are_text_and_not_markup(bob: Person) -> None:
    first, second = bob.make(prompt="<script>alert(1)</script>"), bob.make(prompt="<img src=x> {{ x }}")
    response = bob.get("compare", picture=[str(first.id), str(second.id)])
    assert "<script>alert" not in response.text
    assert "<img src=x>" not in response.text
    assert "&lt;" in response.text


def test_a_selection_leads_to_it_with_the_oldest_first(bob: Person) -> None:
    first, second = bob.make(), bob.make()
    response = bob.post("compare", id=[str(second.id), str(first.id)])
    assert response["Location"] == f"/compare/?picture={first.id}&picture={second.id}"


def test_the_selection_bar_leads_to_it(bob: Person) -> None:
    bob.make()
    bar = bob.see("history").by_id("select")
    assert "/compare/" in [button.get("formaction") for button in bar.all("button")]


@pytest.mark.parametrize(("number", "said"), [(0, "0 pictures are"), (1, "1 picture is"), (9, "9 pictures are")])
def test_another_number_is_refused_with_a_sentence(bob: Person, number: int, said: str) -> None:
    bob.make()
    bob.post("compare", id=[str(uuid4()) for _ in range(number)])
    assert f"{said} selected" in bob.see("history").text


def test_a_batch_is_compared_in_its_order(bob: Person) -> None:
    made = bob.ask(variants=3)
    batch = Generation.objects.filter(batch=made.batch).order_by("variant")
    batch.update(status="done")
    response = bob.get("compare", batch=str(batch[1].id))
    assert response["Location"] == "/compare/?" + "&".join(f"picture={row.id}" for row in batch)


def test_an_edit_is_compared_with_its_uploaded_input(bob: Person) -> None:
    asset = bob.upload()
    edit = bob.make(EDIT, imageUrl=asset.key)
    page = bob.see("compare", input=str(edit.id))
    boxes = page.all("div", class_="compare-box")
    assert [f"/files/{asset.id}/" in (box.find("img").get("src") or "") for box in boxes] == [True, False]


def test_an_edit_of_ones_own_picture_is_compared_with_its_settings(bob: Person) -> None:
    source = bob.make(prompt="a red fox")
    edit = bob.make(EDIT, prompt="make it blue", imageUrl=source.pictures.get().key)
    page = bob.see("compare", input=str(edit.id), picture=[str(edit.id), str(source.id)])
    shown = [pane.get("data-generation") for pane in page.all("div", class_="compare-pane")]
    assert shown == [str(source.id), str(edit.id)]
    source.delete_softly()
    page = bob.see("compare", input=str(edit.id))
    assert [pane.get("data-generation") for pane in page.all("div", class_="compare-pane")] == ["", str(edit.id)]


def test_a_picture_is_compared_with_what_it_was_made_from(bob: Person) -> None:
    parent, child = bob.make(), bob.make()
    Generation.objects.filter(id=child.id).update(parent=parent, relation="reroll")
    response = bob.get("compare_with_parent", child.id)
    assert response["Location"] == f"/compare/?picture={parent.id}&picture={child.id}"
    parent.delete_softly()
    assert "was deleted" in bob.see("compare_with_parent", child.id).by_id("without-parent").text


def test_without_a_parent_there_is_nothing_to_compare(bob: Person) -> None:
    page = bob.see("compare_with_parent", bob.make().id)
    assert "not made from another one" in page.by_id("without-parent").text


def test_only_ones_own_are_shown(alice: Person, bob: Person) -> None:
    own, second, others = bob.make(), bob.make(), alice.make(prompt="a secret")
    page = see(bob, own, others, second)
    assert "1 of the pictures no longer exists." in page.by_id("compare-missing").text
    assert "a secret" not in page.text
    for query in ({"picture": str(others.id)}, {"picture": "x"}, {"input": str(others.id)}, {"batch": str(others.id)}):
        assert bob.get("compare", **query).status_code == 404
    assert bob.post("compare", id=[str(others.id), str(uuid4())]).status_code == 404


def test_the_view_and_the_pair_are_in_the_address(bob: Person) -> None:
    made = [bob.make(), bob.make(), bob.make()]
    page = see(bob, *made, view="slider", left=3, right=1)
    assert page.find("compare-view").get("data-compare") == "slider"
    chosen = [option.get("value") for option in page.all("option") if "selected" in option]
    assert (chosen[0], chosen[-1]) == ("3", "1")
    for hostile in ({"view": "x' onload"}, {"left": "9", "right": "-1"}, {"left": "²"}, {"left": "2", "right": "2"}):
        assert see(bob, *made, **hostile).find("compare-view").get("data-compare") == "side"


@pytest.mark.parametrize(
    ("number", "width", "columns"), [(2, 8, 2), (2, 24, 1), (3, 8, 3), (4, 8, 4), (4, 16, 2), (6, 8, 3), (8, 8, 4)]
)
def test_pictures_are_in_as_many_columns_as_make_them_large(number: int, width: int, columns: int) -> None:
    assert count_columns([Pane(place, "", width, 8) for place in range(number)]) == columns


def test_one_is_removed_by_a_link(bob: Person) -> None:
    made = [bob.make(), bob.make(), bob.make()]
    links = see(bob, *made, view="flicker").all("a", class_="icon-button compare-remove")
    assert links[0].get("href") == f"?picture={made[1].id}&picture={made[2].id}&view=flicker"
    assert see(bob, *made[:2]).all("a", class_="icon-button compare-remove") == []
