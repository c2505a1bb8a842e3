"""What was set goes along: over a reload, to another model, mode or API, and back."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.studio import FLEX, JOB, Studio, file

pytestmark = [pytest.mark.browser, pytest.mark.thorough]

DEV = "onemin/flux-2-dev/generate"


def keep(studio: Studio, prompt: str) -> None:
    """Type a prompt last, and wait until the draft is kept."""
    with studio.page.expect_response("**/draft/"):
        studio.prompt.fill(prompt)


def test_a_draft_survives_a_reload(studio: Studio) -> None:
    studio.set(steps=31, aspect_ratio="3:2", seed=5)
    keep(studio, "not yet sent")
    studio.page.reload()
    expect(studio.prompt).to_have_value("not yet sent")
    expect(studio.control("steps")).to_have_value("31")
    expect(studio.control("aspect_ratio")).to_have_value("3:2")
    expect(studio.control("seed")).to_have_value("5")


def test_a_draft_is_here_when_one_comes_back(studio: Studio) -> None:
    studio.choose(DEV)
    keep(studio, "half a thought")
    studio.page.goto("/history/")
    Studio(studio.page).open()
    expect(studio.page).to_have_url(studio.page.url.partition("/onemin")[0] + f"/{DEV}/")
    expect(studio.prompt).to_have_value("half a thought")


def test_each_model_has_a_draft_of_its_own(studio: Studio) -> None:
    keep(studio, "for flex")
    studio.open(JOB)
    expect(studio.prompt).to_have_value("")
    studio.open(FLEX)
    expect(studio.prompt).to_have_value("for flex")


def test_the_language_and_all_parameters_are_kept_too(studio: Studio) -> None:
    with studio.page.expect_response("**/draft/"):
        studio.show_code().page.locator("#code").get_by_label("Python").check()
    studio.page.reload()
    expect(studio.show_code().page.locator("#code").get_by_label("Python")).to_be_checked()
    expect(studio.code).to_contain_text("import requests")


def test_another_model_takes_what_fits_and_says_what_does_not(studio: Studio) -> None:
    studio.prompt.fill("one prompt for all")
    studio.set(steps=30, seed=8, aspect_ratio="3:2", safety_tolerance=5)
    studio.choose(DEV)
    expect(studio.prompt).to_have_value("one prompt for all")
    expect(studio.control("num_inference_steps")).to_have_value("30")
    expect(studio.control("seed")).to_have_value("8")
    expect(studio.control("aspect_ratio")).to_have_value("3:2")
    expect(studio.page.locator("#panel-notices")).to_contain_text("safety_tolerance")
    expect(studio.code).to_contain_text("black-forest-labs/flux-2-dev")
    studio.choose(FLEX)
    expect(studio.control("steps")).to_have_value("30")


def test_a_picture_goes_along_to_the_other_api(page: Page) -> None:
    studio = Studio(page).open("onemin/flux-2-flex/edit").add_pictures(file("garden.png"))
    studio.prompt.fill("in bloom")
    studio.choose(JOB)
    expect(studio.references).to_have_count(1)
    expect(studio.references).to_contain_text("garden")
    expect(studio.prompt).to_have_value("in bloom")


def test_a_value_out_of_the_other_models_bounds_is_named(studio: Studio) -> None:
    studio.prompt.fill("careful")
    studio.set(guidance=2)
    studio.choose(JOB)
    studio.set(guidance=9.5)
    studio.choose(FLEX)
    expect(studio.page.locator("#panel-notices")).to_contain_text("guidance")
    expect(studio.prompt).to_have_value("careful")


def test_the_mode_is_changed_and_the_back_button_leads_back(studio: Studio) -> None:
    studio.choose("onemin/flux-2-flex/edit")
    expect(studio.field("imageUrl")).to_be_visible()
    studio.page.go_back()
    expect(studio.page).to_have_url(studio.page.url.partition("/onemin")[0] + f"/{FLEX}/")
    expect(studio.field("imageUrl")).to_have_count(0)
