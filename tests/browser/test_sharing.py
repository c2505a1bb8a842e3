"""Share links: made with a click, open to strangers, opened in their own form, closed at once."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Request, expect

from tests.browser.furnishing import share
from tests.browser.studio import EDIT, Studio, file, hold

pytestmark = [pytest.mark.browser, pytest.mark.thorough]


@pytest.fixture
def stranger(open_context: Callable[..., BrowserContext]) -> Page:
    """A page of somebody else."""
    return open_context().new_page()


def identity(studio: Studio) -> str:
    return studio.cards.get_attribute("data-generation") or ""


def test_a_stranger_sees_picture_prompt_parameters_and_code(studio: Studio, stranger: Page) -> None:
    studio.make("a glass of tea", seed=64, steps=9)
    stranger.goto(share(studio.page, identity(studio)))
    expect(stranger.get_by_role("heading", name="a glass of tea")).to_be_visible()
    picture = stranger.get_by_role("main").locator("figure img").first
    expect(picture).not_to_have_js_property("naturalWidth", 0)
    main = stranger.get_by_role("main")
    expect(main).to_contain_text("sketch")
    expect(main).to_contain_text("64")
    expect(main).to_contain_text('"steps": 9')
    expect(stranger.locator('meta[name="robots"]')).to_have_attribute("content", "noindex")


def test_other_sites_can_fetch_a_jpeg_for_it(studio: Studio, stranger: Page) -> None:
    studio.make("a card for others")
    stranger.goto(share(studio.page, identity(studio)))
    address = stranger.locator('meta[property="og:image"]').get_attribute("content") or ""
    answer = stranger.request.get(address)
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.body()[:3] == b"\xff\xd8\xff"
    expect(stranger.locator('meta[name="twitter:card"]')).to_have_attribute("content", "summary_large_image")


def test_a_stranger_opens_it_in_the_playground(studio: Studio, stranger: Page) -> None:
    studio.make("to be continued", seed=64, aspect_ratio="4:5")
    stranger.goto(share(studio.page, identity(studio)))
    stranger.get_by_role("button", name="Open in the playground").click()
    theirs = Studio(stranger)
    expect(theirs.prompt).to_have_value("to be continued")
    expect(theirs.control("seed")).to_have_value("64")
    expect(theirs.control("aspect_ratio")).to_have_value("4:5")
    theirs.make()
    expect(theirs.frames).to_have_count(1)


def test_a_closed_link_is_nothing_at_once(studio: Studio, stranger: Page) -> None:
    studio.make("only for a moment")
    address = share(studio.page, identity(studio))
    stranger.goto(address)
    picture = stranger.get_by_role("main").locator("figure img").first.get_attribute("src") or ""
    assert stranger.request.get(picture).ok
    studio.page.get_by_text("Revoke…").click()
    studio.page.get_by_role("button", name="Revoke link").click()
    expect(studio.page.get_by_role("button", name="Make a public link")).to_be_visible()
    assert stranger.request.get(address).status == 404
    assert stranger.request.get(picture).status == 404


def test_inputs_are_left_out_unless_the_owner_includes_them(page: Page, stranger: Page) -> None:
    studio = Studio(page).open(EDIT).add_pictures(file("private.png"))
    studio.make("a brighter sky")
    stranger.goto(share(page, identity(studio)))
    expect(stranger.get_by_role("main")).to_contain_text("<your-image>")
    stranger.get_by_role("button", name="Open in the playground").click()
    expect(Studio(stranger).references).to_have_count(0)
    expect(stranger.get_by_text(re.compile("were not shared"))).to_be_visible()


def test_inputs_that_the_owner_includes_come_along(page: Page, stranger: Page) -> None:
    studio = Studio(page).open(EDIT).add_pictures(file("public.png"))
    studio.make("a darker sky")
    page.goto(f"/generations/{identity(studio)}/")
    page.get_by_label("include the input pictures").check()
    page.get_by_role("button", name="Make a public link").click()
    stranger.goto(page.locator("#share-url").get_attribute("href") or "")
    stranger.get_by_role("button", name="Open in the playground").click()
    theirs = Studio(stranger)
    expect(theirs.references).to_have_count(1)
    theirs.make("darker still")


def test_of_two_quick_choices_the_last_one_counts(studio: Studio) -> None:
    studio.make("shared in a hurry")
    page = studio.page
    share(page, identity(studio))
    sent: list[Request] = []
    page.on("request", lambda request: sent.extend([request] * request.url.endswith("/share/")))
    release = hold(page, "**/share/")
    box = page.locator("#share")
    with page.expect_request("**/share/"):
        box.get_by_label("Picture only").check()
    box.get_by_label("Picture only").uncheck()
    box.get_by_label("Title").fill("In a hurry")
    box.get_by_label("Title").blur()
    # The second request waits for the response to the first, however long that takes, and has the newest form.
    assert len(sent) == 1
    with page.expect_request("**/share/") as second:
        release()
    assert second.value.response()
    expect(box).to_contain_text("Anyone with the link can see the picture, the prompt")
    assert len(sent) == 2
    page.reload()
    expect(box.get_by_label("Picture only")).not_to_be_checked()
    expect(box.get_by_label("Title")).to_have_value("In a hurry")
