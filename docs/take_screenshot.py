"""Takes the README's picture of the studio: `uv run python -m docs.take_screenshot`.

It starts a playground in a temporary home folder, makes a few sketches as a visitor does, and saves studio.png.
"""

from pathlib import Path

from playwright.sync_api import Page

from benchmarks.browsing import DESK, chromium
from benchmarks.serving import playground

PICTURE = Path(__file__).with_name("studio.png")
# The last one is on the stage.
PROMPTS = (
    "Top view of a breakfast with coffee, bread and a jar of honey on a wooden table",
    "A wrist watch on a pale plinth in window light, product photo",
    "A wreath of red leaves and turquoise roses on a dark ground",
    "Snowy mountains over a lake at dusk, purple and orange sky",
    'A vibrant event poster with bold typography: "SUMMER FEST 2026", colourful gradient background',
)


def generate(page: Page, prompt: str, number: int) -> None:
    """Make one sketch and wait until its picture is shown."""
    page.fill("#spec-form [name=prompt]", prompt)
    page.fill("#spec-form [name=seed]", str(2026 + number))
    page.keyboard.press("Control+Enter")
    page.wait_for_function(
        "number => document.querySelectorAll('#filmstrip img').length >= number"
        " && [...document.querySelectorAll('#stage img')].some(image => image.complete && image.naturalWidth)",
        arg=number,
        timeout=60_000,
    )


def main() -> None:
    """Make the sketches and take the picture."""
    with playground(PLAYGROUND_ENGINE="sketch") as server, chromium() as browser:
        page = browser.new_page(viewport=DESK)  # type: ignore[arg-type]
        page.goto(server.address)
        for number, prompt in enumerate(PROMPTS, 1):
            generate(page, prompt, number)
        # Without the seed the code fits on the screen.
        page.fill("#spec-form [name=seed]", "")
        page.wait_for_function("() => !document.querySelector('#snippet-text').textContent.includes('seed')")
        # The draft is saved a moment later; the page then begins at its top.
        page.wait_for_timeout(2_000)
        page.reload(wait_until="networkidle")
        page.screenshot(path=PICTURE)


if __name__ == "__main__":
    main()
