"""The page behind a share link, as its owner makes it and a stranger sees it on a desk, a tablet and a phone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.studio import Studio
from tests.browser.test_accessibility import assert_accessible
from tests.browser.watch import Watch

pytestmark = [pytest.mark.browser, pytest.mark.thorough]

# Width and height of the window, and the least width of a picture of 16:9 there.
WINDOWS = ((1440, 900, 960), (820, 1180, 760), (390, 844, 366))
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def stranger(open_context: Callable[..., BrowserContext]) -> Page:
    return open_context().new_page()


def save(page: Page, act: Callable[[], object]) -> None:
    with page.expect_response("**/share/"):
        act()


def look_at_the_picture_alone(stranger: Page) -> None:
    """Look at a page with nothing but the picture and its title, at each width."""
    expect(stranger.get_by_role("heading", level=1)).to_have_text("Autumn campaign")
    expect(stranger.get_by_role("navigation")).to_have_count(0)
    assert "kettle" not in stranger.content()
    for width, height, least in WINDOWS:
        stranger.set_viewport_size({"width": width, "height": height})
        picture = stranger.locator("figure img").bounding_box()
        assert picture is not None
        assert picture["width"] >= least, width
        assert abs(picture["width"] / picture["height"] - 16 / 9) < 0.02, width
        assert stranger.evaluate(OVERFLOW) <= 0, width
    with stranger.expect_download() as download:
        stranger.get_by_role("link", name="Download").click()
    assert download.value.suggested_filename == "autumn-campaign.png"
    assert_accessible(stranger)


def test_the_owner_says_what_a_stranger_sees(studio: Studio, stranger: Page, watch: Watch) -> None:
    studio.make("a secret kettle on a stove", aspect_ratio="16:9", seed=64)
    page = studio.page
    page.goto(f"/generations/{studio.cards.first.get_attribute('data-generation')}/")
    box = page.locator("#share")
    box.get_by_label("Title").fill("Autumn campaign")
    box.get_by_label("Picture only").check()
    save(page, lambda: box.get_by_role("button", name="Make a public link").click())
    address = box.locator("#share-url").get_attribute("href") or ""

    stranger.goto(address)
    look_at_the_picture_alone(stranger)

    save(page, lambda: box.get_by_label("Picture only").uncheck())
    stranger.reload()
    expect(stranger.get_by_text("a secret kettle on a stove", exact=True)).to_be_visible()
    assert_accessible(stranger)
    stranger.set_viewport_size({"width": 1440, "height": 900})
    stranger.get_by_role("button", name="Open in the playground").click()
    expect(Studio(stranger).prompt).to_have_value("a secret kettle on a stove")
    shown = stranger.locator("#stage img").first
    expect(shown).to_have_attribute("src", re.compile(f"^{address}"))
    expect(shown).not_to_have_js_property("naturalWidth", 0)

    watch.expect_status(404)
    page.reload()
    box.get_by_text("Revoke…").click()
    box.get_by_role("button", name="Revoke link").click()
    expect(box.get_by_role("button", name="Make a public link")).to_be_visible()
    stranger.goto(address)
    expect(stranger.get_by_role("heading", name="The owner withdrew this link")).to_be_visible()
    assert_accessible(stranger)
