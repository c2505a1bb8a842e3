"""A prompt that is too long for every model stays as it was pasted, up to 2 MB, with one sentence."""

import pytest

from playground.generations.models import Draft, Generation
from tests.api.calling import Program, assert_onemin_error
from tests.cast import FLEX, Person
from tests.markup import parse

MEGABYTES = 2 * 1024 * 1024
SENTENCE = "prompt has 2,097,152 characters; the maximum is 20,000."
LATIN, CYRILLIC = "x" * MEGABYTES, "ж" * (MEGABYTES // 2)


@pytest.mark.parametrize("prompt", [LATIN, CYRILLIC], ids=["latin", "cyrillic"])
def test_the_draft_and_the_page_hold_all_of_it(bob: Person, prompt: str) -> None:
    assert bob.post("save_draft", *FLEX.split("/"), prompt=prompt).status_code == 204
    assert Draft.objects.get().values["prompt"] == [prompt]
    assert bob.studio(FLEX).control("prompt").text == prompt


@pytest.mark.parametrize("htmx", [True, False])
def test_generate_refuses_it_with_one_sentence_and_keeps_it(bob: Person, htmx: bool) -> None:
    response = bob.post("studio", *FLEX.split("/"), htmx=htmx, prompt=LATIN)
    assert response.status_code == 422
    page = parse(response)
    assert page.control("prompt").text == LATIN
    assert SENTENCE.removeprefix("prompt") in page.text
    assert not Generation.objects.exists()


def test_the_code_panel_says_why_there_is_no_code(bob: Person) -> None:
    response = bob.post("form_code", *FLEX.split("/"), htmx=True, prompt=LATIN)
    assert parse(response).by_id("snippet").text.strip() == (
        "The prompt has more than 40,000 characters. Shorten it to see the code."
    )
    assert len(response.content) < 10_000


def test_another_model_gets_all_of_it(bob: Person) -> None:
    response = bob.post("switch_spec", *FLEX.split("/"), htmx=True, target="onemin/flux-2-dev/generate", prompt=LATIN)
    assert parse(response).control("prompt").text == LATIN


@pytest.mark.parametrize("view", ["save_draft", "studio"])
def test_more_is_refused_and_never_cut(bob: Person, view: str) -> None:
    response = bob.post(view, *FLEX.split("/"), htmx=True, prompt=LATIN + "x" * 200_000)
    assert response.status_code == 413
    assert response.content.decode() == (
        "The prompt is too long: it has 2.2 MB, the maximum is 2 MB. Shorten it; it was not saved."
    )
    assert not Draft.objects.exists()


def test_a_form_beyond_all_limits_is_refused_on_a_page(bob: Person) -> None:
    response = bob.post("studio", *FLEX.split("/"), prompt="x" * 8_000_000)
    assert response.status_code == 413
    assert "the text may have 2 MB" in parse(response).find("main").text


def test_the_api_names_length_and_limit(program: Program) -> None:
    assert_onemin_error(program.ask({"prompt": LATIN}), 400, SENTENCE)
