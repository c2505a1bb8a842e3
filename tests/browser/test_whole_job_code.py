"""Code for a whole job, chosen in the menu of the code panel."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.studio import JOB, Studio

pytestmark = [pytest.mark.browser, pytest.mark.thorough]


def panel(page: Page, name: str) -> None:
    """Turn on one of the panel's own controls."""
    Studio(page).show_code()
    page.locator("#code").get_by_label(name).check()


def test_the_code_for_a_whole_job_is_chosen_in_a_menu_and_stays_chosen(page: Page) -> None:
    studio = Studio(page).open(JOB).show_code()
    options = page.locator("#code").get_by_text("Options", exact=True)
    options.click()
    result = page.get_by_label("With the picture")
    expect(result).to_be_hidden()
    page.get_by_label("Code for").select_option("The whole job")
    expect(studio.code).to_contain_text("$APIFRAME_API_KEY")
    result.select_option("Print its address")
    expect(studio.code).to_contain_text("get '.result.images[]'")
    page.get_by_label("Shell").select_option("PowerShell")
    expect(studio.code).to_contain_text("$env:APIFRAME_API_KEY")
    options.click()
    studio.prompt.fill("a fox")
    expect(studio.code).to_contain_text('"prompt": "a fox"')
    panel(page, "JavaScript")
    expect(studio.code).to_contain_text("process.env.APIFRAME_API_KEY")
    expect(studio.code).to_contain_text("console.log(image)")
    with page.expect_response("**/draft/"):
        studio.prompt.fill("a fox and a cub")
    page.reload()
    expect(studio.code).to_contain_text("process.env.APIFRAME_API_KEY")
