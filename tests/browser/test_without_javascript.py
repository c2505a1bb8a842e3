"""The main job in a browser without JavaScript: plain forms and links, and a page that reloads while it waits."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.accounts import sign_up
from tests.browser.studio import EDIT, FLEX, JOB, file

pytestmark = pytest.mark.browser


def card(page: Page) -> Locator:
    return page.locator("#stage [data-generation]")


def make(page: Page, prompt: str) -> None:
    """Send the form and wait; the page comes again by itself until nothing runs."""
    page.locator("#id_prompt").fill(prompt)
    page.locator("#generate").click()
    expect(card(page)).to_have_attribute("data-status", "done")


def test_a_form_makes_a_picture_and_the_page_reloads_itself_until_it_is_there(plain: Page) -> None:
    plain.goto("/")
    plain.locator("#id_prompt").fill("no script needed [sketch:wait 1]")
    plain.locator("#generate").click()
    expect(plain).to_have_url(re.compile(r"\?show="))
    expect(plain.locator("meta[http-equiv=refresh]")).to_be_attached()
    expect(card(plain)).to_have_attribute("data-status", "done")
    expect(card(plain).locator("img")).to_be_visible()
    expect(plain.locator("meta[http-equiv=refresh]")).to_have_count(0)
    expect(plain.locator("#frames img")).to_be_visible()
    expect(plain.locator("#id_prompt")).to_have_value("no script needed [sketch:wait 1]")
    expect(plain.locator("#snippet-text")).to_contain_text("no script needed")


def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(plain: Page) -> None:
    plain.goto(f"/{FLEX}/")
    plain.locator("#id_steps").fill("99")
    plain.locator("#id_seed").fill("12")
    with plain.expect_response(lambda response: response.request.method == "POST") as answer:
        plain.locator("#generate").click()
    assert answer.value.status == 422
    expect(plain.locator('[data-field="steps"]')).to_contain_text("50")
    expect(plain.locator('[data-field="prompt"] [aria-invalid=true]')).to_be_visible()
    expect(plain.locator("#id_steps")).to_have_value("99")
    expect(plain.locator("#id_seed")).to_have_value("12")


def test_a_button_leads_to_another_model_with_what_was_typed(plain: Page) -> None:
    plain.goto(f"/{FLEX}/")
    plain.locator("#id_prompt").fill("taken along")
    plain.locator("#id_seed").fill("5")
    plain.get_by_role("button", name="FLUX.2 flex on 1min.ai").click()
    plain.locator('#models button[value="onemin/flux-2-dev/generate"]').click()
    expect(plain).to_have_url(re.compile("/onemin/flux-2-dev/generate/$"))
    expect(plain.locator("#id_prompt")).to_have_value("taken along")
    expect(plain.locator("#id_seed")).to_have_value("5")


def test_an_example_fills_the_prompt(plain: Page) -> None:
    plain.goto("/")
    plain.locator("#first-visit").get_by_role("button").first.click()
    expect(plain.locator("#id_prompt")).to_have_value(re.compile("MIDNIGHT JAZZ"))


def test_a_file_is_edited(plain: Page) -> None:
    plain.goto(f"/{EDIT}/")
    plain.locator("input[type=file]").set_input_files(file(width=480, height=320))
    make(plain, "paint it blue")
    expect(card(plain).locator("img")).to_have_attribute("width", "480")


@pytest.mark.thorough
def test_references_are_kept_and_left_out(plain: Page) -> None:
    plain.goto(f"/{JOB}/")
    plain.locator("input[type=file]").set_input_files([file("one.png"), file("two.png", colour="#883333")])
    make(plain, "both of them")
    references = plain.locator("[data-reference]")
    expect(references).to_have_count(2)
    references.first.get_by_role("checkbox").uncheck()
    make(plain, "only the second")
    expect(references).to_have_count(1)
    expect(references).to_contain_text("two")


@pytest.mark.thorough
def test_the_history_leads_to_the_picture_and_back_into_the_form(plain: Page) -> None:
    plain.goto(f"/{FLEX}/")
    plain.locator("#id_seed").fill("77")
    make(plain, "found again")
    plain.get_by_role("navigation", name="Pages").get_by_role("link", name="History").click()
    plain.locator("#tiles [data-generation] a").click()
    expect(plain.get_by_role("heading", name="found again")).to_be_visible()
    expect(plain.get_by_role("main").locator("figure img").first).to_be_visible()
    plain.get_by_role("button", name="Load settings").click()
    expect(plain.locator("#id_prompt")).to_have_value("found again")
    expect(plain.locator("#id_seed")).to_have_value("77")


@pytest.mark.thorough
def test_one_is_deleted_and_brought_back(plain: Page) -> None:
    plain.goto("/")
    make(plain, "soon gone")
    card(plain).get_by_role("button", name="Delete").click()
    expect(plain.locator("#tiles [data-generation]")).to_have_count(0)
    plain.get_by_role("button", name="Undo").click()
    plain.goto("/history/")
    expect(plain.locator("#tiles [data-generation]")).to_have_count(1)


@pytest.mark.thorough
def test_a_running_one_is_cancelled(plain: Page) -> None:
    plain.goto("/")
    plain.locator("#id_prompt").fill("too long [sketch:wait 30]")
    plain.locator("#generate").click()
    card(plain).get_by_role("button", name="Cancel").click()
    plain.goto("/")
    expect(card(plain)).to_have_attribute("data-status", "cancelled")


def test_a_picture_is_shared_with_a_stranger(plain: Page, open_context: Callable[..., BrowserContext]) -> None:
    plain.goto("/")
    make(plain, "for everybody")
    card(plain).get_by_role("link", name="Share").click()
    plain.get_by_role("button", name="Make a public link").click()
    address = plain.locator("#share-url").get_attribute("href") or ""
    stranger = open_context(java_script_enabled=False).new_page()
    stranger.goto(address)
    expect(stranger.get_by_role("heading", name="for everybody")).to_be_visible()
    expect(stranger.get_by_role("main").locator("figure img").first).to_be_visible()
    expect(stranger.locator("pre").first).to_contain_text("curl")


@pytest.mark.thorough
def test_signing_up_keeps_the_history(plain: Page) -> None:
    plain.goto("/")
    make(plain, "mine to keep")
    sign_up(plain, "plain@example.com")
    plain.goto("/history/")
    expect(plain.locator("#tiles [data-generation]")).to_have_count(1)


def test_languages_and_all_parameters_can_be_shown(plain: Page) -> None:
    plain.goto(f"/{FLEX}/")
    plain.locator("#id_prompt").fill("in words of code")
    plain.locator("#code-drawer > summary").click()
    plain.locator("#code").get_by_label("Python").check()
    plain.locator("#code").get_by_label("all parameters").check()
    plain.locator("#code").get_by_role("button", name="Show").click()
    # The code that was asked for is in sight, without opening the drawer again.
    expect(plain.locator("#snippet-text")).to_be_visible()
    expect(plain.locator("#snippet-text")).to_contain_text("import")
    expect(plain.locator("#snippet-text")).to_contain_text("output_quality")


@pytest.mark.thorough
def test_undoing_a_revocation_is_in_sight_where_the_page_opens(open_context: Callable[..., BrowserContext]) -> None:
    page = open_context(java_script_enabled=False, viewport={"width": 390, "height": 844}).new_page()
    page.goto("/")
    make(page, "shared without script")
    page.goto("/history/")
    page.locator("#tiles a[href^='/generations/']").first.click()
    page.get_by_role("button", name="Make a public link").click()
    page.get_by_text("Revoke…").click()
    page.get_by_role("button", name="Revoke link").click()
    undo = page.locator("#notice").get_by_role("button", name="Undo")
    expect(undo).to_be_in_viewport(ratio=1)
    undo.click()
    expect(page.locator("#share-url")).to_be_visible()
