"""Measures how heavy and how smooth the page of the library stays while somebody scrolls past thousands of pictures.

Scrolls one grid by the wheel, and records frames, long tasks, elements, DOM nodes and the heap.
"""

import argparse
from dataclasses import dataclass

from playwright.sync_api import CDPSession, Page

from benchmarks.browsing import chromium, read_heap, visiting
from benchmarks.figures import judge_maximum, note, print_table
from benchmarks.serving import playground

# How many times more the page may hold at the end than on its first screen.
GROWTH = 2
STEP = 900
COOKIE = "square-small-none"
# A locator would load a megabyte of scripts of the browser's driver into the page.
TILES = "[...document.querySelectorAll('#tiles .tile')].map((one) => one.id)"
WATCH = """() => {
  window.frames_ = []; window.long_ = [];
  let last = performance.now();
  const next = (now) => { window.frames_.push(now - last); last = now; requestAnimationFrame(next); };
  requestAnimationFrame(next);
  new PerformanceObserver((list) => window.long_.push(...list.getEntries().map((one) => one.duration)))
    .observe({ entryTypes: ["longtask"] });
}"""


@dataclass(frozen=True, slots=True)
class Weight:
    """What the page holds: DOM nodes, and the heap in MiB."""

    nodes: int
    heap: float


def weigh(session: CDPSession) -> Weight:
    heap = read_heap(session)
    return Weight(int(session.send("Memory.getDOMCounters")["nodes"]), heap)


def scroll_past(page: Page, number: int) -> int:
    """Scroll until that number of pictures was on the page, or it has no more; return how many were."""
    seen: set[str] = set()
    before = -1.0
    while len(seen) < number:
        page.mouse.wheel(0, STEP)
        page.evaluate("() => new Promise((done) => setTimeout(done, 100))")
        seen.update(page.evaluate(TILES))
        place = page.evaluate("scrollY")
        if place == before and not page.evaluate("document.querySelector('#older') !== null"):
            break
        before = place
    return len(seen)


def main() -> None:
    """Scroll past the pictures and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", type=int, default=5_000, help="how many pictures are scrolled past (5,000)")
    number = parser.parse_args().pictures
    with chromium() as browser, playground() as server:
        person = server.sign_up()
        server.fill_history(person.email, number + 200)
        cookies = {**person.cookies, "library": COOKIE}
        with visiting(browser, cookies, server.address) as (page, session):
            page.goto(f"{server.address}/history/", wait_until="networkidle")
            first = weigh(session)
            page.evaluate(WATCH)
            seen = scroll_past(page, number)
            frames = sorted(page.evaluate("window.frames_"))
            long_tasks: list[float] = page.evaluate("window.long_")
            last = weigh(session)
    late = sum(frame > 25 for frame in frames) / len(frames)
    print_table(
        [
            note("pictures scrolled past", f"{seen:,}"),
            note("first screen: nodes; heap", f"{first.nodes:,}; {first.heap:.2f} MiB"),
            note("at the end: nodes; heap", f"{last.nodes:,}; {last.heap:.2f} MiB"),
            judge_maximum("nodes at the end over the first screen's", last.nodes / first.nodes, GROWTH, "×"),
            judge_maximum("heap at the end over the first screen's", last.heap / first.heap, GROWTH, "×"),
            judge_maximum("median frame", frames[len(frames) // 2], 17, "ms"),
            note("frames that took more than 25 ms", f"{late:.1%}"),
            note("long tasks; longest", f"{len(long_tasks)}; {max(long_tasks, default=0):.0f} ms"),
        ]
    )


if __name__ == "__main__":
    main()
