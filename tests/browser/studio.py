"""The studio page, worked as a person does; found by ids, data attributes, roles and names."""

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, Route, expect

from playground.dialects.registry import get_dialect

FLEX = "onemin/flux-2-flex/generate"
EDIT = "onemin/flux-2-flex/edit"
JOB = "apiframe/flux-2-flex/generate"
# The actions on a picture that are needed less often.
IN_MENU = ("Reroll", "Lock seed", "Copy prompt", "Copy code")


class Studio:
    """One page that shows the studio."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, spec_id: str = "") -> Self:
        """Go to the studio page of a spec, or to the root, which leads to one."""
        self.page.goto(f"/{spec_id}/" if spec_id else "/")
        expect(self.prompt).to_be_visible()
        return self

    @property
    def prompt(self) -> Locator:
        """The words."""
        return self.page.locator("#id_prompt")

    @property
    def generate_button(self) -> Locator:
        """The button that a person sees."""
        return self.page.locator("#generate")

    @property
    def cards(self) -> Locator:
        """The cards on the stage."""
        return self.page.locator("#stage [data-generation]")

    @property
    def frames(self) -> Locator:
        """The frames of the filmstrip."""
        return self.page.locator("#frames [data-generation]")

    @property
    def code(self) -> Locator:
        """The code, in its drawer, which is opened for it."""
        return self.show_code().page.locator("#snippet-text")

    def field(self, name: str) -> Locator:
        """A field with its label, help and messages."""
        return self.page.locator(f'[data-field="{name}"]')

    def control(self, name: str) -> Locator:
        """The control that carries a parameter's name; of several radio buttons the chosen one."""
        named = f'[name="{name}"]:not([type=hidden])'
        return self.field(name).locator(f"{named}:not([type=radio]), {named}:checked")

    def choose_shape(self, value: str) -> Self:
        """Choose the tile of an aspect ratio."""
        self.field("aspect_ratio").locator("label", has=self.page.locator(f'[value="{value}"]')).click()
        return self

    def unfold(self) -> Self:
        """Show the advanced parameters."""
        fold = self.page.locator("#spec-form .fold")
        if fold.count() and not fold.evaluate("fold => fold.open"):
            fold.locator("> summary").click()
        return self

    def set(self, **values: Any) -> Self:
        """Give parameters their values, by their names; fields that are folded are shown first."""
        for name, value in values.items():
            if name == "aspect_ratio":
                self.choose_shape(str(value))
                continue
            control = self.control(name).first
            if not control.is_visible():
                self.unfold()
            if isinstance(value, bool):
                control.set_checked(value)
            elif control.evaluate("control => control.tagName") == "SELECT":
                control.select_option(str(value))
            else:
                control.fill(str(value))
        return self

    @property
    def references(self) -> Locator:
        """The chosen pictures, in their order."""
        return self.page.locator("picture-field [data-reference]")

    def add_pictures(self, *files: FilePayload) -> Self:
        """Give the form picture files through the file chooser."""
        before = self.references.count()
        self.page.locator("picture-field:defined input[type=file]").set_input_files(list(files))
        expect(self.references).to_have_count(before + len(files))
        return self

    def choose_variants(self, number: int) -> Self:
        """Say how many pictures a click makes."""
        self.field("variants").locator("label", has_text=re.compile(rf"^\s*{number}\s*$")).click()
        return self

    def choose(self, spec_id: str) -> Self:
        """Press the button that leads to a spec: the switch of the mode, or one in the list of models."""
        mode = self.page.locator(f'.chooser button[name="target"][value="{spec_id}"]')
        if not mode.count():
            self.open_models(spec_id.partition("/")[0])
            mode = self.page.locator(f'#models button[name="target"][value="{spec_id}"]')
        mode.click()
        expect(self.page).to_have_url(re.compile(f"/{spec_id}/$"))
        return self

    def open_models(self, dialect: str) -> Self:
        """Open the list of models, and in it the models of an API."""
        self.page.locator("#change-model").click()
        title = self.page.get_by_text(get_dialect(dialect).title, exact=True)
        api = self.page.locator("#models details").filter(has=title)
        if api.get_attribute("open") is None:
            api.locator("summary").click()
        return self

    def generate(self, prompt: str = "", **values: Any) -> Self:
        """Fill in what is given and press Generate."""
        if prompt:
            self.prompt.fill(prompt)
        self.set(**values)
        self.generate_button.click()
        return self

    def make(self, prompt: str = "", **values: Any) -> Locator:
        """Generate, and return the card once its picture is there."""
        before = self.newest_frame_id()
        self.generate(prompt, **values)
        expect(self.newest_frame_after(before)).to_be_attached()
        return self.finished(self.cards.first)

    def newest_frame_after(self, before: str) -> Locator:
        """The first frame of the filmstrip, once it shows another generation."""
        first = "#frames > li:first-child > :first-child li[data-generation]:first-child"
        return self.page.locator(f'{first}:not([data-generation="{before}"])')

    def show_code(self) -> Self:
        """Open the drawer with the code, if it is closed."""
        drawer = self.page.locator("#code-drawer")
        if not drawer.evaluate("drawer => drawer.open"):
            drawer.locator("> summary").click()
        return self

    def newest_frame_id(self) -> str:
        """The id of the newest generation in the filmstrip, or nothing."""
        return (self.frames.first.get_attribute("data-generation") or "") if self.frames.count() else ""

    def finished(self, card: Locator) -> Locator:
        """Wait until a card shows its picture, decoded, and return it."""
        expect(card).to_have_attribute("data-status", "done")
        expect(card.locator("img").first).to_have_js_property("complete", True)
        expect(card.locator("img").first).not_to_have_js_property("naturalWidth", 0)
        return card

    def card(self, generation: str) -> Locator:
        """The card of one generation."""
        return self.page.locator(f'#stage [data-generation="{generation}"]')

    def picture(self, card: Locator) -> Image.Image:
        """Download the picture of a card, as its button does."""
        return fetch_picture(card.get_by_role("link", name="Download"))

    def act(self, card: Locator, name: str) -> None:
        """Press one of a card's buttons; the menu that has it is opened first."""
        if name in IN_MENU and not card.get_by_role("group", name="More actions").is_visible():
            card.get_by_role("button", name="More").click()
        card.get_by_role("button", name=name).click()


def tool(page: Page, name: str) -> Locator:
    """The button of the toolbar that is shown first."""
    return page.locator("#stage").get_by_role("button", name=re.compile(f"^{name}(:|…)")).first


def download_all(page: Page, folder: Path) -> list[str]:
    """Download all pictures of the selected one's click, and return their names in the archive."""
    tool(page, "More").click()
    with page.expect_download() as download:
        page.locator("#stage").get_by_role("link", name="Download all").click()
    download.value.save_as(folder / "all.zip")
    with zipfile.ZipFile(folder / "all.zip") as archive:
        return archive.namelist()


def choose_two_from_history(studio: "Studio", prompt: str, places: tuple[int, int]) -> None:
    """Choose two pictures of a prompt as references, in that order."""
    studio.page.get_by_role("button", name="From history").click()
    picker = studio.page.get_by_role("dialog", name="From history")
    for place in places:
        picker.get_by_role("button", name=re.compile(prompt)).nth(place).click()
    studio.page.keyboard.press("Escape")
    expect(studio.references).to_have_count(2)


def wait_until(page: Page, expression: str) -> None:
    """Wait until an expression holds in the page. `wait_for_function` asks again by `eval`, which the CSP forbids."""
    for _ in range(1000):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(20)
    raise AssertionError(f"This did not come to hold: {expression}")


def hold(page: Page, pattern: str, refusal: str = "") -> Callable[[], None]:
    """Hold the next request to an address until the returned function is called; `refusal` is then its answer."""
    held: list[Route] = []
    page.route(pattern, lambda route: held.append(route), times=1)

    def release() -> None:
        for _ in range(1000):
            if held:
                break
            page.wait_for_timeout(20)
        assert held, f"No request to {pattern} was made."
        if refusal:
            held.pop().fulfill(status=422, content_type="text/plain", body=refusal)
        else:
            held.pop().continue_()

    return release


def slow_down(page: Page) -> None:
    """Put the page behind a slow line: each answer takes 400 ms at least."""
    line = {"offline": False, "latency": 400, "downloadThroughput": -1, "uploadThroughput": -1}
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", line)


def fetch_picture(link: Locator) -> Image.Image:
    """Return the picture that a link leads to."""
    answer = link.page.request.get(link.get_attribute("href") or "")
    assert answer.ok, answer.status
    return Image.open(io.BytesIO(answer.body()))


def seed_of(card: Locator) -> int:
    """Return the seed that a card names."""
    found = re.search(r"seed (\d+)", card.inner_text())
    assert found is not None, card.inner_text()
    return int(found[1])


def draw(width: int = 640, height: int = 480, format: str = "PNG", colour: str = "#2f6f4f") -> bytes:
    """Return a picture file."""
    target = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(target, format)
    return target.getvalue()


def file(name: str = "meadow.png", **how: Any) -> FilePayload:
    """Return a picture file as a file chooser takes it."""
    kind = name.rpartition(".")[2].replace("jpg", "jpeg")
    return {"name": name, "mimeType": f"image/{kind}", "buffer": draw(format=kind.upper(), **how)}
