"""Generate refuses with 422: each message stands at its field, and everything typed is still there."""

from typing import Any

import pytest

from playground.generations.models import Generation
from tests.cast import DEV, EDIT, FLEX, JOB, Person, make_file
from tests.markup import Element, parse

WAYS = pytest.mark.parametrize("htmx", [True, False], ids=["htmx", "plain"])


def refuse(person: Person, spec_id: str, *, htmx: bool, **data: Any) -> Element:
    """Send the form, which must be refused, and return the response."""
    response = person.generate(spec_id, htmx=htmx, **data)
    assert response.status_code == 422
    assert not Generation.objects.exists()
    answer = parse(response)
    assert answer.has(id="spec-form")
    assert answer.has(id="stage") is not htmx
    return answer


@WAYS
@pytest.mark.parametrize(
    ("spec_id", "field", "value", "message"),
    [
        (FLEX, "prompt", "", "Describe the picture first."),
        (FLEX, "prompt", "  \n ", "Describe the picture first."),
        (FLEX, "steps", "51", "Steps is 51; the maximum is 50."),
        (FLEX, "steps", "5", "Steps is 5; the minimum is 6."),
        (FLEX, "steps", "many", "Steps must be a whole number such as 30; you gave"),
        (FLEX, "guidance", "5.5", "Prompt guidance is 5.5; the maximum is 5."),
        (FLEX, "guidance", "nan", "Prompt guidance must be a number such as 3.5; you gave"),
        (FLEX, "seed", "-1", "Seed is -1; the minimum is 0."),
        (FLEX, "seed", "9007199254740992", "Seed is 9007199254740992; the maximum is 9007199254740991."),
        (FLEX, "aspect_ratio", "7:1", "Shape must be one of"),
        (FLEX, "output_format", "gif", "File format must be"),
        (FLEX, "output_quality", "101", "File quality is 101; the maximum is 100."),
        (FLEX, "safety_tolerance", "7", "Content filter is 7; the maximum is 6."),
        (FLEX, "prompt_upsampling", "perhaps", "Prompt enhancement must be on or off; you gave"),
        (DEV, "num_inference_steps", "0", "Steps is 0; the minimum is 1."),
        (DEV, "prompt_strength", "1.1", "Prompt strength is 1.1; the maximum is 1."),
        (EDIT, "imageUrl", "", "Choose a picture to edit."),
        (JOB, "prompt", "x" * 2001, "Prompt has 2,001 characters; the maximum is 2,000."),
        (JOB, "aspect_ratio", "match_input_image", "Shape match_input_image needs a picture"),
        (JOB, "width", "200", "Width is 200; the minimum is 256."),
    ],
)
def test_shows_an_invalid_value_at_its_field(
    bob: Person, htmx: bool, spec_id: str, field: str, value: str, message: str
) -> None:
    answer = refuse(bob, spec_id, htmx=htmx, **{field: value})
    assert answer.field_error(field).startswith(message)


@WAYS
def test_keeps_everything_that_was_typed(bob: Person, htmx: bool) -> None:
    typed = {
        "prompt": 'a "red" fox & </textarea>',
        "aspect_ratio": "3:2",
        "output_format": "jpg",
        "output_quality": "33",
        "steps": "999",
        "guidance": "lots",
        "safety_tolerance": "5",
        "prompt_upsampling": "true",
        "seed": "12",
        "variants": "3",
    }
    fields = refuse(bob, FLEX, htmx=htmx, **typed).by_id("spec-form").fields()
    assert {name: fields.get(name) for name in typed} == {name: [value] for name, value in typed.items()}


@WAYS
def test_shows_all_errors_at_once(bob: Person, htmx: bool) -> None:
    answer = refuse(bob, FLEX, htmx=htmx, prompt="", steps="0", guidance="x")
    assert {name for name in ("prompt", "steps", "guidance") if answer.field_error(name)} == {
        "prompt",
        "steps",
        "guidance",
    }
    assert not answer.has(id="id_aspect_ratio_error")


def test_an_error_in_a_folded_field_opens_the_section(bob: Person) -> None:
    sound, faulty = bob.studio(), refuse(bob, FLEX, htmx=True, output_quality="101")
    assert "open" not in fold_of(sound, "output_quality")
    assert "open" in fold_of(faulty, "output_quality")


def fold_of(page: Element, name: str) -> Element:
    return next(fold for fold in page.all("details") if fold.has(data_field=name))


def test_a_custom_ratio_needs_both_sizes(bob: Person) -> None:
    answer = refuse(bob, JOB, htmx=True, aspect_ratio="custom", width="512")
    assert answer.field_error("height") == "Height is missing: aspect_ratio custom needs both width and height."


def test_too_many_references_are_refused(bob: Person) -> None:
    keys = [bob.upload(make_file(60 + number)).key for number in range(6)]
    answer = refuse(bob, JOB, htmx=True, input_images=keys)
    assert answer.field_error("input_images") == "You chose 6 pictures; the maximum is 5."
    assert answer.by_id("spec-form").fields()["input_images"] == keys


@WAYS
def test_refuses_a_missing_picture_with_one_message(bob: Person, htmx: bool) -> None:
    answer = refuse(bob, EDIT, htmx=htmx, imageUrl="images/never-there.png")
    assert answer.field_error("imageUrl") == "The picture no longer exists. Remove it and choose another."


def test_another_persons_picture_counts_as_missing(bob: Person, charlie: Person) -> None:
    answer = refuse(bob, EDIT, htmx=True, imageUrl=charlie.upload().key)
    assert "no longer exists" in answer.field_error("imageUrl")


def test_refuses_a_url_as_a_picture(bob: Person) -> None:
    answer = refuse(bob, EDIT, htmx=True, imageUrl="https://example.com/cat.png")
    assert answer.field_error("imageUrl")


def test_a_refused_click_does_not_use_up_its_token(bob: Person) -> None:
    refuse(bob, FLEX, htmx=True, token="once", steps="0")
    assert bob.generate(token="once", steps="30").status_code == 200
    assert Generation.objects.get().params["steps"] == 30


def test_an_invalid_number_of_variants_means_one(bob: Person) -> None:
    assert bob.generate(variants="400").status_code == 200
    assert Generation.objects.count() == 1


@WAYS
def test_reports_a_full_queue(bob: Person, htmx: bool, settings: Any) -> None:
    settings.MOST_QUEUED = 4
    bob.ask(variants=3)
    response = bob.generate(htmx=htmx, prompt="keep me", variants="2")
    assert response.status_code == 422
    page = parse(response)
    assert "You have 3 pictures waiting" in page.by_id("spec-form").text
    assert page.by_id("spec-form").fields()["prompt"] == ["keep me"]
    assert Generation.objects.count() == 3
    Generation.objects.update(status="done")
    assert bob.generate(htmx=True, variants="2").status_code == 200


def test_queue_limits_are_per_person(bob: Person, charlie: Person, settings: Any) -> None:
    settings.MOST_QUEUED = 4
    bob.ask(variants=4)
    assert bob.generate().status_code == 422
    assert charlie.generate().status_code == 200
