"""The keys of the page, the command palette, and what a hidden page says of pictures that are finished."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.studio import Studio
from tests.browser.watch import Watch

pytestmark = pytest.mark.browser

# A page in the background, as far as its scripts can tell.
TURN_AWAY = """(isHidden) => {
  Object.defineProperty(document, "hidden", { value: isHidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def find(page: Page) -> Page:
    page.keyboard.press("Control+k")
    expect(page.locator("dialog.find")).to_be_visible()
    return page


def chosen(page: Page) -> str:
    """Return what the box names as the chosen option."""
    id_ = page.get_by_role("combobox", name="Find pages").get_attribute("aria-activedescendant")
    option = page.locator(f"[id='{id_}']")
    assert option.get_attribute("aria-selected") == "true"
    return option.locator(".found-title").inner_text()


def test_keys_are_shown_and_anything_is_found_by_the_keyboard(studio: Studio) -> None:
    page = studio.page
    studio.make("a red fox in snow")
    # A question mark in the prompt is one.
    studio.prompt.press("End")
    page.keyboard.type("?")
    expect(studio.prompt).to_have_value("a red fox in snow?")
    page.locator("#stage .card-picture").first.focus()
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys of this page")
    expect(keys.get_by_text("Generate, from any field")).to_be_visible()
    expect(keys.get_by_text("Select all on the page")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    find(page)
    assert chosen(page) == "Generate"
    page.keyboard.type("code")
    page.keyboard.press("Enter")
    expect(page.locator("#code-drawer")).to_have_attribute("open", "")
    # What is in the menu of the selected picture, and what a button says elsewhere than on its face.
    for words, action in (("compare", "Compare…"), ("change model", "Change the model")):
        find(page)
        page.keyboard.type(words)
        expect(page.get_by_role("group", name="Actions").get_by_role("option").first).to_have_text(action)
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
    find(page)
    expect(page.get_by_role("group", name="Recent").get_by_role("option")).to_have_text(re.compile("Code"))
    page.keyboard.type("fox snow")
    expect(page.get_by_role("group", name="Pictures").get_by_role("option")).to_have_count(1)
    page.keyboard.press("ArrowUp")
    assert chosen(page).startswith("a red fox in snow")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/generations/[0-9a-f-]+/$"))


@pytest.mark.thorough
def test_a_hidden_page_counts_what_is_finished(studio: Studio) -> None:
    page = studio.page
    icon = page.locator("link[rel=icon]")
    usual = page.title()
    studio.make("the first one")
    shown = icon.get_attribute("href")
    page.evaluate(
        """() => {
          window.told = [];
          window.Notification = class { constructor(title, { body }) { told.push(body); } };
          Notification.permission = "granted";
          localStorage.setItem("notices", '{"desktop": true}');
        }"""
    )
    studio.prompt.fill("two more")
    studio.choose_variants(2).generate()
    expect(page.locator("#stage [data-active]").first).to_be_attached()
    page.evaluate(TURN_AWAY, True)
    expect(page).to_have_title(f"(2) {usual}")
    expect(icon).not_to_have_attribute("href", shown or "")
    assert sum(int(body.split()[0]) for body in page.evaluate("told")) == 2
    page.evaluate(TURN_AWAY, False)
    expect(page).to_have_title(usual)
    expect(icon).to_have_attribute("href", shown or "")
    expect(page.locator("#stage [data-active]")).to_have_count(0)


@pytest.mark.thorough
def test_stale_answers_are_dropped_and_enter_waits_for_the_right_one(studio: Studio) -> None:
    page = find(studio.page)
    held: list[Route] = []
    page.route(re.compile(r"/find/\?q=hist"), lambda route: held.append(route))
    with page.expect_request(re.compile(r"/find/\?q=hist")):
        page.keyboard.type("hist")
    page.keyboard.press("Control+a")
    page.keyboard.type("trash")
    expect(page.get_by_role("option", name="Trash")).to_be_visible()
    held[0].continue_()
    expect(page.get_by_role("option", name="History")).to_have_count(0)
    page.keyboard.press("Control+a")
    page.keyboard.type("collections")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/collections/$"))


def test_a_search_that_fails_is_not_said_to_find_nothing(studio: Studio, watch: Watch) -> None:
    watch.expect_status(429)
    page = find(studio.page)
    page.route(re.compile(r"/find/\?q="), lambda route: route.fulfill(status=429))
    page.keyboard.type("zebra crossing")
    expect(page.locator("dialog.find")).to_contain_text("could not be reached")
    expect(page.locator("dialog.find")).not_to_contain_text("Nothing was found.")


def test_a_hidden_page_asks_for_the_pictures_that_are_made_next(studio: Studio) -> None:
    page = studio.page
    page.evaluate(
        """() => {
          for (let number = 999; number >= 0; number--) {
            const cell = document.createElement("i");
            cell.dataset.generation = cell.dataset.active = String(number).padStart(3, "0");
            document.querySelector("main").append(cell);
          }
        }"""
    )
    with page.expect_request(re.compile("[?&]id=")) as asked:
        page.evaluate(TURN_AWAY, True)
    ids = re.findall(r"[?&]id=(\w+)", asked.value.url)
    assert ids == [f"{number:03}" for number in range(200)]


def test_a_browser_that_shows_no_notification_says_so(page: Page) -> None:
    page.goto("/notices/")
    page.evaluate(
        """() => {
          window.Notification = class { constructor() { throw new TypeError("Illegal constructor."); } };
          Notification.permission = "granted";
          Notification.requestPermission = async () => "granted";
        }"""
    )
    desktop = page.locator("[name=desktop]")
    desktop.check()
    expect(page.locator("[data-notice-said]")).to_contain_text("Saved")
    page.locator("[data-try]").click()
    expect(page.locator("[data-notice-said]")).to_have_text("This browser has no desktop notifications.")
    expect(desktop).not_to_be_checked()
