"""Takes the README's picture of the studio: `uv run python -m docs.take_screenshot`.

It starts a playground in a temporary home folder, makes a few sketches as a visitor does, and saves studio.png.
"""

from pathlib import Path

from playwright.sync_api import Page

from benchmarks.browsing import DESKTOP, chromium
from benchmarks.serving import playground

PICTURE = Path(__file__).with_name("studio.png")
PROMPTS = (
    "Top view of a breakfast with coffee, bread and a jar of honey on a wooden table",
    "A wrist watch on a pale plinth in window light, product photo",
    "Snowy mountains over a lake at dusk, purple and orange sky",
)
# Four variants of this one are on the stage.
POSTER = 'Poster for a coffee festival, headline "SLOW POUR", palette #E4572E and #17BEBB'


def generate(page: Page, prompt: str, seed: int, pictures: int) -> None:
    """Make sketches and wait until the stage shows them."""
    page.fill("#spec-form [name=prompt]", prompt)
    page.fill("#spec-form [name=seed]", str(seed))
    page.keyboard.press("Control+Enter")
    cards = page.locator(f"#stage [data-status=done]:has-text('seed {seed}')")
    cards.first.wait_for(timeout=60_000)
    page.wait_for_function(
        "pictures => [...document.querySelectorAll('#stage [data-status=done] img')]"
        ".filter(image => image.complete && image.naturalWidth).length === pictures",
        arg=pictures,
        timeout=60_000,
    )


def main() -> None:
    """Make the sketches and take the picture."""
    with playground(PLAYGROUND_ENGINE="sketch") as server, chromium() as browser:
        page = browser.new_page(viewport=DESKTOP)  # type: ignore[arg-type]
        page.goto(server.address)
        for number, prompt in enumerate(PROMPTS):
            generate(page, prompt, 2026 + number, 1)
        page.check("#spec-form [name=aspect_ratio][value='9:16']", force=True)
        page.check("#spec-form [name=variants][value='4']", force=True)
        generate(page, POSTER, 1203, 4)
        # The draft is saved a moment later; the page then begins at its top.
        page.wait_for_timeout(2_000)
        page.reload(wait_until="networkidle")
        page.screenshot(path=PICTURE)


if __name__ == "__main__":
    main()
