"""One line says which model makes the picture, and opens the list of all models."""

import pytest

from playground.catalog.loading import get_spec, specs
from playground.catalog.spec import Price
from playground.dialects.registry import get_dialect
from playground.pages.chooser import describe_price, plain_name
from tests.cast import EDIT, FLEX, Person
from tests.markup import Element

BFL = "bfl/flux-2-flex/generate"
JOB = "apiframe/flux-2-flex/generate"


def models(page: Element) -> dict[str, Element]:
    return {button["value"]: button for button in page.by_id("models").all("button", name="target")}


@pytest.mark.parametrize(
    ("spec_id", "line"),
    [
        (FLEX, "FLUX.2 flex on 1min.ai change"),
        (JOB, "FLUX.2 flex on apiframe change"),
        ("bfl/flux-2-klein-4b/generate", "FLUX.2 klein 4B on Black Forest Labs change"),
    ],
)
def test_the_line_names_model_and_api(anonymous: Person, spec_id: str, line: str) -> None:
    button = anonymous.studio(spec_id).by_id("change-model")
    assert button.text == line
    assert button["popovertarget"] == "models"


@pytest.mark.parametrize("spec_id", list(specs()))
def test_every_model_is_listed_with_use_limits_and_price(anonymous: Person, spec_id: str) -> None:
    found = models(anonymous.studio(spec_id))
    names = {(spec.dialect, spec.slug) for spec in specs().values()}
    assert sorted(tuple(id_.split("/")[:2]) for id_ in found) == sorted(names)
    for id_, button in found.items():
        spec = get_spec(id_)
        assert button.text.startswith(f"{plain_name(spec)} {spec.summary} up to ")
        is_free = get_dialect(spec.dialect).policy.is_free
        assert ("Price unknown" in button.text) == (spec.price is None and not is_free)
        assert ("Free, on your own server" in button.text) == is_free
    assert [id_ for id_, button in found.items() if "aria-current" in button] == [spec_id]


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
    assert "up to 4 MP · up to 8 references · steps fixed" in found["bfl/flux-2-pro/generate"].text
    assert "edits one picture" in models(anonymous.studio(EDIT))[EDIT].text


def test_a_price_has_its_source(anonymous: Person) -> None:
    page = anonymous.studio(FLEX)
    assert "$0.05 for 1 MP, $0.05 for each further one, also of references" in models(page)[BFL].text
    assert "from docs.bfl.ai/quick_start/pricing, read in November 2026" in page.by_id("models").text


def test_another_price_for_references_is_named() -> None:
    price = Price(0.03, "a page", "November 2026", 0.015, 0.02)
    assert describe_price(price) == "$0.03 for 1 MP, $0.015 for each further one, $0.02 for each of references"


def test_a_price_of_one_resolution_says_no_more(anonymous: Person) -> None:
    flux_3 = "bfl/flux-3-image/generate"
    shown = models(anonymous.studio(FLEX))[flux_3].text
    assert "$0.048 for 1 MP" in shown
    assert "each further" not in shown


def test_the_mode_is_a_switch_of_two_where_there_are_two(anonymous: Person) -> None:
    switch = anonymous.studio(FLEX).find(role="group", aria_label="Mode").all("button")
    assert [(button.text, button["value"], "aria-current" in button) for button in switch] == [
        ("Generate", FLEX, True),
        ("Edit", EDIT, False),
    ]
    assert not anonymous.studio(JOB).has(role="group", aria_label="Mode")
