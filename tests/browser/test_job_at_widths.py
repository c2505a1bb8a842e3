"""References, words and actions at the width of a desktop, a tablet and a phone: the same job, with sizes."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, expect

from tests.browser.accounts import sign_in, sign_up
from tests.browser.furnishing import share
from tests.browser.studio import FLEX, JOB, Studio, seed_of, tool

pytestmark = [pytest.mark.browser, pytest.mark.thorough]

# Width and height of the window, and the least side of a square picture on the stage.
SIZES = [(1440, 900, 680), (820, 1180, 440), (390, 844, 390)]


@pytest.fixture(params=SIZES, ids=lambda size: str(size[0]))
def sized(request: pytest.FixtureRequest, open_context: Callable[..., BrowserContext]) -> tuple[Studio, int]:
    """The studio in a window, and the least side of a picture there."""
    width, height, least = request.param
    context = open_context(viewport={"width": width, "height": height}, has_touch=width < 400, is_mobile=width < 400)
    return Studio(context.new_page()).open(FLEX), least


def box(part: Locator) -> dict[str, float]:
    """Where a part lies, which has to be in the window from left to right."""
    expect(part).to_be_visible()
    found = part.bounding_box()
    width = part.page.evaluate("innerWidth")
    assert found is not None
    assert found["x"] >= -1
    assert found["x"] + found["width"] <= width + 1, (found, width)
    return {"x": found["x"], "y": found["y"], "width": found["width"], "height": found["height"]}


def side(picture: Locator) -> float:
    """The smaller side of a picture as it is shown."""
    return min(box(picture)["width"], box(picture)["height"])


def open_settings(studio: Studio) -> None:
    """Open the sheet, where there is one."""
    opener = studio.page.get_by_role("button", name="All settings")
    if opener.is_visible():
        opener.click()


def test_references_are_added_by_button_and_picker_and_the_edited_picture_is_large(sized: tuple[Studio, int]) -> None:
    studio, least = sized
    page = studio.page
    studio.make("a paper boat")
    studio.make("a red kite")
    studio.open(JOB).prompt.fill("both on one table")
    expect(page.locator("picture-field:defined")).to_be_attached()
    tool(page, "Use as reference").click()
    expect(page.locator("#notice")).to_contain_text("Added as reference 1 of 10.")
    open_settings(studio)
    page.get_by_role("button", name="From history").click()
    picker = page.get_by_role("dialog", name="From history")
    assert side(picker.get_by_role("button", name=re.compile("a paper boat")).locator("img")) >= 72
    picker.get_by_role("button", name=re.compile("a paper boat")).click()
    expect(picker).to_contain_text("2 of 10 chosen")
    picker.get_by_role("button", name="Done").press("Enter")
    page.keyboard.press("Escape")
    expect(studio.references).to_have_count(2)
    tool(page, "Edit").click()
    bar = page.locator("[data-editing]")
    expect(bar).to_be_visible()
    expect(page.locator("#stage [data-generation]")).to_have_count(1)
    assert side(page.locator("#stage img").first) >= least
    assert side(bar.locator("img")) >= 36
    assert box(bar)["y"] + box(bar)["height"] <= box(studio.prompt)["y"]
    expect(bar).to_be_in_viewport(ratio=1)
    expect(studio.references.first).to_be_in_viewport()
    expect(studio.references).to_have_count(2)
    expect(studio.prompt).to_have_value("both on one table")
    expect(page).to_have_url(re.compile(f"/{JOB}/"))


def test_words_outlast_leaving_resetting_and_signing_in(
    sized: tuple[Studio, int], open_context: Callable[..., BrowserContext]
) -> None:
    studio, _ = sized
    page = studio.page
    email = f"words-{page.evaluate('innerWidth')}@example.com"
    elsewhere = Studio(open_context().new_page())
    sign_up(elsewhere.page, email)
    with elsewhere.open(FLEX).page.expect_response("**/draft/"):
        elsewhere.prompt.fill("the words of last week")
    studio.prompt.fill("the words of today")
    page.get_by_role("link", name="Sketches").first.click()
    expect(page).to_have_url(re.compile("/sketches/"))
    expect(studio.open(FLEX).prompt).to_have_value("the words of today")
    open_settings(studio)
    page.get_by_role("button", name="Reset all").press("Enter")
    expect(studio.prompt).to_have_value("")
    undo = page.locator("#notice").get_by_role("button", name="Undo")
    assert box(undo)["height"] >= 24
    undo.press("Enter")
    expect(studio.prompt).to_have_value("the words of today")
    page.keyboard.press("Escape")
    sign_in(page, email)
    expect(studio.prompt).to_have_value("the words of today")
    earlier = page.locator("#notice").get_by_role("button", name="Load the earlier prompt")
    assert box(earlier)["height"] >= 24
    earlier.click()
    expect(studio.prompt).to_have_value("the words of last week")
    page.locator("#notice").get_by_role("button", name="Undo").click()
    expect(studio.prompt).to_have_value("the words of today")


def test_actions_make_what_they_say(sized: tuple[Studio, int]) -> None:
    studio, least = sized
    page = studio.page
    card = studio.make("a paper boat")
    seed = seed_of(card)
    studio.prompt.fill("words for later")
    tool(page, "More").click()
    reroll = page.locator("#stage").get_by_role("button", name=re.compile("^Reroll"))
    assert box(reroll)["height"] >= 24
    reroll.click()
    expect(studio.frames).to_have_count(2)
    assert seed_of(studio.finished(studio.cards.first)) != seed
    tool(page, "Same in").click()
    page.get_by_role("group", name="Same in another shape").get_by_role("button", name="16:9", exact=True).click()
    expect(studio.frames).to_have_count(3)
    studio.finished(studio.cards.first)
    expect(studio.prompt).to_have_value("words for later")
    tool(page, "Delete").click()
    expect(studio.frames).to_have_count(2)
    assert side(card.locator("img").first) >= least
    address = share(page, studio.cards.first.get_attribute("data-generation") or "")
    page.get_by_text("Revoke…").click()
    page.get_by_role("button", name="Revoke link").click()
    undo = page.get_by_role("button", name="Undo")
    assert box(undo)["height"] >= 24
    undo.click()
    expect(page.locator("#share-url")).to_have_attribute("href", address)
