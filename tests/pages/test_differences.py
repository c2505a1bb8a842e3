"""The page of what differs between two pictures."""

from uuid import uuid4

from tests.cast import DEV, JOB, Person


def test_it_shows_words_and_values(bob: Person) -> None:
    first = bob.make(prompt="a red fox", seed=5, steps=20)
    second = bob.make(DEV, prompt="a blue fox", seed=5)
    page = bob.see("difference", first.id, second.id)
    words = page.by_id("words")
    assert ([found.text for found in words.all("del")], [found.text for found in words.all("ins")]) == (
        ["red"],
        ["blue"],
    )
    rows = {row.find("th").text: [cell.text for cell in row.all("td")] for row in page.by_id("values").all("tr")[1:]}
    assert rows["Model"] == [first.spec.title, second.spec.title] if first.spec and second.spec else False
    assert "Seed" not in rows


def test_another_api_calls_the_same_value_by_another_name(bob: Person) -> None:
    page = bob.see("difference", bob.make(seed=5).id, bob.make(JOB, seed=5).id)
    assert "Seed" not in page.by_id("values").text


def test_it_says_where_nothing_differs(bob: Person) -> None:
    page = bob.see("difference", bob.make(seed=5).id, bob.make(seed=5).id)
    assert page.by_id("same-prompt").text == "The prompts are the same."
    assert page.by_id("same-values").text == "All settings are the same."


def test_prompts_are_text_and_not_markup(bob: Person) -> None:
    first, second = bob.make(prompt="<script>alert(1)</script>"), bob.make(prompt="<img src=x> {{ x }}")
    response = bob.get("difference", first.id, second.id)
    assert "<script>alert" not in response.text
    assert "<img src=x>" not in response.text
    assert "&lt;" in response.text


def test_a_selection_of_two_leads_to_it_with_the_older_first(bob: Person) -> None:
    first, second = bob.make(), bob.make()
    for ask in (bob.get, bob.post):
        response = ask("difference_of_selected", id=[str(second.id), str(first.id)])
        assert response["Location"] == f"/generations/{first.id}/difference/{second.id}/"


def test_the_selection_bar_leads_to_it_and_to_the_download(bob: Person) -> None:
    bob.make()
    bar = bob.see("history").by_id("select")
    addresses = [button.get("formaction") for button in bar.all("button")]
    assert {"/generations/difference/", "/export/"} <= set(addresses)


def test_another_number_is_refused_with_a_sentence(bob: Person) -> None:
    made = bob.make()
    bob.get("difference_of_selected", id=[str(made.id)])
    assert "Choose two pictures to compare; 1 is chosen." in bob.see("history").text
    assert bob.get("difference_of_selected", id=["x", "y"]).status_code == 302


def test_without_a_parent_there_is_nothing_to_compare(bob: Person) -> None:
    page = bob.see("difference_from_parent", bob.make().id)
    assert "not made from another one" in page.by_id("without-parent").text


def test_both_must_be_ones_own(alice: Person, bob: Person) -> None:
    own, others = bob.make(), alice.make()
    for first, second in ((own.id, others.id), (others.id, own.id), (own.id, uuid4())):
        assert bob.get("difference", first, second).status_code == 404
        assert bob.get("difference_of_selected", id=[str(first), str(second)]).status_code == 404
    own.delete_softly()
    assert bob.get("difference_from_parent", own.id).status_code == 404


def test_a_post_is_refused(bob: Person) -> None:
    made = bob.make()
    assert bob.post("difference", made.id, made.id).status_code == 405
