"""Reset sets every field back; an example replaces the prompt and nothing else."""

import pytest

from playground.catalog.loading import get_spec
from tests.cast import FLEX, Person
from tests.markup import Element, parse
from tests.specs import ONE_OF_EACH_FORM


def test_reset_sets_every_field_to_its_default(bob: Person) -> None:
    untouched = without_tokens(bob.studio())
    bob.post("save_draft", *FLEX.split("/"), prompt="a", steps="40", output_format="jpg", seed="3", variants="4")
    response = bob.post("reset_form", *FLEX.split("/"), htmx=True, prompt="a", steps="40")
    for page in (parse(response), bob.studio()):
        assert without_tokens(page) == untouched


def without_tokens(page: Element) -> dict[str, list[str]]:
    fields = page.by_id("spec-form").fields()
    return {name: value for name, value in fields.items() if "token" not in name}


def test_reset_without_script_redirects_to_the_page(bob: Person) -> None:
    bob.post("save_draft", *FLEX.split("/"), prompt="a")
    assert bob.post("reset_form", *FLEX.split("/"))["Location"] == f"/{FLEX}/"
    assert bob.studio().control("prompt").text == ""


def test_reset_needs_post_and_a_known_model(bob: Person) -> None:
    assert bob.get("reset_form", *FLEX.split("/")).status_code == 405
    assert bob.post("reset_form", "onemin", "flux-9", "generate").status_code == 404


@pytest.mark.parametrize("spec_id", ONE_OF_EACH_FORM)
@pytest.mark.parametrize("number", [1, 2, 3])
def test_an_example_fills_the_prompt_and_nothing_else(bob: Person, spec_id: str, number: int) -> None:
    response = bob.post("use_example", *spec_id.split("/"), number, htmx=True, prompt="mine", seed="5")
    fields = parse(response).by_id("spec-form").fields()
    assert fields["prompt"] == [get_spec(spec_id).examples[number - 1].prompt]
    # Some models take no seed.
    assert fields.get("seed") == (["5"] if get_spec(spec_id).by_role("seed") else None)
    assert parse(response).by_id("snippet-text").text


def test_an_unknown_example_keeps_the_prompt(bob: Person) -> None:
    response = bob.post("use_example", *FLEX.split("/"), 9, htmx=True, prompt="mine")
    assert parse(response).control("prompt").text == "mine"


def test_an_example_without_script_is_in_the_form_of_the_page(anonymous: Person) -> None:
    response = anonymous.post("use_example", *FLEX.split("/"), 1, prompt="")
    page = parse(anonymous.client.get(response["Location"]))
    assert page.control("prompt").text == get_spec(FLEX).examples[0].prompt


def test_an_example_needs_post_and_a_known_model(bob: Person) -> None:
    assert bob.get("use_example", *FLEX.split("/"), 1).status_code == 405
    assert bob.post("use_example", "onemin", "flux-9", "generate", 1).status_code == 404


@pytest.mark.parametrize("htmx", [True, False])
def test_what_a_reset_replaced_is_brought_back(bob: Person, *, htmx: bool) -> None:
    form = {"prompt": "mine & yours", "steps": "40", "spec": FLEX}
    response = bob.post("reset_form", *FLEX.split("/"), htmx=htmx, **form)
    # Without script the notice is on the page to which the response redirects.
    page = parse(response) if htmx else bob.studio()
    assert "All settings were reset." in page.text
    button = page.find("button", name="draft_values")
    bob.client.post(button["formaction"], {"draft_values": button["value"]})
    fields = bob.studio().by_id("spec-form").fields()
    assert (fields["prompt"], fields["steps"]) == (["mine & yours"], ["40"])


def test_nothing_is_offered_where_nothing_was_lost(bob: Person) -> None:
    reset = bob.post("reset_form", *FLEX.split("/"), htmx=True, spec=FLEX, steps="25")
    example = bob.post("use_example", *FLEX.split("/"), 1, htmx=True, spec=FLEX, steps="40", prompt="")
    for response in (reset, example):
        assert "draft_values" not in response.content.decode()


def test_a_reset_beside_another_tab_offers_both_versions(bob: Person) -> None:
    state = {"spec": FLEX, "draft_version": 0, "draft_writer": "behind"}
    bob.post("save_draft", *FLEX.split("/"), prompt="of the other tab", draft_version=0, draft_writer="other")
    page = parse(bob.post("reset_form", *FLEX.split("/"), htmx=True, prompt="of this tab", **state))
    offered = [button["value"] for button in page.all("button", name="draft_values")]
    assert offered == ["prompt=of+the+other+tab", "prompt=of+this+tab"]
    assert bob.studio().control("prompt").text == ""
