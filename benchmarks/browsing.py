"""Chromium for the benchmarks: started alike everywhere, watched through its own protocol."""

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
WATCHING = Path(__file__).with_name("watching.js").read_text()
DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
# A slow phone on a slow line: CPU slowed down, bytes a second, milliseconds of round trip.
SLOWDOWN = 4
SLOW_LINE = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750}


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run the system's Chromium while the block runs."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        raise SystemExit("Chromium is not installed; on Debian: apt-get install chromium")
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
    """Open a page with nothing cached, signed in by the cookies, while the block runs."""
    context = browser.new_context(viewport=PHONE if phone else DESK, is_mobile=phone)  # type: ignore[arg-type]
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
    """Make this page's machine and line those of a slow phone."""
    session.send("Network.enable")
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    session.send("Network.emulateNetworkConditions", dict(SLOW_LINE))


def read_heap(session: CDPSession) -> float:
    """Return the bytes that the page's JavaScript heap holds after everything unused was collected, in MiB."""
    session.send("HeapProfiler.enable")
    for _ in range(3):
        session.send("HeapProfiler.collectGarbage")
    used: dict[str, Any] = session.send("Runtime.getHeapUsage")
    return float(used["usedSize"]) / 2**20
