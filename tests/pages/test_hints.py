"""The hints below the prompt: shown while one writes, taken by one click that can be undone, and dismissed."""

import pytest

from playground.generations.models import Draft
from tests.cast import FLEX, Person
from tests.markup import Element, parse

JOB = "apiframe/flux-2-flex/generate"
NEGATIVE = "a beach without people"


def hints(page: Element) -> list[Element]:
    return page.by_id("prompt-hints").all(data_hint=True)


def test_the_place_of_the_hints_is_empty_at_first(anonymous: Person) -> None:
    page = anonymous.studio()
    box = page.by_id("prompt-hints")
    assert (box["role"], box.text, box.all("link")) == ("status", "", [])
    assert box["data-url"] == "/prompt/hints/"


def test_hints_about_the_posted_form_are_shown_and_nothing_is_kept(anonymous: Person) -> None:
    answer = anonymous.post("form_hints", spec=FLEX, prompt=NEGATIVE)
    [hint] = hints(parse(answer))
    assert hint.find("p").text.startswith("“without people” may do the opposite.")
    assert hint.find("button", data_write=True).text == "Use “deserted”"
    assert not Draft.objects.exists()
    assert not answer.cookies.get("sessionid")
    assert hints(parse(anonymous.post("form_hints", spec=FLEX, prompt="a deserted beach"))) == []


def test_several_hints_are_one_line_and_a_fold(anonymous: Person) -> None:
    page = parse(anonymous.post("form_hints", spec=FLEX, prompt="a pier, no people, not blurry, no dragons, image 2"))
    assert len(hints(page)) == 4
    assert page.find("summary").text == "More about this prompt (3)"
    assert len(page.find("details").all(data_hint=True)) == 3


def test_a_draft_shows_its_hints_when_the_page_is_loaded(bob: Person) -> None:
    bob.post("save_draft", *FLEX.split("/"), prompt=NEGATIVE)
    assert len(hints(bob.studio())) == 1
    assert hints(bob.studio(JOB)) == []


@pytest.mark.parametrize("htmx", [True, False])
def test_one_click_takes_what_a_hint_offers(bob: Person, htmx: bool) -> None:
    bob.post("save_draft", *FLEX.split("/"), prompt=NEGATIVE)
    button = hints(bob.studio())[0].find("button", formaction="/prompt/hints/use/")
    answer = bob.post("use_hint", htmx=htmx, spec=FLEX, prompt=NEGATIVE, seed="7", hint=button["value"])
    page = parse(answer) if htmx else bob.studio()
    assert page.control("prompt").text == "a beach, deserted"
    assert page.control("seed")["value"] == "7"
    assert hints(page) == []
    undo = page.find("button", data_undo_form=True)
    bob.client.post(undo["formaction"], {"draft_values": undo["value"]})
    assert bob.studio().control("prompt").text == NEGATIVE


def test_a_hint_that_is_gone_changes_nothing(bob: Person) -> None:
    answer = bob.post("use_hint", htmx=True, spec=FLEX, prompt="a beach", hint="negative:without people")
    assert parse(answer).control("prompt").text == "a beach"


def test_line_breaks_of_a_browser_without_script_count_once(bob: Person) -> None:
    typed = "a beach\r\nat dusk\r\n, no people"
    [hint] = hints(parse(bob.post("form_hints", spec=FLEX, prompt=typed)))
    key = hint.find("button", data_write=True)["value"]
    bob.post("use_hint", spec=FLEX, prompt=typed, hint=key)
    assert bob.studio().control("prompt").raw_text.strip() == "a beach\nat dusk\n, deserted"


@pytest.mark.parametrize("htmx", [True, False])
def test_a_dismissed_hint_stays_away_until_the_form_has_another_prompt(bob: Person, htmx: bool) -> None:
    prompt = "a pier, no people, no cars"
    first, second = hints(parse(bob.post("form_hints", spec=FLEX, prompt=f"{prompt}, not blurry")))
    key = first.find("button", data_dismiss_hint=True)["value"]
    answer = bob.post("dismiss_hint", htmx=htmx, spec=FLEX, prompt=f"{prompt}, not blurry", hint=key)
    page = parse(answer) if htmx else bob.studio()
    assert [hint.find("p").text for hint in hints(page)] == [second.find("p").text]
    assert page.by_id("spec-form").fields()["dismissed_hints"] == [key]
    # The same words are not brought up again while the prompt is changed.
    again = bob.post("form_hints", spec=FLEX, prompt=f"{prompt}, wide", dismissed_hints=[key])
    assert hints(parse(again)) == []
    made = bob.make(prompt=prompt)
    bob.post("use_again", made.id)
    assert len(hints(bob.studio())) == 1


def test_only_a_hint_of_the_prompt_can_be_dismissed(bob: Person) -> None:
    for key in ("negative:no cars", "", "\0", "x" * 5000):
        page = parse(bob.post("dismiss_hint", htmx=True, spec=FLEX, prompt=NEGATIVE, hint=key))
        assert page.by_id("spec-form").fields().get("dismissed_hints", []) == []
        assert len(hints(page)) == 1


def test_references_count_as_they_are_in_the_form(bob: Person) -> None:
    keys = [bob.upload().key for _ in range(2)]
    answer = bob.post("form_hints", spec=JOB, prompt="image 1 on a table", input_images=keys)
    assert [hint["data-hint"] for hint in hints(parse(answer))] == ["unmentioned"]
    roles = [f"style:{keys[1]}", "nonsense", ""]
    answer = bob.post("form_hints", spec=JOB, prompt="image 1 on a table", input_images=keys, reference_role=roles)
    assert hints(parse(answer))[0].find("button", data_write=True)["data-write"] == ", in the style of image 2"


def test_a_picture_that_was_deleted_is_not_there(bob: Person) -> None:
    made, key = bob.make(), bob.upload().key
    keys = [made.pictures.get().key, key]
    bob.post("save_draft", *JOB.split("/"), prompt="image 1 on image 2", input_images=keys)
    assert hints(bob.studio(JOB)) == []
    bob.post("delete", made.id)
    assert [hint["data-hint"] for hint in hints(bob.studio(JOB))] == ["missing"]


@pytest.mark.parametrize("name", ["form_hints", "use_hint", "dismiss_hint"])
def test_hints_need_post_and_take_anything(bob: Person, name: str) -> None:
    assert bob.get(name).status_code == 405
    for sent in ({}, {"spec": "no/such/model"}, {"spec": FLEX, "prompt": "\0", "hint": "\0" * 300}):
        assert bob.post(name, htmx=True, **sent).status_code == 200
    many = {"spec": FLEX, "prompt": "no people", "dismissed_hints": [str(number) for number in range(300)]}
    assert bob.post(name, htmx=True, **many).status_code == 200
