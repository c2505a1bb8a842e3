"""Systems that people set up for themselves: high contrast, zoom, large text, other scripts, time zones, and paper."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.furnishing import Furnished
from tests.browser.studio import FLEX, Studio, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.thorough]

HEBREW = "כרזה לפסטיבל קפה, two words, ועוד"
# How much of the window's height shows the stage and nothing else.
FREE = """() => {
  const bottom = document.querySelector(".studio-panel").getBoundingClientRect();
  const stage = document.querySelector("#stage").getBoundingClientRect();
  const beside = bottom.left < stage.left;
  return (Math.min(innerHeight, beside ? innerHeight : bottom.top) - Math.max(0, stage.top)) / innerHeight;
}"""


def paint(element: Locator) -> tuple[str, ...]:
    """What tells a chosen control from another one in high contrast."""
    names = ("backgroundColor", "backgroundImage", "borderColor", "textDecorationLine", "outlineStyle", "outlineWidth")
    return tuple(element.evaluate("(element, names) => names.map((name) => getComputedStyle(element)[name])", names))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_high_contrast_shows_every_choice(
    open_context: Callable[..., BrowserContext], furnished: Furnished, scheme: str
) -> None:
    page = open_context(storage_state=furnished.cookies, forced_colors="active", color_scheme=scheme).new_page()
    studio = Studio(page).open(FLEX).show_code()
    pairs = [
        (page.locator(".shape:has(:checked)"), page.locator(".shape:not(:has(:checked))").first),
        (studio.field("variants").locator("label").first, studio.field("variants").locator("label").last),
        (page.locator(".chooser-modes [aria-current]"), page.locator(".chooser-modes :not([aria-current])").first),
        (page.locator(".code-bar .tabs label").first, page.locator(".code-bar .tabs label").last),
        (page.locator(".site-nav [aria-current]"), page.locator(".site-nav a").last),
        (page.locator(".drawer-sides [aria-pressed=true]"), page.locator(".drawer-sides [aria-pressed=false]")),
        (
            page.locator(".frame-link[aria-current] img").first,
            page.locator(".frame-link:not([aria-current]) img").first,
        ),
    ]
    for chosen, other in pairs:
        assert paint(chosen) != paint(other), chosen
    switch = page.locator("#code-option")
    off = paint(switch)
    switch.check()
    assert paint(switch) != off
    track = page.locator("slider-field [type=range]").first
    assert track.evaluate("track => getComputedStyle(track).forcedColorAdjust") == "none"
    studio.prompt.focus()
    assert paint(studio.prompt) != paint(studio.control("seed"))


def test_a_prompt_has_its_own_direction_and_code_none(page: Page) -> None:
    studio = Studio(page).open(FLEX)
    studio.make(HEBREW)
    expect(studio.prompt).to_have_css("direction", "rtl")
    expect(page.locator(".card-prompt")).to_have_css("direction", "rtl")
    expect(studio.code).to_have_css("direction", "ltr")
    generation = studio.newest_frame_id()
    page.goto("/history/")
    expect(page.locator(".run-prompt").first).to_have_css("direction", "rtl")
    page.goto(f"/generations/{generation}/")
    expect(page.locator(".generation-prompt")).to_have_css("direction", "rtl")
    expect(page.locator("#snippet-text")).to_have_css("direction", "ltr")
    page.get_by_role("button", name="Make a public link").click()
    page.goto(page.locator("#share-url").get_attribute("href") or "")
    expect(page.locator(".generation-prompt")).to_have_css("direction", "rtl")
    expect(page.locator(".share-code .code").first).to_have_css("direction", "ltr")


def test_large_text_and_zoom_leave_half_of_the_height_to_the_picture(
    open_context: Callable[..., BrowserContext], furnished: Furnished
) -> None:
    page = open_context(storage_state=furnished.cookies).new_page()
    page.goto(f"/{FLEX}/?show={furnished.done}")
    studio = Studio(page)
    expect(page.locator(".card-picture img")).to_be_visible()
    # The last one is a phone on its side with its keyboard open.
    for width, height in ((320, 256), (360, 225), (844, 180)):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate(FREE) >= 0.5, (width, height)
        expect(studio.prompt).to_be_in_viewport(ratio=0.4)
        expect(studio.generate_button).to_be_in_viewport(ratio=1)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    for width, height in ((390, 844), (1440, 900)):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate(FREE) >= 0.5, (width, height)


def test_times_are_those_of_the_reader(open_context: Callable[..., BrowserContext], furnished: Furnished) -> None:
    texts = []
    for script in (True, False):
        context = open_context(storage_state=furnished.cookies, timezone_id="Asia/Tokyo", java_script_enabled=script)
        page = context.new_page()
        page.goto(f"/generations/{furnished.done}/")
        time = page.locator("dd time").last
        if script:
            expect(time).to_have_attribute("title", re.compile("UTC$"))
        texts.append(time.inner_text())
    local, plain = texts
    assert plain.endswith(" UTC")
    hours = [int(text.removesuffix(" UTC")[-5:-3]) for text in texts]
    assert (hours[0] - hours[1]) % 24 == 9
    assert "UTC" not in local


def test_a_picture_is_printed_with_settings_and_code_on_one_page(
    open_context: Callable[..., BrowserContext], furnished: Furnished
) -> None:
    page = open_context(storage_state=furnished.cookies, color_scheme="dark").new_page()
    for address in (f"/generations/{furnished.done}/", furnished.shared):
        page.goto(address)
        paper = page.pdf(format="A4", prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b(?!s)", paper)) == 1, address
        page.emulate_media(media="print")
        for part in (".shot img", ".facts", "pre.code >> visible=true"):
            expect(page.locator(part).first).to_be_visible()
        for part in (".site-header", ".generation-actions", ".share-actions", ".code-bar"):
            expect(page.locator(part).locator("visible=true")).to_have_count(0)
        expect(page.locator("body")).to_have_css("color", "rgb(24, 24, 24)")
        page.emulate_media(media="null")


def test_the_same_sentence_is_announced_again(studio: Studio) -> None:
    page = studio.page
    texts = []
    for _ in range(2):
        page.evaluate("document.dispatchEvent(new CustomEvent('toast', { detail: { sentence: 'Added.', level: '' } }))")
        texts.append(page.locator("#notice").evaluate("notice => notice.textContent"))
    assert texts[0].strip() == texts[1].replace("\xa0", "").strip() == "Added."
    wait_until(page, "document.querySelector('#notice').textContent.includes('\\u00a0')")
