"""One line says which model makes the picture, and opens the list of all models."""

import pytest

from playground.catalog.loading import get_spec, specs
from playground.dialects.registry import DIALECTS, get_dialect
from playground.pages.chooser import plain_name
from playground.prices.describing import describe_row
from playground.prices.loading import find_row
from playground.prices.row import PriceRow
from tests.cast import EDIT, FLEX, Person
from tests.markup import Element

BFL = "bfl/flux-2-flex/generate"
JOB = "apiframe/flux-2-flex/generate"


def models(page: Element) -> dict[str, Element]:
    """Return the buttons that the page has for models: all of its own API, and one of each other."""
    return {button["value"]: button for button in page.by_id("models").all("button", name="target")}


@pytest.mark.parametrize(
    ("spec_id", "line"),
    [
        (FLEX, "FLUX.2 flex on 1min.ai change"),
        (JOB, "FLUX.2 flex on apiframe change"),
        ("bfl/flux-2-klein-4b/generate", "FLUX.2 klein 4B on Black Forest Labs change"),
        ("openai/together-flux-2-flex/generate", "FLUX.2 flex at Together change"),
    ],
)
def test_the_line_names_model_and_api(anonymous: Person, spec_id: str, line: str) -> None:
    button = anonymous.studio(spec_id).by_id("change-model")
    assert button.text == line
    assert button["popovertarget"] == "models"


def check_models(found: dict[str, Element], api: str) -> None:
    """Check that these are all models of the API, each once, with what it is for, its limits and its price."""
    names = [(spec.dialect, spec.slug) for spec in specs().values() if spec.dialect == api]
    assert sorted(tuple(id_.split("/")[:2]) for id_ in found) == sorted(set(names))
    for id_, button in found.items():
        spec = get_spec(id_)
        assert button.text.startswith(f"{plain_name(spec)} {spec.summary} up to ")
        is_free = get_dialect(spec.dialect).is_free(spec)
        assert ("Price unknown" in button.text) == (find_row(spec, {}) is None and not is_free)
        assert ("Free, on your own server" in button.text) == is_free


@pytest.mark.parametrize("api", DIALECTS)
def test_the_page_has_the_models_of_its_api_and_the_nearest_of_each_other(anonymous: Person, api: str) -> None:
    spec_id = next(spec.id for spec in specs().values() if spec.dialect == api)
    found = models(anonymous.studio(spec_id))
    own = {id_: button for id_, button in found.items() if id_.startswith(f"{api}/")}
    check_models(own, api)
    assert [id_ for id_, button in found.items() if "aria-current" in button] == [spec_id]
    assert sorted(id_.partition("/")[0] for id_ in found.keys() - own) == sorted({*DIALECTS} - {api})


@pytest.mark.parametrize("api", DIALECTS)
def test_the_list_of_an_api_has_the_rest_of_its_models(anonymous: Person, api: str) -> None:
    listed = anonymous.see("api_models", *FLEX.split("/"), api)
    rest = {button["value"]: button for button in listed.all("button", name="target")}
    nearest = {id_: button for id_, button in models(anonymous.studio(FLEX)).items() if id_.startswith(f"{api}/")}
    if api != FLEX.partition("/")[0]:
        assert not rest.keys() & nearest.keys()
    check_models(rest | nearest, api)


def test_the_heading_of_an_api_names_its_models(anonymous: Person) -> None:
    [heading] = [each.text for each in anonymous.studio(FLEX).by_id("models").all("summary") if "apiframe" in each.text]
    assert heading == "apiframe flex, pro, max, dev"


def test_an_unknown_api_has_no_list(anonymous: Person) -> None:
    assert anonymous.get("api_models", *FLEX.split("/"), "nobody").status_code == 404


def test_the_mode_stays_where_the_model_has_it(anonymous: Person) -> None:
    found = models(anonymous.studio(EDIT))
    assert {id_ for id_ in found if id_.startswith("onemin") and id_.endswith("edit")} == {
        f"onemin/flux-2-{model}/edit" for model in ("flex", "pro", "max", "dev")
    }
    assert "onemin/flux-schnell/generate" in found


def test_limits_are_those_of_the_model(anonymous: Person) -> None:
    found = models(anonymous.studio(FLEX))
    assert "up to 1 MP · no input pictures · 6–50 steps" in found[FLEX].text
    assert "up to 4 MP · up to 10 references · 1–50 steps" in found[JOB].text
    assert (
        "up to 4 MP · up to 8 references · steps fixed" in models(anonymous.studio(BFL))["bfl/flux-2-pro/generate"].text
    )
    served = models(anonymous.studio("openai/mlx-flux-2-klein/generate"))
    assert any("any number of steps" in button.text for button in served.values())
    assert not any("1024 MP" in button.text for button in served.values())
    assert "edits one picture" in models(anonymous.studio(EDIT))[EDIT].text


def test_a_price_has_its_source(anonymous: Person) -> None:
    page = anonymous.studio(BFL)
    assert "$0.05 for 1 MP, $0.05 for each further one, also of references" in models(page)[BFL].text
    assert "from docs.bfl.ai/quick_start/pricing, read in November 2026" in page.by_id("models").text


def test_another_price_for_references_is_named() -> None:
    row = PriceRow(
        "pro", "a page", "2026-11", first_megapixel=30_000, further_megapixel=15_000, reference_megapixel=20_000
    )
    assert (
        describe_row(get_spec(BFL), row) == "$0.03 for 1 MP, $0.015 for each further one, $0.02 for each of references"
    )


def test_a_price_of_one_resolution_says_no_more(anonymous: Person) -> None:
    flux_3 = "bfl/flux-3-image/generate"
    shown = models(anonymous.studio(flux_3))[flux_3].text
    assert "$0.048 a picture, with resolution 1k" in shown
    assert "each further" not in shown


def test_the_mode_is_a_switch_of_two_where_there_are_two(anonymous: Person) -> None:
    switch = anonymous.studio(FLEX).find(role="group", aria_label="Mode").all("button")
    assert [(button.text, button["value"], "aria-current" in button) for button in switch] == [
        ("Generate", FLEX, True),
        ("Edit", EDIT, False),
    ]
    assert not anonymous.studio(JOB).has(role="group", aria_label="Mode")
