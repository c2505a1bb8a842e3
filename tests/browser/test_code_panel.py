"""The code panel: live, in three languages, copied exactly."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Request, expect

from tests.browser.studio import EDIT, FLEX, Studio, file, slow_down

pytestmark = [pytest.mark.browser, pytest.mark.thorough]

# What the code of a language contains, and no other's.
SIGNS = {"cURL": "curl -X POST", "JavaScript": "fetch(", "Python": "import requests"}
AWKWARD = 'it\'s "quoted" \\ $HOME `ls`\nsecond line </script> 🦊 ünï'


@pytest.fixture
def studio(page: Page) -> Studio:
    """The studio with the code beside it."""
    return Studio(page).open().show_code()


def panel(page: Page, name: str) -> None:
    """Turn on one of the panel's own controls."""
    Studio(page).show_code()
    page.locator("#code").get_by_label(name).check()


def shown(studio: Studio) -> str:
    """Return the code as it stands there."""
    return (studio.code.text_content() or "").removesuffix("\n")


def test_the_code_follows_the_typing(studio: Studio) -> None:
    studio.prompt.press_sequentially("a red fox", delay=20)
    expect(studio.code).to_contain_text('"prompt": "a red fox"')
    studio.set(aspect_ratio="4:5")
    expect(studio.code).to_contain_text('"aspect_ratio": "4:5"')
    studio.set(aspect_ratio="1:1")
    expect(studio.code).not_to_contain_text("aspect_ratio")


def test_only_what_was_set_is_printed_until_all_parameters_are_asked_for(studio: Studio) -> None:
    studio.prompt.fill("a red fox")
    expect(studio.code).to_contain_text("a red fox")
    assert "output_quality" not in shown(studio)
    panel(studio.page, "all parameters")
    for name in ("aspect_ratio", "output_format", "output_quality", "steps", "guidance", "safety_tolerance"):
        expect(studio.code).to_contain_text(f'"{name}"')


def test_the_key_is_a_placeholder(studio: Studio) -> None:
    expect(studio.code).to_contain_text(re.compile("API-KEY.*your", re.IGNORECASE))


@pytest.mark.parametrize(("language", "sign"), SIGNS.items())
def test_each_language_is_shown(studio: Studio, language: str, sign: str) -> None:
    panel(studio.page, language)
    expect(studio.code).to_contain_text(sign)
    studio.prompt.fill("in another tongue")
    expect(studio.code).to_contain_text("in another tongue")
    expect(studio.code.locator("span[class]").first).to_be_attached()


def test_the_language_stays_when_the_model_changes(studio: Studio) -> None:
    panel(studio.page, "Python")
    expect(studio.code).to_contain_text("import")
    studio.choose("onemin/flux-2-pro/generate")
    expect(studio.code).to_contain_text("flux-2-pro")
    expect(studio.code).to_contain_text("import")


def test_an_awkward_prompt_does_no_harm(studio: Studio) -> None:
    studio.prompt.fill(AWKWARD)
    expect(studio.code).to_contain_text("</script> 🦊 ünï")
    card = studio.make()
    expect(card).to_contain_text("</script> 🦊 ünï")
    studio.page.reload()
    expect(studio.prompt).to_have_value(AWKWARD)


@pytest.mark.parametrize("language", ["cURL", "JavaScript", "Python"])
def test_one_click_copies_exactly_what_is_shown(open_context: Callable[..., BrowserContext], language: str) -> None:
    context = open_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    studio = Studio(context.new_page()).open(FLEX)
    studio.prompt.fill(AWKWARD)
    panel(studio.page, language)
    expect(studio.code).to_contain_text(SIGNS[language])
    expect(studio.code).to_contain_text("🦊")
    studio.page.locator("#code").get_by_role("button", name="Copy").click()
    expect(studio.page.locator("#code copy-button [role=status]")).to_have_text("Copied")
    assert studio.page.evaluate("navigator.clipboard.readText()") == shown(studio)


def test_where_the_clipboard_is_denied_the_code_is_copied_all_the_same(
    open_context: Callable[..., BrowserContext],
) -> None:
    context = open_context()
    studio = Studio(context.new_page()).open(FLEX)
    deny_clipboard(studio.page)
    studio.prompt.fill("copied by hand")
    expect(studio.code).to_contain_text("copied by hand")
    studio.page.locator("#code").get_by_role("button", name="Copy").click()
    expect(studio.page.locator("#code copy-button [role=status]")).to_have_text("Copied")
    expected = shown(studio)
    studio.prompt.fill("")
    studio.prompt.press("Control+v")
    expect(studio.prompt).to_have_value(expected)


def deny_clipboard(page: Page) -> None:
    """Refuse the page the clipboard, as a browser's settings can, and see that it is refused."""
    page.context.grant_permissions([])
    assert page.evaluate("navigator.clipboard.writeText('').then(() => false, () => true)")


def test_a_cards_prompt_and_code_are_copied(open_context: Callable[..., BrowserContext]) -> None:
    context = open_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    studio = Studio(context.new_page()).open(FLEX)
    card = studio.make("worth copying", seed=6)
    studio.act(card, "Copy prompt")
    expect(card.get_by_role("button", name="Copied")).to_be_visible()
    assert studio.page.evaluate("navigator.clipboard.readText()") == "worth copying"
    studio.act(card, "Copy code")
    expect(card.get_by_role("button", name="Copied")).to_have_count(2)
    copied = studio.page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("curl -X POST")
    assert '"seed": 6' in copied


@pytest.fixture
def far(page: Page) -> Studio:
    """The studio behind a slow line."""
    studio = Studio(page).open(FLEX).show_code()
    expect(page.locator("code-panel:defined")).to_be_visible()
    slow_down(page)
    return studio


def asks_for_code(request: Request) -> bool:
    return request.url.endswith("/code/")


def test_one_may_type_faster_than_the_code_comes(far: Studio) -> None:
    on_the_way: list[Request] = []
    at_once: list[int] = []
    far.page.on("request", lambda request: on_the_way.extend([request] * asks_for_code(request)))
    far.page.on("request", lambda _: at_once.append(len(on_the_way)))
    # One that the page sent before may end now.
    far.page.on("requestfinished", lambda ended: on_the_way.remove(ended) if ended in on_the_way else None)
    far.prompt.press_sequentially("a red fox", delay=150)
    expect(far.code).to_contain_text('"prompt": "a red fox"')
    assert max(at_once) == 1


def test_another_model_may_be_chosen_while_the_code_is_on_its_way(far: Studio) -> None:
    with far.page.expect_request(asks_for_code):
        far.prompt.fill("a red fox")
    far.choose("onemin/flux-2-dev/generate")
    expect(far.code).to_contain_text("flux-2-dev")
    expect(far.code).to_contain_text("a red fox")


def test_a_shape_chosen_while_the_code_is_on_its_way_stays(far: Studio) -> None:
    far.choose("apiframe/flux-2-flex/generate")
    with far.page.expect_response(lambda answer: asks_for_code(answer.request)):
        with far.page.expect_request(asks_for_code):
            far.set(resolution="4 MP")
        far.set(aspect_ratio="16:9")
    expect(far.code).to_contain_text('"aspect_ratio": "16:9"')
    expect(far.control("aspect_ratio")).to_have_value("16:9")


def test_the_code_follows_a_form_that_was_refused(studio: Studio) -> None:
    with studio.page.expect_response(lambda answer: answer.status == 422):
        studio.generate("a fox", steps=99)
    studio.set(steps=9)
    expect(studio.code).to_contain_text('"steps": 9')


def test_leaving_a_field_asks_for_no_code_again(studio: Studio) -> None:
    studio.prompt.fill("a red fox")
    expect(studio.code).to_contain_text('"prompt": "a red fox"')
    asked: list[str] = []
    studio.page.on("request", lambda request: asked.extend([request.url] * asks_for_code(request)))
    studio.prompt.blur()
    studio.set(steps=9)
    expect(studio.code).to_contain_text('"steps": 9')
    assert len(asked) == 1


# Counts the frames from each input event in the prompt to the next change of the code.
COUNT_FRAMES = """
window.frames_until_code = [];
document.addEventListener("input", () => {
  let frames = 0, done = false;
  const count = () => { if (!done) { frames += 1; requestAnimationFrame(count); } };
  requestAnimationFrame(count);
  const observer = new MutationObserver(() => {
    done = true;
    observer.disconnect();
    window.frames_until_code.push(frames);
  });
  observer.observe(document.querySelector("#snippet-text"), { childList: true, characterData: true, subtree: true });
}, { capture: true });
"""


def test_a_plain_prompt_is_in_the_code_within_two_frames_even_from_afar(far: Studio) -> None:
    far.prompt.fill("a red fox")
    expect(far.code).to_contain_text('"prompt": "a red fox"')
    far.page.evaluate(COUNT_FRAMES)
    asked: list[str] = []
    far.page.on("request", lambda request: asked.extend([request.url] * asks_for_code(request)))
    far.prompt.press("End")
    far.prompt.press_sequentially(" & a cub")
    assert '"prompt": "a red fox & a cub"' in shown(far)
    frames = far.page.evaluate("window.frames_until_code")
    assert len(frames) == len(" & a cub")
    assert max(frames) <= 2
    # The server confirms it once, when the typing has paused.
    with far.page.expect_response(lambda answer: asks_for_code(answer.request)):
        pass
    assert '"prompt": "a red fox & a cub"' in shown(far)
    assert len(asked) == 1


def test_an_older_prompt_never_replaces_a_newer_one(far: Studio) -> None:
    far.prompt.fill("a fox")
    expect(far.code).to_contain_text('"prompt": "a fox"')
    far.page.evaluate(
        """() => {
          window.seen = [];
          const code = document.querySelector("#snippet-text");
          new MutationObserver(() => window.seen.push(code.textContent.match(/"prompt": "(.*)"/)[1]))
            .observe(code, { childList: true, characterData: true, subtree: true });
        }"""
    )
    with far.page.expect_request(asks_for_code):
        far.set(steps=9)
    far.prompt.press_sequentially(" in snow")
    expect(far.code).to_contain_text('"steps": 9')
    assert shown(far).count('"prompt": "a fox in snow"') == 1
    seen = far.page.evaluate("window.seen")
    assert seen == sorted(seen, key=len)


def test_a_closed_panel_asks_for_no_code_but_the_size_follows(studio: Studio) -> None:
    studio.prompt.fill("a fox")
    expect(studio.code).to_contain_text("a fox")
    asked: list[str] = []
    studio.page.on("request", lambda request: asked.append(request.url))
    drawer = studio.page.locator("#code-drawer > summary")
    drawer.click()
    studio.prompt.fill("a fox and a cub")
    with studio.page.expect_response("**/facts/"):
        studio.set(aspect_ratio="16:9")
    expect(studio.page.locator("#result-size")).to_have_text(re.compile("1,?\\d{3}"))
    assert not [url for url in asked if url.endswith("/code/")]
    drawer.click()
    expect(studio.code).to_contain_text('"prompt": "a fox and a cub"')
    expect(studio.code).to_contain_text('"aspect_ratio": "16:9"')


def test_the_code_of_an_edit_does_without_jq_where_that_is_wanted(page: Page) -> None:
    studio = Studio(page).open(EDIT).show_code().add_pictures(file("garden.png"))
    switch = page.locator("#code").get_by_label("without jq")
    expect(studio.code).to_contain_text("jq -e .fileContent.path")
    switch.check()
    expect(studio.code).not_to_contain_text("jq")
    expect(studio.code).to_contain_text("sed -n")
    studio.choose_variants(4)
    expect(studio.code).to_contain_text("for PICTURE in 1 2 3 4; do")
    panel(page, "Python")
    expect(studio.code).to_contain_text("for _ in range(4):")
    expect(switch).to_be_hidden()
