"""What cannot be sent: 422, each message at its field, and everything typed still there."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.studio import EDIT, JOB, Studio, file

pytestmark = [pytest.mark.browser, pytest.mark.thorough]


def refuse(studio: Studio, prompt: str = "", **values: Any) -> None:
    """Send what must be refused, and see that it is."""
    with studio.page.expect_response(lambda answer: answer.request.method == "POST" and answer.status == 422):
        studio.generate(prompt, **values)


def test_messages_stand_at_their_fields_and_what_was_typed_stays(studio: Studio) -> None:
    refuse(studio, steps=99, guidance=4.5, seed=7, aspect_ratio="4:5")
    for name, words in {"prompt": "", "steps": "50"}.items():
        field = studio.field(name)
        expect(field.locator("[aria-invalid=true]")).to_be_visible()
        expect(field.locator(".errorlist")).to_contain_text(words)
    expect(studio.field("guidance").locator("[aria-invalid=true]")).to_have_count(0)
    for name, value in {"steps": "99", "guidance": "4.5", "seed": "7", "aspect_ratio": "4:5"}.items():
        expect(studio.control(name)).to_have_value(value)
    expect(studio.frames).to_have_count(0)
    expect(studio.page.locator("[data-pending]")).to_have_count(0)


def test_what_was_refused_can_be_mended_and_sent(studio: Studio) -> None:
    refuse(studio, "a fox", steps=99)
    studio.set(steps=9)
    studio.make()
    steps = studio.field("steps")
    expect(steps.locator("[aria-invalid=true]")).to_have_count(0)
    expect(steps.locator(".errorlist")).to_have_count(0)
    expect(studio.control("steps")).to_have_accessible_description(re.compile("default 25"))
    expect(studio.generate_button).to_be_focused()


def test_a_message_goes_as_soon_as_its_field_is_edited(studio: Studio) -> None:
    refuse(studio, "a fox", steps=99, guidance=99)
    studio.set(steps=9)
    expect(studio.field("steps").locator(".errorlist, [aria-invalid=true]")).to_have_count(0)
    expect(studio.field("guidance").locator("[aria-invalid=true]")).to_be_visible()
    expect(studio.field("guidance").locator(".errorlist")).to_be_visible()


def test_a_picture_that_was_missing_takes_its_message_away(studio: Studio) -> None:
    studio.open(EDIT)
    refuse(studio, "make it blue")
    studio.add_pictures(file())
    expect(studio.field("imageUrl").locator(".errorlist:not([data-problem])")).to_have_count(0)


def test_what_one_field_demands_of_another_is_forgotten_once_it_is_met(studio: Studio) -> None:
    studio.open(JOB)
    refuse(studio, "a fox", aspect_ratio="custom", width=640)
    expect(studio.field("height").locator(".errorlist")).to_be_visible()
    studio.set(aspect_ratio="1:1")
    studio.make()
    expect(studio.field("height").locator(".errorlist, [aria-invalid=true]")).to_have_count(0)


def test_a_message_in_the_fold_opens_it(studio: Studio) -> None:
    refuse(studio, "a fox", safety_tolerance=9)
    expect(studio.field("safety_tolerance").locator(".errorlist")).to_be_visible()


def test_an_edit_without_a_picture_is_refused(studio: Studio) -> None:
    studio.open(EDIT)
    refuse(studio, "make it blue")
    expect(studio.field("imageUrl").locator(".errorlist:not([data-problem])")).to_be_visible()
    expect(studio.prompt).to_have_value("make it blue")


def test_a_prompt_over_the_limit_is_refused_and_kept(studio: Studio) -> None:
    studio.open(JOB)
    refuse(studio, "x" * 2001)
    expect(studio.field("prompt").locator(".errorlist")).to_contain_text("the maximum is 2,000")
    expect(studio.prompt).to_have_value("x" * 2001)


def test_a_custom_shape_needs_both_sizes(studio: Studio) -> None:
    studio.open(JOB)
    refuse(studio, "a fox", aspect_ratio="custom", width=640)
    expect(studio.field("height").locator(".errorlist")).to_be_visible()
    expect(studio.control("width")).to_have_value("640")


def test_the_stage_stays_when_the_form_is_refused(studio: Studio) -> None:
    made = studio.make("a fox").get_attribute("data-generation") or ""
    refuse(studio, steps=99)
    expect(studio.card(made)).to_be_visible()
    expect(studio.frames).to_have_count(1)
