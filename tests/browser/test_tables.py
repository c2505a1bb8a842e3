"""A table of prompts, from the menu beside Generate to its last picture."""

import pytest
from playwright.sync_api import FilePayload, expect

from tests.browser.studio import Studio

pytestmark = [pytest.mark.browser, pytest.mark.thorough]

TABLE = "prompt;seed\r\na red fox;1\r\na blue owl;2\r\na hare;3\r\n"


def test_a_table_is_chosen_checked_and_made(studio: Studio) -> None:
    page = studio.page
    page.get_by_label("More ways to generate").first.click()
    page.get_by_role("button", name="From a table…").click()
    expect(page.get_by_role("heading", name="From a table")).to_be_visible()
    page.get_by_label("Or paste the table").fill("prompt,guidanze\na fox,4")
    page.get_by_role("button", name="Check the table").click()
    expect(page.get_by_role("alert")).to_contain_text("did you mean guidance?")
    file = FilePayload(name="animals.csv", mimeType="text/csv", buffer=TABLE.encode("utf-16"))
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Check the table").press("Enter")
    expect(page.get_by_role("heading", name="animals")).to_be_visible()
    expect(page.locator(".table-lines tbody tr")).to_have_count(3)
    page.get_by_role("button", name="Make the first line only").click()
    done = page.locator(".table-lines [data-status=done]")
    expect(done).to_have_count(1)
    page.get_by_role("button", name="Resume: make 2").click()
    # The lines fill without a reload, and the total is counted again.
    expect(done).to_have_count(3)
    expect(page.locator("#table-totals")).to_contain_text("3 of 3 made")
