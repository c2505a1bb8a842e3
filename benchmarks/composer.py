"""Measures how long the composer takes to write the prompt again after a key, with few fields and with all of them."""

import argparse

from playwright.sync_api import Page

from benchmarks.browsing import chromium, visiting
from benchmarks.figures import judge_times, note, print_table, summarize
from benchmarks.serving import playground

# Resolves with the milliseconds from the next key until the new prompt is there, and until the frame that shows it.
WATCH_ECHO = """() => ({ times: new Promise((resolve) => {
  const echo = document.querySelector("[data-echo]");
  const before = echo.value;
  let typed;
  addEventListener("input", () => { typed = performance.now(); }, { capture: true, once: true });
  addEventListener("input", () => {
    if (echo.value === before) throw new Error("the prompt stayed as it was");
    const written = performance.now() - typed;
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve([written, performance.now() - typed]);
      port2.postMessage(0);
    });
  }, { once: true });
}) })"""
MOST_TEXTS, MOST_COLOURS = 12, 16


def press(page: Page) -> list[float]:
    """Press a key in the subject; return both times."""
    watched = page.evaluate_handle(WATCH_ECHO)
    page.keyboard.type("x")
    times: list[float] = watched.evaluate("({ times }) => times")
    return times


def fill(page: Page) -> None:
    """Fill every row that the composer has room for."""
    words = "a long text of several words, size and place"
    texts = " ".join(f'The text "{words} {number}" in {words}.' for number in range(MOST_TEXTS))
    colours = "; ".join(f"teal hex #0F76{number:02X} for {words}" for number in range(MOST_COLOURS))
    page.fill("[name=prompt]", f"{words * 10} – {words}. {texts} Colors: {colours}. Light: {words}.")


def measure(page: Page, keys: int) -> tuple[list[float], list[float]]:
    """Open the composer, press the keys and close it; return the times until written and until shown."""
    page.get_by_role("button", name="Compose").click()
    page.locator("#c_subject").press("End")
    # The first key compiles the script.
    times = [press(page) for _ in range(keys + 1)][1:]
    page.keyboard.press("Escape")
    page.locator("composer-panel").wait_for(state="detached")
    return [written for written, _ in times], [shown for _, shown in times]


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=40, help="keys to press (40)")
    keys = parser.parse_args().letters
    with chromium() as browser, playground() as server:
        person = server.sign_up()
        with visiting(browser, person.cookies, server.address) as (page, _):
            page.goto(server.address, wait_until="networkidle")
            page.fill("[name=prompt]", "a lighthouse in fog")
            few, few_shown = measure(page, keys)
            fill(page)
            full, full_shown = measure(page, keys)
    print_table(
        [
            judge_times("key to new prompt, one field", few, 16, 16),
            judge_times("key to new prompt, all fields", full, 16, 16),
            note("key to the frame that shows it, one field", summarize(few_shown)),
            note("key to the frame that shows it, all fields", summarize(full_shown)),
        ]
    )


if __name__ == "__main__":
    main()
