"""What has to be read whole where there is little room: captions, counters, and the header of small screens."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.accounts import sign_up
from tests.browser.studio import FLEX, JOB, Studio, seed_of
from tests.browser.watch import Watch

pytestmark = [pytest.mark.browser, pytest.mark.thorough]

# How much of an element is cut off at the right.
CUT = "element => Math.max(0, element.scrollWidth - element.clientWidth)"
# Of the parts that are shown, those that are cut by the window or by an element around them.
CUT_PARTS = """parts => parts.filter(part => {
    const box = part.getBoundingClientRect();
    const around = part.parentElement.getBoundingClientRect();
    return box.width && (box.right > around.right + 1 || box.right > innerWidth);
}).map(part => part.textContent)"""


def cut_parts(parts: Locator) -> list[str]:
    """The texts of the parts that are cut."""
    return list(parts.evaluate_all(CUT_PARTS))


def in_one_line(buttons: Locator) -> bool:
    """Whether buttons stand beside each other, and all in the window."""
    expect(buttons.nth(5)).to_be_visible()
    boxes = buttons.evaluate_all(
        "all => all.map(one => one.getBoundingClientRect()).map(box => [box.top + box.height / 2, box.right])"
    )
    return max(middle for middle, _ in boxes) - min(middle for middle, _ in boxes) < 4 and all(
        right <= buttons.page.evaluate("innerWidth") for _, right in boxes
    )


def test_the_count_of_characters_lies_beside_the_tools(page: Page) -> None:
    studio = Studio(page).open(JOB)
    studio.prompt.fill("x" * 1999)
    counter = studio.field("prompt").locator("[data-counter]")
    expect(counter).to_have_text("1999/2000")
    for width in (1440, 820):
        page.set_viewport_size({"width": width, "height": 900})
        text, tools = counter.bounding_box(), page.locator(".panel-tools").bounding_box()
        assert text is not None
        assert tools is not None
        assert text["x"] + text["width"] <= tools["x"]
        assert text["height"] < 24


def test_a_mouse_can_push_the_toolbar_where_it_does_not_fit(studio: Studio) -> None:
    page = studio.page
    studio.make("a toolbar to be pushed", steps=6)
    page.set_viewport_size({"width": 820, "height": 900})
    bar = page.locator("#stage .card-foot")
    assert bar.evaluate(CUT) > 0
    expect(bar).to_have_css("scrollbar-width", "thin")


def test_the_rail_says_the_whole_guidance_and_seed(studio: Studio) -> None:
    studio.make("a caption to be read", guidance=4.5, steps=6, seed=3075533015)
    caption = studio.frames.first.locator(".frame-same")
    expect(caption).to_have_text("1:1 · sketch · guidance 4.5")
    assert caption.evaluate(CUT) == 0
    # As beside a wide scroll bar.
    studio.page.locator("#frames").evaluate("frames => { frames.style.paddingInlineEnd = '2.5rem'; }")
    seed = studio.frames.first.get_by_text("seed 3075533015")
    box, around = seed.bounding_box(), studio.frames.first.bounding_box()
    assert box is not None
    assert around is not None
    assert seed.evaluate(CUT) == 0
    assert box["width"] <= around["width"] < 100


@pytest.mark.parametrize("width", [390, 320])
def test_nothing_is_cut_on_a_phone(open_context: Callable[..., BrowserContext], width: int) -> None:
    page = open_context(viewport={"width": width, "height": 700}, has_touch=True, is_mobile=True).new_page()
    sign_up(page, f"narrow-{width}@example.com")
    studio = Studio(page).open(FLEX)
    page.get_by_role("button", name="1:1", exact=True).tap()
    studio.set(aspect_ratio="9:16", guidance=3.5, steps=6).choose_variants(3)
    page.get_by_role("button", name="Done").tap()
    studio.generate("three tall ones")
    expect(page.locator("#stage [data-status=done]")).to_have_count(3)
    assert cut_parts(page.locator(".site-nav a")) == []
    assert cut_parts(page.locator(".dock-chips .chip")) == []
    # One picture: its caption has all the facts.
    studio.frames.first.get_by_role("link").tap()
    expect(studio.cards).to_have_count(1)
    facts = page.locator("#stage .card-facts")
    for text in ("9:16", "guidance 3.5", f"seed {seed_of(studio.cards.first)}", "sketch"):
        expect(facts).to_contain_text(text)
    assert cut_parts(facts.locator("> *")) == []

    made = studio.cards.first.get_attribute("data-generation")

    # The buttons of a tall tile do not lie on the next one.
    page.goto("/history/")
    expect(page.locator(".tile")).to_have_count(3)
    assert cut_parts(page.locator(".tile-tools")) == []
    assert cut_parts(page.locator(".page-head .button")) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width

    # The page of a picture and full screen have all their buttons in one line.
    page.goto(f"/generations/{made}/")
    assert in_one_line(page.locator(".generation-bar .action:visible"))
    page.get_by_role("button", name="Full screen").tap()
    assert in_one_line(page.locator(".viewer-bar button:visible"))


@pytest.mark.parametrize("width", [390, 320])
def test_a_first_visit_to_a_phone_is_whole_without_the_font(
    open_context: Callable[..., BrowserContext], watch: Watch, width: int
) -> None:
    watch.expect_failed_request()
    context = open_context(viewport={"width": width, "height": 844}, has_touch=True, is_mobile=True)
    # A phone shows its first page in the other font, which is wider.
    context.route("**/*.woff2", lambda route: route.abort())
    page = context.new_page()
    studio = Studio(page).open()
    assert page.locator(".site-nav").evaluate(CUT) == 0
    assert page.locator(".dock-chips").evaluate(CUT) == 0
    for spec_id in (FLEX, "onemin/flux-2-klein-4b/generate", "openai/vllm-flux-2-klein-4b/edit"):
        studio.open(spec_id)
        page.get_by_role("button", name="1 picture", exact=True).tap()
        studio.choose_variants(4)
        page.get_by_role("button", name="Done").tap()
        assert page.locator(".dock-chips").evaluate(CUT) == 0
        for control in (page.get_by_role("button", name="All settings"), studio.generate_button):
            expect(control).to_be_in_viewport(ratio=1)


def test_captions_of_the_strip_say_what_differs(studio: Studio) -> None:
    page = studio.page
    for guidance in (2, 4):
        studio.make("a poster", aspect_ratio="9:16", guidance=guidance, seed=1203, steps=6)
    page.get_by_role("button", name="Random seed").click()
    studio.choose_variants(3).generate("a poster", aspect_ratio="1:1")
    expect(page.locator("#stage [data-status=done]")).to_have_count(3)
    for width in (820, 390):
        page.set_viewport_size({"width": width, "height": 1180})
        captions = page.locator("#frames .frame-caption")
        expect(captions).to_have_count(5)
        said = [caption.inner_text() for caption in captions.all()]
        assert len(set(said)) == 5
        assert "guidance 4" in said[3]
        assert [part.inner_text() for part in captions.locator("> :visible").all() if part.evaluate(CUT)] == []
        assert page.locator("#filmstrip").evaluate("strip => strip.scrollHeight - strip.clientHeight") <= 1


def test_the_caption_of_one_picture_shows_no_piece_of_the_prompt(studio: Studio) -> None:
    page = studio.page
    studio.make("a long prompt for a poster of a coffee festival", aspect_ratio="9:16", seed=3977759047, steps=6)
    prompt = page.locator("#stage .card-prompt")
    expect(prompt).to_be_visible()
    page.set_viewport_size({"width": 820, "height": 1180})
    expect(prompt).to_be_hidden()
    facts = page.locator("#stage .card-facts")
    assert facts.evaluate(CUT) == 0


def test_a_banner_and_its_caption_fit_on_a_tablet(page: Page) -> None:
    page.set_viewport_size({"width": 820, "height": 1180})
    studio = Studio(page).open("bfl/flux-2-flex/generate")
    card = studio.make("a banner", width=2048, height=256, seed=3322440021, steps=6)
    stage, picture = page.locator("#stage").bounding_box(), card.locator("img").bounding_box()
    assert stage is not None
    assert picture is not None
    assert picture["x"] >= stage["x"]
    assert picture["x"] + picture["width"] <= stage["x"] + stage["width"]
    assert abs(picture["width"] / picture["height"] - 8) < 0.2
    assert cut_parts(card.locator(".card-facts > :not([data-part=model])")) == []


@pytest.mark.parametrize("width", [820, 390])
def test_the_heading_of_the_strip_stays_while_it_is_moved(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 1180})
    studio = Studio(page).open(FLEX)
    for prompt in ("one", "two", "three", "four", "five"):
        studio.make(prompt)
    studio.frames.last.scroll_into_view_if_needed()
    expect(studio.frames.first).not_to_be_in_viewport()
    expect(page.locator("#filmstrip").get_by_role("heading", name="History")).to_be_in_viewport(ratio=1)
    # A new picture is in sight.
    studio.make("one more")
    expect(studio.frames.first).to_be_in_viewport(ratio=0.9)


def test_a_phone_in_full_screen_names_the_seed(open_context: Callable[..., BrowserContext]) -> None:
    page = open_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True).new_page()
    studio = Studio(page).open(FLEX)
    card = studio.make("a poster for a small coffee festival with a bold headline, a ceramic dripper and steam")
    card.get_by_role("button", name="Full screen").tap()
    caption = page.locator(".viewer-caption")
    expect(caption).to_contain_text(f"seed {seed_of(card)}")
    assert caption.evaluate(CUT) == 0
    expect(caption).to_be_in_viewport(ratio=1)
    picture = page.locator(".viewer img").bounding_box()
    assert picture is not None
    assert picture["width"] >= 380
