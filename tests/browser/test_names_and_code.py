"""One name for a picture in download, ZIP and code, and code that follows the form: on a desk, a tablet and a phone."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, expect

from tests.browser.studio import FLEX, JOB, Studio, choose_two_from_history, download_all
from tests.browser.test_code_panel import COUNT_FRAMES

pytestmark = [pytest.mark.browser, pytest.mark.thorough]

SIZES = [(1440, 900), (820, 1180), (390, 844)]
PHONE = 390


@pytest.fixture(params=SIZES, ids=lambda size: str(size[0]))
def studio(request: pytest.FixtureRequest, open_context: Callable[..., BrowserContext]) -> Studio:
    """The studio of a first visit at each width."""
    width, height = request.param
    phone = {"has_touch": True, "is_mobile": True} if width == PHONE else {}
    return Studio(open_context(viewport={"width": width, "height": height}, **phone).new_page()).open(FLEX)


def is_phone(studio: Studio) -> bool:
    size = studio.page.viewport_size
    return size is not None and size["width"] == PHONE


def make_two(studio: Studio) -> None:
    """Make two pictures that differ in their seed only; a phone has the settings in a sheet."""
    if is_phone(studio):
        studio.page.get_by_role("button", name="All settings").tap()
    studio.set(aspect_ratio="9:16", guidance=4, seed=1203).choose_variants(2)
    if is_phone(studio):
        studio.page.get_by_role("button", name="Done").tap()
    studio.generate("Slow pour festival")
    expect(studio.page.locator("#stage [data-status=done]")).to_have_count(2)


def test_a_picture_has_one_name_in_download_archive_and_code(studio: Studio, tmp_path: Path) -> None:
    page = studio.page
    make_two(studio)
    with page.expect_download() as single:
        page.locator("#stage").get_by_role("link", name=re.compile("^Download:")).first.click()
    names = download_all(page, tmp_path)
    for number, name in enumerate(names):
        assert re.fullmatch(rf"slow-pour-festival-9x16-g4-s{1203 + number}-[0-9a-z]{{5}}\.png", name)
    assert single.value.suggested_filename == names[0]

    studio.open(JOB).prompt.fill("Both on a wall")
    if is_phone(studio):
        page.get_by_role("button", name="All settings").tap()
    choose_two_from_history(studio, "Slow pour", (1, 0))
    if is_phone(studio):
        page.get_by_role("button", name="Done").tap()
    expect(studio.code).to_contain_text("Both on a wall")
    assert re.findall(r"@([\w.-]+\.png)", studio.code.inner_text()) == names


def test_the_code_follows_the_form_and_prints_a_loop_for_a_batch(studio: Studio) -> None:
    page = studio.page
    if is_phone(studio):
        # The sheet with the code is above the prompt.
        studio.prompt.fill("a red fox")
    else:
        studio.show_code().prompt.fill("a red")
        expect(studio.code).to_contain_text('"prompt": "a red"')
        page.evaluate(COUNT_FRAMES)
        studio.prompt.press("End")
        studio.prompt.press_sequentially(" fox")
        assert max(page.evaluate("window.frames_until_code")) <= 2
    expect(studio.code).to_contain_text('"prompt": "a red fox"')
    expect(page.get_by_role("heading", name="Code")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert Axe().run(page).response["violations"] == []
    if is_phone(studio):
        page.keyboard.press("Escape")
    make_two(studio)
    expect(studio.code).to_contain_text("for SEED in 1203 1204; do")
