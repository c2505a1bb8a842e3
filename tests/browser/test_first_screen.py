"""The first screen: the prompt first, shapes as tiles, the model in one line, and ideas with pictures."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from playground.catalog.loading import specs
from tests.browser.studio import EDIT, FLEX, JOB, Studio, file

pytestmark = [pytest.mark.browser, pytest.mark.thorough]

DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def silent(page: Page) -> bool:
    """Whether axe finds nothing."""
    found = [
        (one["id"], [node["html"][:100] for node in one["nodes"]]) for one in Axe().run(page).response["violations"]
    ]
    assert found == []
    return True


def test_what_is_set_for_every_picture_is_seen_without_scrolling(page: Page) -> None:
    hidden = []
    for spec in specs().values():
        page.goto(f"/{spec.id}/")
        foot = page.locator(".panel-foot").bounding_box()
        assert foot is not None
        for role in ("prompt", "picture", "ratio", "variants", "steps", "guidance", "seed"):
            field = page.locator(f"[data-role={role}]")
            box = field.bounding_box() if field.count() else None
            if box and box["y"] + box["height"] > foot["y"]:
                hidden.append((spec.id, role))
        expect(page.locator("#generate")).to_be_in_viewport(ratio=1)
        # What makes the picture is read whole.
        for width in (820, 1440):
            page.set_viewport_size({"width": width, "height": DESK["height"]})
            if page.locator(".chooser-line > span").first.evaluate("line => line.scrollWidth > line.clientWidth"):
                hidden.append((spec.id, f"model at {width}"))
    assert hidden == []


def test_the_form_is_worked_by_keys_from_the_prompt_to_the_model(studio: Studio) -> None:
    page = studio.page
    page.locator("#first-visit h2").click()
    page.keyboard.press("/")
    expect(studio.prompt).to_be_focused()
    page.keyboard.type("either/or")
    expect(studio.prompt).to_have_value("either/or")
    studio.control("aspect_ratio").focus()
    page.keyboard.press("ArrowRight")
    expect(studio.control("aspect_ratio")).to_have_value("16:9")
    expect(page.locator("#result-size")).to_have_text("1360 × 768")
    page.locator("#change-model").focus()
    page.keyboard.press("Enter")
    models = page.get_by_role("dialog", name="Choose a model")
    expect(models.locator("[aria-current]")).to_be_focused()
    assert silent(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/onemin/flux-2-pro/generate/$"))
    expect(models).to_be_hidden()
    expect(page.locator("#change-model")).to_be_focused()
    expect(studio.prompt).to_have_value("either/or")
    expect(studio.control("aspect_ratio")).to_have_value("16:9")


def test_help_is_behind_a_question_mark_and_moves_nothing(studio: Studio) -> None:
    steps, seed = studio.field("steps"), studio.field("seed")
    before = seed.bounding_box()
    help_text = steps.get_by_text("Few steps give a quick draft.")
    expect(help_text).to_be_hidden()
    expect(studio.control("steps")).to_have_accessible_description(re.compile("Few steps.*6–50"))
    steps.get_by_label("About Steps").press("Enter")
    expect(help_text).to_be_visible()
    assert seed.bounding_box() == before
    assert silent(studio.page)
    studio.page.keyboard.press("Escape")
    expect(help_text).to_be_hidden()


def test_an_idea_has_a_picture_and_is_suggested_once(studio: Studio) -> None:
    page = studio.page
    pictures = page.locator("#first-visit img")
    expect(pictures.nth(2)).to_have_js_property("naturalWidth", 816)
    boxes = [picture.bounding_box() for picture in pictures.all()]
    assert all(box and abs(box["width"] / box["height"] - 4 / 3) < 0.02 for box in boxes)
    ideas = page.get_by_label("Ideas", exact=True).locator("visible=true")
    expect(ideas).to_have_count(0)
    page.locator("#first-visit").get_by_role("button").nth(1).click()
    expect(studio.prompt).to_have_value(re.compile("risograph"))
    expect(studio.prompt).to_be_focused()
    studio.make()
    ideas.first.click()
    assert silent(page)
    page.get_by_role("button", name="Brand assets").click()
    expect(studio.prompt).to_have_value(re.compile("Willow & Steam"))


def test_the_names_of_the_api_grow_and_stay(studio: Studio) -> None:
    name = studio.field("guidance").locator("code")
    small = name.bounding_box()
    studio.page.get_by_role("switch", name="API names").click()
    expect(studio.field("seed").locator("code")).to_be_visible()
    studio.page.reload()
    large = name.bounding_box()
    assert small is not None
    assert large is not None
    assert large["height"] > small["height"]
    expect(studio.page.get_by_role("switch", name="API names")).to_be_checked()


def test_shapes_fill_in_the_sides_where_a_model_takes_any(page: Page) -> None:
    studio = Studio(page).open("bfl/flux-2-flex/generate")
    shapes = page.get_by_role("group", name="Shape")
    expect(shapes.get_by_role("button", name="Auto")).to_have_attribute("aria-pressed", "true")
    shapes.get_by_role("button", name="16:9").click()
    expect(studio.control("width")).to_have_value("1360")
    expect(studio.control("height")).to_have_value("768")
    expect(page.locator("#result-size")).to_have_text("1360 × 768")
    studio.set(width=1024)
    expect(shapes.locator("[aria-pressed=true]")).to_have_count(0)
    shapes.get_by_role("button", name="Auto").click()
    expect(studio.control("height")).to_have_value("")
    assert silent(page)


def test_a_long_prompt_does_not_push_the_form_away(studio: Studio) -> None:
    studio.prompt.fill("\n".join(["line after line"] * 60))
    box = studio.prompt.bounding_box()
    assert box is not None
    assert box["height"] <= 0.4 * DESK["height"] + 1
    expect(studio.generate_button).to_be_in_viewport(ratio=1)


def test_on_a_phone_chips_say_what_is_chosen_and_open_the_sheet_there(
    open_context: Callable[..., BrowserContext],
) -> None:
    page = open_context(viewport=PHONE, has_touch=True, is_mobile=True).new_page()
    studio = Studio(page).open(JOB).add_pictures(file("one.png"), file("two.png", colour="#883333"))
    expect(page.get_by_role("button", name="FLUX.2 flex", exact=True)).to_be_in_viewport(ratio=1)
    expect(studio.references.nth(1).locator("img")).to_be_in_viewport(ratio=1)
    page.get_by_role("button", name="Auto", exact=True).tap()
    expect(studio.control("aspect_ratio")).to_be_focused()
    expect(studio.field("aspect_ratio")).to_be_in_viewport(ratio=1)
    studio.choose_shape("9:16").choose_variants(3)
    page.get_by_role("button", name="Done").tap()
    expect(page.get_by_role("button", name="9:16", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="3 pictures", exact=True)).to_be_visible()
    assert silent(page)
    page.get_by_role("button", name="FLUX.2 flex", exact=True).tap()
    expect(page.get_by_role("dialog", name="Choose a model")).to_be_visible()
    page.locator("#models summary", has_text="1min.ai").tap()
    expect(page.locator("#models details[open] .model").nth(1)).to_be_visible()
    assert silent(page)
    page.locator(f'#models [value="{FLEX}"]').tap()
    expect(page).to_have_url(re.compile(f"/{FLEX}/$"))


def test_nothing_is_cut_on_small_and_flat_screens(page: Page) -> None:
    studio = Studio(page).open(EDIT)
    # The smallest phone, a phone on its side, and a desk at 200 %.
    for width, height in ((320, 640), (844, 390), (720, 450)):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate(OVERFLOW) == 0
        expect(studio.generate_button).to_be_in_viewport(ratio=1)
        expect(studio.prompt).to_be_in_viewport(ratio=0.5)
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        expect(studio.generate_button).to_be_in_viewport(ratio=1)


def test_everything_works_without_script(plain: Page) -> None:
    plain.goto(f"/{FLEX}/")
    plain.locator("#id_prompt").fill("no script")
    plain.locator('[name="aspect_ratio"][value="9:16"]').check(force=True)
    plain.get_by_label("About Steps").click()
    expect(plain.get_by_text("Few steps give a quick draft.")).to_be_visible()
    plain.get_by_role("switch", name="API names").click()
    expect(plain.locator("html")).to_have_class("api-names")
    plain.get_by_role("button", name="Edit", exact=True).click()
    expect(plain).to_have_url(re.compile(f"/{EDIT}/$"))
    plain.locator("#change-model").click()
    plain.locator("#models summary", has_text="apiframe").click()
    plain.locator(f'#models [value="{JOB}"]').click()
    expect(plain.locator("#id_prompt")).to_have_value("no script")
    expect(plain.locator('[name="aspect_ratio"]:checked')).to_have_value("9:16")
    plain.get_by_role("button", name="Reset all").click()
    expect(plain.locator("#id_prompt")).to_have_value("")


def test_on_a_tablet_everything_has_the_size_that_it_needs(page: Page) -> None:
    page.set_viewport_size({"width": 820, "height": 1180})
    studio = Studio(page).open(FLEX)
    least = {
        "#id_prompt": (280, 80),
        # Beside it is the menu of more ways to generate.
        "#generate": (230, 44),
        "#stage": (490, 700),
        "#first-visit .idea-picture": (128, 96),
        ".shape": (68, 44),
        "[data-role=steps] [name]": (60, 28),
        "[data-role=seed] input": (100, 36),
        "#change-model": (130, 32),
    }
    for selector, (width, height) in least.items():
        element = page.locator(selector).first
        box = element.bounding_box()
        assert box is not None, selector
        assert box["width"] >= width, (selector, box)
        assert box["height"] >= height, (selector, box)
        expect(element).to_be_in_viewport(ratio=1)
    assert page.evaluate(OVERFLOW) == 0
    # The tiles show their pixel sizes whole.
    sizes = studio.field("aspect_ratio").locator(".shape-size").all()
    assert sizes
    for size in sizes:
        assert size.evaluate("size => size.scrollWidth <= size.parentElement.clientWidth + 1")
