"""The pixels beside each shape, and the size beside Generate, follow the area that the form asks for."""

import pytest

from tests.cast import DEV, EDIT, FLEX, Person, make_file
from tests.markup import Element, parse

PRO_JOB = "apiframe/flux-2-pro/generate"


def ask_code(person: Person, spec_id: str, **values: str) -> Element:
    return parse(person.post("form_code", *spec_id.split("/"), htmx=True, **values))


def sizes(page: Element) -> list[str]:
    """Return the sizes beside the shapes, which are found by their ids."""
    return [part.text for part in page.all("span", id=True) if part["id"].endswith("_size")]


@pytest.mark.parametrize(
    ("spec_id", "name", "value", "size"),
    [(DEV, "megapixels", "0.25", "512×512"), (PRO_JOB, "resolution", "4 MP", "2048×2048")],
)
def test_another_resolution_changes_the_sizes(
    anonymous: Person, spec_id: str, name: str, value: str, size: str
) -> None:
    page = anonymous.studio(spec_id)
    assert size not in sizes(page)
    shown = page.by_id("shown-area")["value"]
    answer = ask_code(anonymous, spec_id, shown_area=shown, aspect_ratio="16:9", **{name: value})
    assert sizes(answer)[0] == size
    assert len(sizes(answer)) == len(sizes(page))
    assert answer.by_id("shown-area")["value"] != shown


def test_the_tiles_themselves_stay(anonymous: Person) -> None:
    answer = ask_code(anonymous, DEV, shown_area="1", megapixels="0.25", aspect_ratio="9:16")
    assert sizes(answer)
    assert not answer.has("input", type="radio")


def test_the_same_resolution_keeps_the_sizes(anonymous: Person) -> None:
    shown = anonymous.studio(DEV).by_id("shown-area")["value"]
    answer = ask_code(anonymous, DEV, shown_area=shown, megapixels="1", prompt="a boat")
    assert answer.has(id="snippet-text")
    assert sizes(answer) == []


def test_a_draft_shows_the_pixels_of_its_resolution(alice: Person) -> None:
    alice.post("save_draft", *DEV.split("/"), megapixels="0.25")
    page = alice.studio(DEV)
    assert sizes(page)[0] == "512×512"
    assert sizes(ask_code(alice, DEV, shown_area=page.by_id("shown-area")["value"], megapixels="0.25")) == []


def test_the_size_next_to_generate_follows_the_form(anonymous: Person) -> None:
    assert anonymous.studio(FLEX).by_id("result-size").text == "1024 × 1024"
    assert ask_code(anonymous, FLEX, aspect_ratio="16:9").by_id("result-size").text == "1360 × 768"


def test_the_size_follows_the_input_picture(alice: Person) -> None:
    asset = alice.upload(make_file(800, 400))
    size = ask_code(alice, EDIT, imageUrl=asset.key).by_id("result-size")
    assert int(size["data-width"]) == 2 * int(size["data-height"])
