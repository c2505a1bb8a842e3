"""Measures how fast the cells of a sweep appear, and how heavy and smooth its page is meanwhile.

Buys all cells of a grid of the blank engine: first without a page, which is what the engine needs with the same worker,
and then on the page, until the picture of every cell is on the screen.
"""

import argparse
import time
from collections.abc import Mapping
from urllib.parse import urlsplit

import httpx
from playwright.sync_api import Browser

from benchmarks.browsing import chromium, read_heap, visiting
from benchmarks.figures import Figure, judge_maximum, note, print_table
from benchmarks.serving import Person, Playground, playground, read_token

ENGINE_SECONDS = 0.5
SIDE = 10
MOST_TIMES = 1.15
MOST_HEAP = 3
MOST_TASK = 50
# The whole grid is on the screen, so that no picture waits to be scrolled to.
SCREEN = {"width": 1900, "height": 2600}
# Of the pictures themselves, not only of their cells. A locator would load scripts of the browser's driver.
SHOWN = """() => [...document.querySelectorAll("td img")].filter((one) => one.complete && one.naturalWidth).length"""
WATCH = """() => {
  window.long_ = [];
  new PerformanceObserver((list) => window.long_.push(...list.getEntries().map((one) => one.duration)))
    .observe({ entryTypes: ["longtask"] });
}"""
TIME = (
    "from playground.generations.models import Generation as G\n"
    "from django.db.models import Max, Min\n"
    "rows = G.objects.filter(source='sweep').aggregate(a=Min('created'), b=Max('finished'))\n"
    "print((rows['b'] - rows['a']).total_seconds())"
)


def make_grid(server: Playground, person: Person, side: int) -> str:
    """Make a grid of seeds and steps; return its path."""
    with _client(server, person.cookies) as client:
        steps, seeds = f"6-{5 + side} step 1", f"1-{side}"
        fields = {"x-what": "parameter:steps", "x-text": steps, "y-what": "parameter:seed", "y-text": seeds}
        base = '{"prompt": "a quiet lake", "seed": 1}'
        form = {"spec": "onemin/flux-2-flex/generate", "base": base, "name": "Grid", **fields}
        form["csrfmiddlewaretoken"] = read_token(client, "/sweeps/new/")
        made = client.post("/sweeps/make/", data=form)
        if made.status_code != 302:
            raise RuntimeError("The grid was not made.")
        return urlsplit(made.headers["Location"]).path


def _client(server: Playground, cookies: Mapping[str, str]) -> httpx.Client:
    return httpx.Client(base_url=server.address, cookies=dict(cookies), timeout=30)


def buy_without_a_page(server: Playground, person: Person, path: str, cells: int) -> float:
    """Buy all cells, and return the seconds until the last was finished."""
    with _client(server, person.cookies) as client:
        form = {"all": "all", "csrfmiddlewaretoken": read_token(client, path)}
        client.post(f"{path}buy/", data=form)
        while client.get(f"{path}table.csv").text.count(",done,") < cells:
            time.sleep(1)
    return float(server.manage("shell", "--verbosity", "0", "--command", TIME))


def buy_on_the_page(
    browser: Browser, server: Playground, person: Person, path: str
) -> tuple[float, float, list[float]]:
    """Buy all cells on the page; return the seconds until all are shown, the heap at the end, and the long tasks."""
    with visiting(browser, person.cookies, server.address) as (page, session):
        page.set_viewport_size(SCREEN)  # type: ignore[arg-type]
        page.goto(f"{server.address}{path}", wait_until="networkidle")
        cells = page.evaluate("() => document.querySelectorAll('td').length")
        page.evaluate(WATCH)
        begun = time.monotonic()
        page.evaluate("() => document.querySelector('[name=all][form=sweep-buy]').click()")
        while page.evaluate(SHOWN) < cells:
            time.sleep(0.05)
        seconds = time.monotonic() - begun
        return seconds, read_heap(session), page.evaluate("window.long_")


def measure(browser: Browser, side: int, seconds: float) -> list[Figure]:
    """Measure both on servers of their own, so that nothing is reused."""
    cells, times = side * side, []
    for on_page in (False, True):
        with playground(PLAYGROUND_BLANK_SECONDS=str(seconds)) as server:
            person = server.sign_up()
            path = make_grid(server, person, side)
            if on_page:
                shown, heap, tasks = buy_on_the_page(browser, server, person, path)
            else:
                times.append(buy_without_a_page(server, person, path, cells))
    return [
        note(f"{cells} cells with an engine of {seconds:g} s, made without a page", f"{times[0]:.1f} s"),
        note("click to all cells shown", f"{shown:.1f} s"),
        judge_maximum("click to all cells shown, over what the engine needs", shown / times[0], MOST_TIMES, "×"),
        judge_maximum("heap of the page at the end", heap, MOST_HEAP, "MiB"),
        judge_maximum("longest task of the page", max(tasks, default=0), MOST_TASK, "ms"),
    ]


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--side", type=int, default=SIDE, help=f"columns and rows of the grid ({SIDE})")
    parser.add_argument("--seconds", type=float, default=ENGINE_SECONDS, help=f"of the engine ({ENGINE_SECONDS})")
    numbers = parser.parse_args()
    with chromium() as browser:
        figures = measure(browser, numbers.side, numbers.seconds)
    print_table(figures)


if __name__ == "__main__":
    main()
