"""A table of prompts, from the menu beside Generate to its last picture, by mouse and by keyboard."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, FilePayload, Page, expect

from tests.browser.hands import WAYS, WIDTHS, Hands
from tests.browser.studio import FLEX, Studio
from tests.browser.test_quotes import MAX, enter_key

pytestmark = [pytest.mark.browser, pytest.mark.thorough]

FAULTY = "prompt;guidance;seed\r\na red fox;4;1\r\na blue owl;9,5;2\r\n;3;3\r\n"
# Two of these take a while, so that there is something to stop.
MENDED = (
    "prompt;guidance;seed\na red fox;4;1\na blue owl [sketch:wait 4];4,5;2\na hare [sketch:wait 4];3;3\nan otter;;4"
)
FOUR = "prompt\na fox\nan owl\na hare\nan otter\n"


def csv(text: str, encoding: str = "utf-8") -> FilePayload:
    return FilePayload(name="animals.csv", mimeType="text/csv", buffer=text.encode(encoding))


def words(page: Page, selector: str) -> str:
    return " ".join(page.locator(selector).inner_text().split())


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("way", WAYS)
def test_a_table_is_chosen_mended_tried_made_stopped_and_resumed(page: Page, way: str, width: int) -> None:
    hands = Hands(page, way, width)
    choose_and_mend(hands)
    # Nothing is sent before the first line, the number and the price were seen.
    try_the_first_line(hands)
    totals, done = page.locator("#table-totals"), page.locator(".table-lines [data-status=done]")
    hands.press(page.get_by_role("button", name="Resume: make 3"))
    expect(page.locator(".table-lines [data-status=running]")).not_to_have_count(0)
    hands.check()
    hands.press(totals.get_by_role("button", name="Stop"))
    resume = page.get_by_role("button", name=re.compile("Resume: make"))
    expect(resume).to_be_visible()
    expect(page.locator(".table-lines [data-active]")).to_have_count(0)
    assert done.count() < 4
    hands.press(resume)
    # The lines fill without a reload, and the total is counted again.
    expect(done).to_have_count(4)
    expect(totals).to_contain_text("4 of 4 made")
    hands.check()


def choose_and_mend(hands: Hands) -> None:
    """Choose a file with faults, which are named by line, field, value and bound, and mend them in the page."""
    page = hands.page
    Studio(page).open(FLEX)
    hands.press(page.locator(".more-ways > summary").locator("visible=true").first)
    hands.press(page.get_by_role("button", name="From a table…").locator("visible=true").first)
    expect(page.get_by_role("heading", name="From a table")).to_be_visible()
    hands.check()
    hands.choose_file(page.get_by_label("File"), csv(FAULTY, "utf-16"))
    hands.press(page.get_by_role("button", name="Check the table"))
    problems = page.locator("#table-problems")
    expect(problems.get_by_role("listitem")).to_have_text(
        [
            "Line 3, column guidance: guidance is 9.5; the maximum is 5.",
            "Line 4, column prompt: prompt is empty: describe the picture you want.",
        ]
    )
    hands.check()
    hands.write(page.get_by_label("Or paste the table"), MENDED)
    hands.press(page.get_by_role("button", name="Check the table"))


def try_the_first_line(hands: Hands) -> None:
    page = hands.page
    expect(page.get_by_role("heading", name="animals")).to_be_visible()
    expect(page.locator(".table-lines tbody tr")).to_have_count(4)
    expect(page.locator("#table-totals")).to_contain_text("0 of 4 made")
    assert "4 lines: free" in words(page, "#table-totals")
    hands.press(page.get_by_text("The first line as code"))
    expect(page.locator("#snippet-text")).to_contain_text("a red fox")
    hands.check()
    hands.press(page.get_by_role("button", name="Make the first line only"))
    expect(page.locator(".table-lines [data-status=done]")).to_have_count(1)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("way", WAYS)
def test_a_budget_stops_a_table_and_a_higher_one_goes_on(page: Page, way: str, width: int) -> None:
    enter_key(page)
    hands = Hands(page, way, width)
    page.goto(f"/tables/new/?for={MAX}")
    hands.write(page.get_by_label("Or paste the table"), FOUR)
    hands.press(page.get_by_role("button", name="Check the table"))
    expect(page.locator("#table-totals")).to_contain_text("0 of 4 made")
    assert "4 lines: $0.16" in words(page, "#table-totals")
    hands.check()
    set_budget(hands, "0.10")
    hands.press(page.get_by_role("button", name="Make 4"))
    expect(page.locator("#notice")).to_contain_text("2 lines would exceed the budget and are not sent.")
    done, totals = page.locator(".table-lines [data-status=done]"), page.locator("#table-totals")
    expect(done).to_have_count(2)
    expect(totals).to_contain_text("2 of 4 made")
    assert "2 more lines: $0.08" in words(page, "#table-totals")
    hands.check()
    set_budget(hands, "0.16")
    hands.press(page.get_by_role("button", name="Resume: make 2"))
    expect(done).to_have_count(4)
    expect(totals).to_contain_text("4 of 4 made")


def set_budget(hands: Hands, amount: str) -> None:
    hands.write(hands.page.get_by_label("Budget in dollars"), amount)
    hands.press(hands.page.get_by_role("button", name="Set", exact=True))
    expect(hands.page.locator("#notice")).to_contain_text("The budget was set.")
    expect(hands.page.get_by_label("Budget in dollars")).to_have_value(re.compile(amount.rstrip("0")))


def test_a_budget_that_was_typed_stays_while_lines_are_counted(page: Page) -> None:
    enter_key(page)
    page.goto(f"/tables/new/?for={MAX}")
    page.get_by_label("Or paste the table").fill(FOUR)
    page.get_by_role("button", name="Check the table").click()
    totals, budget = page.locator("#table-totals"), page.get_by_label("Budget in dollars")
    budget.fill("0.12")
    page.get_by_role("heading", level=1).click()
    status = totals.get_by_role("status")
    status.evaluate("status => status.dataset.same = ''")
    other = page.context.new_page()
    other.goto(page.url)
    other.get_by_role("button", name="Make the first line only").click()
    expect(other.locator(".table-lines [data-status=done]")).to_have_count(1)

    page.evaluate("document.dispatchEvent(new CustomEvent('cards-changed'))")
    expect(totals).to_contain_text("1 of 4 made")
    expect(totals.get_by_role("button", name="Resume: make 3")).to_be_visible()
    expect(budget).to_have_value("0.12")
    # Only what changes in an element that stays is read aloud.
    expect(status).to_have_attribute("data-same", "")


DROP = """([target, name, text]) => {
  const data = new DataTransfer();
  data.items.add(new File([text], name, { type: "text/csv" }));
  for (const type of ["dragenter", "dragover", "drop"]) {
    const event = new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: data });
    document.querySelector(target).dispatchEvent(event);
  }
}"""


def test_a_table_is_dropped_anywhere_on_its_page(page: Page) -> None:
    page.goto("/tables/new/")
    file = page.get_by_label("File")
    expect(page.locator("table-drop:defined")).to_be_visible()
    page.evaluate(DROP, ["h1", "animals.csv", FAULTY])
    expect(file).to_have_js_property("files.length", 1)
    page.get_by_role("button", name="Check the table").click()
    expect(page.locator("#table-problems")).to_contain_text("Line 3, column guidance")
    expect(page.locator("#notice")).to_be_empty()


# The browser itself puts a dropped file into such a field, unless a script takes the drop.
@pytest.mark.parametrize("address", ["/recall/", "/presets/import/"])
def test_a_field_for_a_file_keeps_its_drops(page: Page, address: str) -> None:
    page.goto(address)
    field = page.locator("input[type=file]:not(picture-field *)").first
    taken = field.evaluate(
        """field => {
          const data = new DataTransfer();
          data.items.add(new File(["{}"], "a.json"));
          const event = new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: data });
          return !field.dispatchEvent(event);
        }"""
    )
    assert not taken


def test_a_table_works_without_script(open_context: Callable[..., BrowserContext]) -> None:
    page = open_context(java_script_enabled=False).new_page()
    page.goto("/tables/new/")
    page.get_by_label("File").set_input_files(csv("prompt\na fox\nan owl\n"))
    page.get_by_role("button", name="Check the table").click()
    page.get_by_role("button", name="Make 2").click()
    expect(page.locator("#notice")).to_contain_text("2 pictures are being made.")
    # The page is loaded again by itself.
    expect(page.locator(".table-lines [data-status=done]")).to_have_count(2)
