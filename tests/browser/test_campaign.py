"""A designer's campaign from the first word to the link that the client opens."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.furnishing import share
from tests.browser.studio import FLEX, JOB, Studio, choose_two_from_history, fetch_picture, seed_of, tool

pytestmark = pytest.mark.browser

BRIEF = 'Poster for a coffee festival, headline "SLOW POUR", palette #E4572E and #17BEBB'


def done(page: Page, number: int) -> Locator:
    """The finished cards on the stage, once there are that many."""
    cards = page.locator("#stage [data-status=done]")
    expect(cards).to_have_count(number)
    return cards


def make_posters(studio: Studio) -> None:
    """Make four posters, and look at one closely."""
    page = studio.page
    page.keyboard.press("/")
    page.keyboard.type(BRIEF)
    studio.set(aspect_ratio="9:16", guidance=4, seed=1203).choose_variants(4)
    studio.prompt.press("Control+Enter")
    posters = done(page, 4)
    assert [seed_of(posters.nth(place)) for place in range(4)] == [1203, 1204, 1205, 1206]
    posters.nth(1).get_by_role("link").first.press("Enter")
    viewer = page.locator("dialog[open]")
    expect(viewer.locator("img")).to_be_visible()
    page.keyboard.press("Escape")
    expect(viewer).to_have_count(0)


def make_other_shapes(studio: Studio) -> None:
    """Make the square and the banner in the same palette."""
    page = studio.page
    for number, shape in enumerate(("1:1", "16:9"), start=5):
        tool(page, "Same in").click()
        page.get_by_role("group", name="Same in another shape").get_by_role("button", name=shape, exact=True).click()
        expect(studio.frames).to_have_count(number)
        card = studio.finished(done(page, 1))
        assert 1203 <= seed_of(card) <= 1206
    assert fetch_picture(card.get_by_role("link", name="Download")).size == (1360, 768)


def edit_the_banner(studio: Studio) -> None:
    """Edit it with the same guidance; the words of the poster are not lost."""
    page = studio.page
    tool(page, "Edit").click()
    expect(page.locator("#panel")).to_contain_text("Editing")
    expect(studio.references).to_have_count(1)
    studio.prompt.fill("Make the background night blue")
    expect(studio.control("guidance")).to_have_value("4")
    studio.choose_variants(1).generate_button.click()
    expect(studio.frames).to_have_count(7)
    studio.finished(done(page, 1))


def join_two(studio: Studio) -> str:
    """Use two references from the history on another API, and return the id of the result."""
    page = studio.page
    studio.open(JOB).prompt.fill("Both posters on a brick wall")
    choose_two_from_history(studio, "coffee festival", (0, 1))
    studio.show_code()
    expect(studio.code).to_contain_text("Both posters on a brick wall")
    named = re.findall(r"[\w-]+-s120\d-[0-9a-z]+\.png", studio.code.inner_text())
    assert len(set(named)) == 2
    studio.generate_button.click()
    expect(studio.frames).to_have_count(8)
    return studio.finished(done(page, 1)).get_attribute("data-generation") or ""


def share_with(studio: Studio, made: str, client: Page) -> None:
    """Share the picture and nothing else with a client, who saves it."""
    page = studio.page
    address = share(page, made)
    page.get_by_label("Title").fill("Slow Pour, wall")
    page.get_by_label("Title").press("Tab")
    page.get_by_label(re.compile("picture only", re.IGNORECASE)).check()
    expect(page.locator("#share")).to_contain_text("Anyone with the link can see the picture.")
    client.goto(address)
    expect(client.get_by_role("heading", name="Slow Pour, wall")).to_be_visible()
    assert "brick wall" not in client.content()
    assert fetch_picture(client.get_by_role("link", name="Download")).size[0] > 0


def test_a_campaign_from_the_prompt_to_the_link(open_context: Callable[..., BrowserContext]) -> None:
    page = open_context().new_page()
    studio = Studio(page).open(FLEX)
    make_posters(studio)
    make_other_shapes(studio)
    edit_the_banner(studio)
    made = join_two(studio)
    share_with(studio, made, open_context(viewport={"width": 390, "height": 844}).new_page())

    # On the phone the designer finds the words and all eight pictures.
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/")
    expect(studio.prompt).to_have_value("Both posters on a brick wall")
    expect(studio.frames).to_have_count(8)
