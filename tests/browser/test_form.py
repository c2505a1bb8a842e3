"""The form: controls with two handles, seeds, resets, what is hidden or counted."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.studio import FLEX, JOB, Studio

pytestmark = [pytest.mark.browser, pytest.mark.thorough]


def test_number_and_slider_stay_in_step(studio: Studio) -> None:
    number, slider = studio.control("steps"), studio.field("steps").get_by_role("slider")
    expect(slider).to_have_value("25")
    number.fill("40")
    expect(slider).to_have_value("40")
    slider.fill("10")
    expect(number).to_have_value("10")
    slider.press("ArrowRight")
    expect(number).to_have_value("11")
    expect(studio.code).to_contain_text('"steps": 11')


def test_a_slider_moves_in_the_steps_and_bounds_of_its_number(studio: Studio) -> None:
    slider = studio.field("guidance").get_by_role("slider")
    slider.press("ArrowRight")
    expect(studio.control("guidance")).to_have_value("3.1")
    slider.press("End")
    expect(studio.control("guidance")).to_have_value("5")
    slider.press("Home")
    expect(studio.control("guidance")).to_have_value("2")


def test_the_seed_is_random_until_it_is_set(studio: Studio) -> None:
    random = studio.field("seed").get_by_role("button", name="Random")
    expect(random).to_have_attribute("aria-pressed", "true")
    expect(studio.code).not_to_contain_text("seed")
    studio.set(seed=12)
    expect(random).to_have_attribute("aria-pressed", "false")
    expect(studio.code).to_contain_text('"seed": 12')
    random.click()
    expect(studio.control("seed")).to_have_value("")
    expect(random).to_have_attribute("aria-pressed", "true")
    expect(studio.code).not_to_contain_text("seed")


def test_a_card_locks_its_seed_in_the_form(studio: Studio) -> None:
    card = studio.make("the same again", seed=4321)
    studio.set(seed="")
    studio.act(card, "Lock seed")
    expect(studio.control("seed")).to_have_value("4321")
    expect(studio.prompt).to_have_value("the same again")


def test_one_field_is_reset_and_the_others_stay(studio: Studio) -> None:
    reset = studio.field("steps").get_by_role("button", name="Reset Steps")
    expect(reset).to_be_hidden()
    studio.set(steps=30, guidance=4)
    reset.click()
    expect(studio.control("steps")).to_have_value("25")
    expect(studio.control("guidance")).to_have_value("4")
    expect(reset).to_be_hidden()
    expect(studio.code).not_to_contain_text("steps")


def test_selects_and_switches_are_reset_too(studio: Studio) -> None:
    studio.unfold().set(aspect_ratio="4:5", output_format="jpg", prompt_upsampling=True)
    for name in ("aspect_ratio", "output_format", "prompt_upsampling"):
        studio.field(name).get_by_role("button", name="Reset").click()
    expect(studio.control("aspect_ratio")).to_have_value("1:1")
    expect(studio.control("output_format")).to_have_value("png")
    expect(studio.control("prompt_upsampling")).not_to_be_checked()


def test_all_fields_are_reset_at_once(studio: Studio) -> None:
    studio.set(steps=30, guidance=4, aspect_ratio="4:5", seed=9)
    studio.page.get_by_role("button", name="Reset all").click()
    expect(studio.control("steps")).to_have_value("25")
    expect(studio.control("guidance")).to_have_value("3")
    expect(studio.control("aspect_ratio")).to_have_value("1:1")
    expect(studio.control("seed")).to_have_value("")


def test_what_has_no_effect_is_hidden(studio: Studio) -> None:
    studio.unfold()
    quality = studio.field("output_quality")
    expect(quality).to_be_hidden()
    studio.set(output_format="jpg")
    expect(quality).to_be_visible()
    studio.open(JOB)
    expect(studio.field("width")).to_be_hidden()
    studio.choose_shape("custom")
    expect(studio.field("width")).to_be_visible()
    expect(studio.field("height")).to_be_visible()


def test_the_prompt_is_counted_where_there_is_a_limit(studio: Studio) -> None:
    expect(studio.field("prompt")).not_to_contain_text(re.compile(r"\d / \d"))
    studio.open(JOB)
    studio.prompt.fill("five 🦊")
    expect(studio.field("prompt")).to_contain_text("6/2000")


def test_the_prompt_grows_with_its_words(studio: Studio) -> None:
    before = studio.prompt.bounding_box()
    studio.prompt.fill("\n".join(["line after line"] * 9))
    after = studio.prompt.bounding_box()
    assert before is not None
    assert after is not None
    assert after["height"] > before["height"] + 40


def test_each_shape_says_its_pixels(studio: Studio) -> None:
    sizes = studio.field("aspect_ratio").locator(".shape-size")
    expect(sizes).to_contain_text(["1024×1024", "1360×768", "768×1360"])


def test_each_field_has_help_bounds_and_default(studio: Studio) -> None:
    expect(studio.field("steps")).to_contain_text(re.compile(r"6.50"))
    expect(studio.field("steps")).to_contain_text(re.compile("default 25", re.IGNORECASE))
    studio.open(FLEX).unfold()
    expect(studio.field("safety_tolerance")).to_contain_text(re.compile(r"1.6.*default 2", re.DOTALL | re.IGNORECASE))
    for name in ("prompt", "seed", "output_quality", "prompt_upsampling"):
        described = studio.control(name).get_attribute("aria-describedby") or ""
        assert (studio.page.locator(f"#{described.split()[0]}").text_content() or "").strip()


def test_the_pixels_of_the_shapes_follow_the_area(studio: Studio) -> None:
    studio.open("onemin/flux-2-dev/generate").set(aspect_ratio="16:9")
    chosen = studio.field("aspect_ratio").locator("label:has(:checked)")
    expect(chosen).to_contain_text("1360×768")
    studio.set(megapixels="0.25")
    expect(studio.page.locator("#result-size")).to_have_text("688 × 384")
    expect(studio.control("aspect_ratio")).to_have_value("16:9")
    expect(chosen).to_contain_text("688×384")


def test_a_field_says_while_one_types_that_its_value_is_ignored(studio: Studio) -> None:
    quality = studio.page.locator("#id_output_quality_helptext")
    studio.set(output_format="jpg", output_quality="50")
    studio.set(output_format="png")
    expect(quality).to_contain_text("output_quality is ignored")
    studio.set(output_format="jpg")
    expect(quality).not_to_contain_text("is ignored")
