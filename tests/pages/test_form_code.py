"""The code panel: exactly the request that the form would send, and nothing is written for it."""

import json
import shlex
from typing import Any

import pytest

from playground.accounts.models import Owner
from playground.catalog.coercion import coerce_form
from playground.catalog.loading import get_spec
from playground.dialects.planning import plan_request
from playground.dialects.registry import get_dialect
from playground.generations.models import Draft
from playground.snippets.registry import LANGUAGES, print_snippet
from tests.cast import DEV, EDIT, FLEX, JOB, Person
from tests.markup import parse


def shown_code(person: Person, spec_id: str = FLEX, **data: Any) -> str:
    response = person.post("form_code", *spec_id.split("/"), htmx=True, **data)
    assert response.status_code == 200
    return parse(response).by_id("snippet-text").raw_text


def sent_json(code: str) -> dict[str, Any]:
    """Return the JSON that the cURL command sends."""
    words = shlex.split(code)
    body = json.loads(words[words.index("-d") + 1])
    assert isinstance(body, dict)
    return body


@pytest.mark.parametrize("language", list(LANGUAGES))
@pytest.mark.parametrize("spec_id", [FLEX, DEV, JOB])
def test_the_code_is_what_the_dialect_prints(anonymous: Person, spec_id: str, language: str) -> None:
    data = {"prompt": 'it\'s "here" \\ $HOME `id` </script> 🦊\nsecond line', "seed": "5"}
    spec = get_spec(spec_id)
    dialect = get_dialect(spec.dialect)
    params, _ = coerce_form(spec, {name: [value] for name, value in data.items()})
    expected = print_snippet(language, plan_request(dialect, spec, params, key=dialect.key_placeholder))
    assert shown_code(anonymous, spec_id, language=language, **data) == expected


def test_prints_only_values_that_were_set(anonymous: Person) -> None:
    body = sent_json(shown_code(anonymous, prompt="a", steps="25", guidance="4"))
    assert body["promptObject"] == {"prompt": "a", "guidance": 4}


def test_all_parameters_do_not_include_an_invented_seed(anonymous: Person) -> None:
    sent = sent_json(shown_code(anonymous, prompt="a", all_parameters="on"))["promptObject"]
    names = {parameter.name for parameter in get_spec(FLEX).parameters}
    assert set(sent) == names - {"seed"}
    with_seed = sent_json(shown_code(anonymous, prompt="a", seed="3", all_parameters="on"))["promptObject"]
    assert with_seed["seed"] == 3


def test_prints_code_for_an_incomplete_form(anonymous: Person) -> None:
    body = sent_json(shown_code(anonymous, prompt="", steps="many", guidance="99"))
    assert body["promptObject"].get("guidance") == 99
    assert "steps" not in body["promptObject"]


def test_a_chosen_picture_is_uploaded_first(bob: Person) -> None:
    code = shown_code(bob, EDIT, prompt="a", imageUrl=bob.upload().key)
    assert code.index("/api/assets") < code.index("imageUrl")


def test_the_key_is_a_placeholder(bob: Person) -> None:
    assert get_dialect("onemin").key_placeholder in shown_code(bob, prompt="a")


def test_an_unknown_language_means_the_first_one(anonymous: Person) -> None:
    assert "curl -X POST" in shown_code(anonymous, prompt="a", language="cobol")


def test_makes_no_query_without_a_picture(bob: Person, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        shown_code(bob, EDIT, prompt="a")


def test_the_code_panel_writes_nothing(bob: Person, django_assert_max_num_queries: Any) -> None:
    data = {"prompt": "a", "imageUrl": bob.upload().key}
    with django_assert_max_num_queries(5) as queries:
        shown_code(bob, EDIT, **data)
    assert queries.captured_queries
    assert all(query["sql"].startswith("SELECT") for query in queries.captured_queries)
    assert not Draft.objects.exists()


def test_a_first_visit_gets_code_without_a_session(anonymous: Person, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        response = anonymous.post("form_code", *FLEX.split("/"), htmx=True, prompt="a")
    assert "sessionid" not in response.cookies
    assert not Owner.objects.exists()


def test_the_code_panel_needs_post_and_a_known_model(bob: Person) -> None:
    assert bob.get("form_code", *FLEX.split("/")).status_code == 405
    assert bob.post("form_code", "onemin", "flux-9", "generate").status_code == 404


def remark(person: Person, name: str, spec_id: str = JOB, **data: Any) -> str:
    response = person.post("form_code", *spec_id.split("/"), htmx=True, prompt="a", **data)
    return parse(response).by_id(f"id_{name}_remark").text


def test_it_says_beside_a_field_that_its_value_is_ignored(anonymous: Person) -> None:
    sentence = "width is ignored: it is only used when aspect_ratio is custom."
    assert remark(anonymous, "width", width="512", aspect_ratio="16:9") == sentence
    assert remark(anonymous, "width", width="512", aspect_ratio="custom") == ""
    assert remark(anonymous, "height", width="512", aspect_ratio="16:9") == ""


def test_the_page_shows_the_same_remark_without_a_script(anonymous: Person) -> None:
    quality = {"output_format": "png", "output_quality": "50"}
    anonymous.post("save_draft", *JOB.split("/"), prompt="a", **quality)
    sentence = remark(anonymous, "output_quality", **quality)
    assert sentence == "output_quality is ignored: png files are lossless."
    field = anonymous.studio(JOB).by_id("id_output_quality_helptext")
    assert sentence in field.text


def test_several_pictures_are_a_loop(anonymous: Person) -> None:
    code = shown_code(anonymous, prompt="a", seed="5", variants="4")
    assert code.startswith("for SEED in 5 6 7 8; do")
    assert "for" not in shown_code(anonymous, prompt="a", seed="5", variants="1").split()


def test_curl_uses_jq_unless_it_is_unwanted(bob: Person) -> None:
    key = bob.upload().key
    code = shown_code(bob, EDIT, prompt="a", imageUrl=key)
    assert code.startswith("# jq reads")
    plain = shown_code(bob, EDIT, prompt="a", imageUrl=key, without_jq="on")
    assert "jq" not in plain
    bob.post("save_draft", *EDIT.split("/"), prompt="a", imageUrl=key, without_jq="on")
    assert bob.studio(EDIT).by_id("snippet-text").raw_text == plain


def test_only_code_that_uses_jq_offers_to_do_without(bob: Person) -> None:
    key = bob.upload().key
    shown = {
        language: parse(
            bob.post("form_code", *EDIT.split("/"), htmx=True, prompt="a", imageUrl=key, language=language)
        ).has("code", **{"data-code": "uses-jq"})
        for language in LANGUAGES
    }
    assert shown == {"curl": True, "javascript": False, "python": False}
