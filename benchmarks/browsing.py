"""Starts Chromium for the benchmarks and controls it through the DevTools protocol."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WATCH_SCRIPT = Path(__file__).with_name("watching.js").read_text()
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
# A slow phone on a slow connection: the CPU factor, milliseconds of round trip, bytes a second.
SLOWDOWN = 4
SLOW_LINE = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750}


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run the system's Chromium while the block runs."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        raise SystemExit("Chromium is not installed. On Debian, run: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def visiting(
    browser: Browser, cookies: Mapping[str, str] | None = None, address: str = "", *, phone: bool = False
) -> Iterator[tuple[Page, CDPSession]]:
    """Open a page with an empty cache and the given cookies while the block runs."""
    context = browser.new_context(viewport=PHONE if phone else DESKTOP, is_mobile=phone)  # type: ignore[arg-type]
    if cookies:
        context.add_cookies([{"name": name, "value": value, "url": address} for name, value in cookies.items()])
    try:
        yield _open(context)
    finally:
        context.close()


def _open(context: BrowserContext) -> tuple[Page, CDPSession]:
    page = context.new_page()
    return page, context.new_cdp_session(page)


def slow_down(session: CDPSession) -> None:
    """Emulate a slow phone for this page."""
    session.send("Network.enable")
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    session.send("Network.emulateNetworkConditions", dict(SLOW_LINE))


def read_heap(session: CDPSession) -> float:
    """Return the size of the page's JavaScript heap after garbage collection, in MiB."""
    session.send("HeapProfiler.enable")
    # One collection leaves objects that only became garbage during it.
    for _ in range(3):
        session.send("HeapProfiler.collectGarbage")
    used: dict[str, Any] = session.send("Runtime.getHeapUsage")
    return float(used["usedSize"]) / 2**20
