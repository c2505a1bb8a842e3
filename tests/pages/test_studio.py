"""The studio page: the form of each spec with everything that its document says."""

from typing import Any

import pytest

from playground.catalog.loading import get_spec, specs
from playground.catalog.spec import ModelSpec, Parameter
from playground.dialects.registry import get_dialect
from playground.pages.field_text import as_text
from tests.cast import EDIT, FLEX, JOB, Person
from tests.markup import Element


@pytest.mark.parametrize("spec_id", list(specs()))
def test_the_page_of_each_model_says_what_its_document_says(anonymous: Person, spec_id: str) -> None:
    # One test for everything on the page, because rendering and parsing it takes longest.
    page, spec = anonymous.studio(spec_id), get_spec(spec_id)
    form = page.by_id("spec-form")
    check_order(form, spec)
    for parameter in spec.form_parameters:
        check_field(form, parameter)
    check_shapes(page, spec)
    check_model(page, spec)


def check_order(form: Element, spec: ModelSpec) -> None:
    """The prompt is the first field, and pictures come next."""
    roles = [field["data-role"] for field in form.all(data_role=True)]
    expected = ["prompt", *(["picture"] if spec.by_role("picture") else [])]
    assert roles[: len(expected)] == expected, spec.id


def check_field(form: Element, parameter: Parameter) -> None:
    """A parameter has a control under its documented name, a label with words for people, help, bounds and default."""
    field = form.find(data_field=parameter.name)
    if parameter.role == "picture":
        assert field.control(f"{parameter.name}__file")["type"] == "file"
    else:
        check_control(field.control(parameter.name), parameter)
    assert form.by_id(f"id_{parameter.name}_label").text == f"{parameter.title} {parameter.name}"
    about = form.by_id(f"id_{parameter.name}_helptext").text
    assert parameter.help in about
    if parameter.minimum is not None and parameter.maximum is not None:
        assert f"{as_text(parameter.minimum)}–{as_text(parameter.maximum)}" in about
    if parameter.default is not None and parameter.kind != "boolean":
        assert f"default {as_text(parameter.default)}" in about


def check_control(control: Element, parameter: Parameter) -> None:
    if parameter.kind in ("integer", "number"):
        # Not a number box, which would send an empty value for what the browser cannot read.
        assert control["type"] == "text"
        assert control["inputmode"] == ("numeric" if parameter.kind == "integer" else "decimal")
        if parameter.minimum is not None:
            assert control["data-min"] == as_text(parameter.minimum)
        if parameter.maximum is not None:
            assert control["data-max"] == as_text(parameter.maximum)
        assert control.get("value") == ("" if parameter.role == "seed" else as_text(parameter.default))
    elif parameter.widget == "shapes":
        assert control["type"] == "radio"
    elif parameter.choices:
        values = [option["value"] for option in control.all("option")]
        assert values == ([] if parameter.default else [""]) + list(parameter.choices)
    elif parameter.kind == "boolean":
        assert control["type"] == "checkbox"
        assert ("checked" in control) == bool(parameter.default)


def check_shapes(page: Element, spec: ModelSpec) -> None:
    """Every choice of a shape has a tile."""
    ratio = spec.by_role("ratio")
    if ratio is None:
        return
    tiles = page.find(data_field=ratio.name).all("input", type="radio")
    assert [tile["value"] for tile in tiles] == ([] if ratio.default else [""]) + list(ratio.choices), spec.id
    assert [tile["value"] for tile in tiles if "checked" in tile] == [ratio.default or ""], spec.id


def check_model(page: Element, spec: ModelSpec) -> None:
    """The page has three examples and a summary of the model, and the cURL names it."""
    assert len(spec.examples) == 3, spec.id
    cards = [card.text for card in page.by_id("first-visit").all("button", formaction=True)]
    assert [example.title in card for example, card in zip(spec.examples, cards, strict=True)] == [True] * 3, spec.id
    assert spec.summary in page.by_id("panel").text, spec.id
    code = page.by_id("snippet-text").text
    assert "curl -X POST" in code, spec.id
    # A server of one's own has one model, which no request names.
    assert spec.model in code or get_dialect(spec.dialect).policy.is_own_server, spec.id


def test_a_ratio_is_shown_with_its_pixels(anonymous: Person) -> None:
    tiles = anonymous.studio(FLEX).find(data_field="aspect_ratio").all("label")
    assert [tile.text for tile in tiles][:2] == ["1:1 1024×1024", "16:9 1360×768"]


def test_a_first_visit_says_that_pictures_are_sketches(anonymous: Person, sketch: None) -> None:
    assert "sketches" in anonymous.studio().by_id("first-visit").text


@pytest.mark.parametrize("spec_id", [FLEX, EDIT])
def test_the_example_in_the_prompt_is_none_of_the_ideas(anonymous: Person, spec_id: str) -> None:
    example = anonymous.studio(spec_id).find("textarea", name="prompt")["placeholder"]
    assert example.startswith("Example: ")
    ideas = get_spec(spec_id).examples
    assert ideas
    assert not [idea for idea in ideas if idea.prompt.startswith(example.removeprefix("Example: ")[:20])]


def test_a_visit_creates_no_owner_and_no_session(anonymous: Person) -> None:
    response = anonymous.get("studio", *FLEX.split("/"))
    assert "sessionid" not in response.cookies
    assert "owner" not in anonymous.client.session


def test_an_unknown_model_is_not_found(anonymous: Person) -> None:
    assert anonymous.get("studio", "onemin", "flux-3", "generate").status_code == 404


def test_other_methods_are_refused(anonymous: Person) -> None:
    address = "/onemin/flux-2-flex/generate/"
    assert anonymous.client.put(address).status_code == 405
    assert anonymous.client.head(address).status_code == 200


def test_the_stage_shows_the_newest_batch_with_all_variants(alice: Person) -> None:
    alice.make(prompt="an older one")
    newest = alice.ask(prompt="two at once", variants=2)
    shown = alice.studio().by_id("stage").all("article", data_generation=True)
    assert len(shown) == 2
    assert shown[0]["data-generation"] == str(newest.id)


def test_the_query_can_select_another_generation_for_the_stage(alice: Person) -> None:
    older = alice.make(prompt="an older one")
    alice.ask(prompt="a newer one")
    shown = alice.studio(show=str(older.id)).by_id("stage").all("article", data_generation=True)
    assert [card["data-generation"] for card in shown] == [str(older.id)]


@pytest.mark.parametrize("name", ["show", "run"])
@pytest.mark.parametrize("asked", ["nonsense", "00000000-0000-7000-8000-000000000000"])
def test_an_invalid_id_shows_the_empty_stage(alice: Person, name: str, asked: str) -> None:
    alice.ask()
    stage = alice.studio(**{name: asked}).by_id("stage")
    assert not stage.has("article", data_generation=True)
    assert stage.has(id="first-visit")


def test_a_stranger_sees_neither_card_nor_frame(alice: Person, charlie: Person) -> None:
    made = alice.make()
    page = charlie.studio(show=str(made.id))
    assert not page.has(data_generation=str(made.id))
    assert alice.studio().has(data_generation=str(made.id))


def test_active_generations_are_marked_for_polling(alice: Person) -> None:
    waiting = alice.ask()
    card = alice.studio().by_id(f"card-{waiting.id}")
    assert "data-active" in card
    assert card["data-version"] == "0"
    assert card["data-status"] == "queued"


@pytest.mark.parametrize("spec_id", [EDIT, JOB])
def test_a_chosen_picture_is_in_the_field(alice: Person, spec_id: str) -> None:
    asset = alice.upload()
    name = "imageUrl" if spec_id == EDIT else "input_images"
    chosen: dict[str, Any] = {name: asset.key}
    alice.post("save_draft", *spec_id.split("/"), **chosen)
    field = alice.studio(spec_id).find(data_field=name)
    assert [item["data-reference"] for item in field.all(data_reference=True)] == [asset.key]
    assert field.fields()[name] == [asset.key]


def test_another_persons_picture_is_never_in_the_field(alice: Person, charlie: Person) -> None:
    asset = alice.upload()
    charlie.post("save_draft", *EDIT.split("/"), imageUrl=asset.key)
    assert not charlie.studio(EDIT).find(data_field="imageUrl").has(data_reference=True)
