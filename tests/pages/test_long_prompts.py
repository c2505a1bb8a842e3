"""A prompt that is too long for every model stays as it was pasted, up to 2 MB, with one sentence."""

import pytest

from playground.catalog.loading import specs
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
    assert response.content.decode() == ("The prompt is 2.2 MB; the maximum is 2 MB. Shorten it. It was not saved.")
    assert not Draft.objects.exists()


def test_an_owner_may_keep_four_long_prompts_and_any_short_ones(bob: Person) -> None:
    long = "ж" * 40_001
    forms = list(specs())[:7]
    for spec_id in forms[:4]:
        assert bob.post("save_draft", *spec_id.split("/"), prompt=long).status_code == 204
    refused = bob.post("save_draft", *forms[4].split("/"), htmx=True, prompt=long)
    assert refused.status_code == 413
    assert refused.content.decode() == (
        "4 other forms have a prompt of more than 40,000 characters, which is the maximum."
        " Shorten this prompt or one of those. It was not saved."
    )
    assert Draft.objects.count() == 4
    # Those that are stored can be changed, and shorter ones are stored in every form.
    assert bob.post("save_draft", *forms[0].split("/"), prompt=f"{long}!").status_code == 204
    assert bob.post("save_draft", *forms[5].split("/"), prompt=long[1:]).status_code == 204
    assert bob.post("save_draft", *forms[0].split("/"), prompt="shorter").status_code == 204
    assert bob.post("save_draft", *forms[4].split("/"), prompt=long).status_code == 204


def test_a_form_beyond_all_limits_is_refused_on_a_page(bob: Person) -> None:
    response = bob.post("studio", *FLEX.split("/"), prompt="x" * 8_000_000)
    assert response.status_code == 413
    assert "Text can be up to 2 MB" in parse(response).find("main").text


@pytest.mark.parametrize("prompt", [LATIN, "\U0001f98a" * (MEGABYTES // 4)], ids=["latin", "emoji"])
def test_the_api_names_length_and_limit(program: Program, prompt: str) -> None:
    # Written with escapes, as most programs do, the same prompt is up to three times as long.
    sentence = SENTENCE.replace("2,097,152", f"{len(prompt):,}")
    assert_onemin_error(program.ask({"prompt": prompt}), 400, sentence)
