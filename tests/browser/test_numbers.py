"""Numbers as people type them: understood or refused at their field, in code, slider and picture alike."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.studio import Studio

pytestmark = pytest.mark.browser


def test_numbers_are_read_as_people_write_them(studio: Studio) -> None:
    guidance, slider = studio.control("guidance"), studio.field("guidance").get_by_role("slider")
    guidance.press("Control+a")
    guidance.press_sequentially("3,5")
    expect(slider).to_have_value("3.5")
    expect(studio.code).to_contain_text('"guidance": 3.5')
    guidance.press("Tab")
    expect(guidance).to_have_value("3.5")
    studio.set(steps="３０", seed="1 000")
    studio.prompt.focus()
    expect(studio.control("steps")).to_have_value("30")
    expect(studio.control("seed")).to_have_value("1000")
    # The default, however it is written, is not a change.
    studio.control("steps").fill("２５")
    expect(studio.field("steps")).not_to_have_attribute("data-changed", re.compile(""))
    guidance.fill("3.1415926")
    card = studio.make("a round number")
    expect(card).to_contain_text("guidance 3.1415926")
    expect(card).to_contain_text("seed 1000")
    studio.set(guidance="2")
    card.get_by_role("button", name="Load settings").click()
    expect(guidance).to_have_value("3.1415926")
    expect(studio.code).to_contain_text('"guidance": 3.1415926')


def test_an_ambiguous_number_is_refused_at_its_field(studio: Studio) -> None:
    field, guidance = studio.field("guidance"), studio.control("guidance")
    studio.prompt.fill("one or a thousand")
    guidance.fill("1,000")
    guidance.press("Tab")
    expect(field.locator(".errorlist")).to_have_text("Write this number like 1000 or 3.5.")
    expect(guidance).to_have_accessible_description(re.compile("default 3 Write this number"))
    guidance.fill("4")
    expect(field.locator(".errorlist, [aria-invalid=true]")).to_have_count(0)
    guidance.fill("1,000")
    guidance.press("Enter")
    expect(field.locator(".errorlist")).to_contain_text("can mean 1000 or 1.000")
    expect(guidance).to_have_value("1,000")
    expect(studio.frames).to_have_count(0)


@pytest.mark.thorough
def test_the_arrow_keys_step_within_the_bounds(studio: Studio) -> None:
    guidance, steps, seed = (studio.control(name) for name in ("guidance", "steps", "seed"))
    for key, value in (("ArrowUp", "3.1"), ("ArrowDown", "3"), ("ArrowDown", "2.9")):
        guidance.press(key)
        expect(guidance).to_have_value(value)
    guidance.fill("4,97")
    guidance.press("ArrowUp")
    guidance.press("ArrowUp")
    expect(guidance).to_have_value("5")
    steps.fill("7")
    for _ in range(3):
        steps.press("ArrowDown")
    expect(steps).to_have_value("6")
    seed.press("ArrowUp")
    expect(seed).to_have_value("1")
    expect(studio.field("seed").get_by_role("button", name="Random")).to_have_attribute("aria-pressed", "false")


@pytest.mark.thorough
def test_without_script_numbers_are_read_too(plain: Page) -> None:
    studio = Studio(plain).open()
    plain.locator("#id_prompt").fill("without script")
    plain.locator("[name=guidance]").fill("3,5")
    plain.locator("[name=steps]").fill("99")
    plain.locator("#generate").click()
    expect(studio.field("steps").locator(".errorlist")).to_contain_text("Steps is 99; the maximum is 50.")
    expect(plain.locator("[name=guidance]")).to_have_value("3,5")
    plain.locator("[name=steps]").fill("9")
    plain.locator("#generate").click()
    expect(plain.locator("#stage")).to_contain_text("guidance 3.5")
