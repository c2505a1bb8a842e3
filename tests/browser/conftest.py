"""The real server in a folder of its own, the system's Chromium, and pages that are watched for trouble.

Playwright keeps an event loop in this thread, so everything here ends with this folder: tests of other folders use
the database, which Django forbids beside a loop.
"""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from playground.standins.onemin import OneMinStandin
from tests.browser.furnishing import Furnished, furnish
from tests.browser.hand import WAYS, WIDTHS, Hand
from tests.browser.server import Server
from tests.browser.studio import Studio
from tests.browser.watch import Watch
from tests.processes import bound
from tests.programs import need_program

ROOT = Path(__file__).resolve().parent.parent.parent
# The first is a Chromium without windows, which needs a third of the time for a page.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
# Chromium takes the last of such lists, so this one begins with Playwright's own. The suggestions of the address bar
# are pages too; to load them for each window takes as long as to load ours.
DISABLED_FEATURES = (
    "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,"
    "LensOverlay,MediaRouter,PaintHolding,ThirdPartyStoragePartitioning,AvoidCorsURLLoaderRestartOnRedirect,"
    "OptimizationHints,NetworkTimeServiceQuerying,AimEnabled,PreconnectToSearch,"
    "WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup"
)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={DISABLED_FEATURES}",
    # All pages are of one site: one process for them spares the start of one for each.
    "--renderer-process-limit=1",
    "--disable-site-isolation-trials",
)
# What a test waits for comes within this many milliseconds, or not at all; much, for a machine that others use too.
TIMEOUT_MS = 20_000


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Return the system's Chromium; without one the test is skipped, in CI it fails."""
    program = need_program(*BROWSERS)
    expect.set_options(timeout=TIMEOUT_MS)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture(scope="package")
def onemin() -> Iterator[OneMinStandin]:
    """Stand in for 1min.ai, which only those hear of who enter a key."""
    with OneMinStandin(seconds=1.5) as standin:
        yield standin


@pytest.fixture(scope="package")
def server(browser: Browser, onemin: OneMinStandin, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Start the playground as a person does, and stop it with Ctrl-C, which must be a clean end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    home = tmp_path_factory.mktemp("playground")
    environment = os.environ | {"PLAYGROUND_HOME": str(home), "PYTHONWARNINGS": "default"}
    environment["ONEMIN_BASE_URL"] = onemin.address
    # 1min.ai publishes no prices, but an operator may know some.
    environment["PLAYGROUND_PRICE_FOLDER"] = str(ROOT / "tests" / "browser" / "prices")
    command = [sys.executable, "-m", "playground", "--port", str(port)]
    process = subprocess.Popen(
        bound(command), cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert process.stdout is not None
    said: list[str] = []
    for line in process.stdout:
        said.append(line)
        if "http://" in line:
            break
    else:
        pytest.fail("The playground did not start:\n" + "".join(said))
    listener = threading.Thread(target=lambda: said.extend(process.stdout or ()))
    listener.start()
    yield Server(address=f"http://127.0.0.1:{port}", home=home, root=ROOT)
    process.send_signal(signal.SIGINT)
    code = process.wait(timeout=30)
    listener.join(timeout=10)
    process.stdout.close()
    assert code == 0, "".join(said)
    assert "Traceback" not in "".join(said), "".join(said)


@pytest.fixture(scope="package")
def furnished(browser: Browser, server: Server) -> Furnished:
    """Somebody whose pages are full."""
    return furnish(browser, server)


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Collect what goes wrong in the pages of a test, and fail it at its end if anything did."""
    watch = Watch()
    yield watch
    assert not watch.problems, "\n".join(watch.problems)


@pytest.fixture
def open_context(browser: Browser, server: Server, watch: Watch) -> Iterator[Callable[..., BrowserContext]]:
    """Return a function that opens a fresh browser profile, whose pages are watched."""
    opened: list[BrowserContext] = []

    def open_context(**options: Any) -> BrowserContext:
        chosen: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}, "base_url": server.address} | options
        context = browser.new_context(**chosen)
        context.set_default_timeout(TIMEOUT_MS)
        watch.follow(context)
        opened.append(context)
        return context

    yield open_context
    for context in opened:
        context.close()


@pytest.fixture
def page(open_context: Callable[..., BrowserContext]) -> Page:
    """A page of a first visit, with JavaScript."""
    return open_context().new_page()


@pytest.fixture(params=[(width, way) for width in WIDTHS for way in WAYS], ids=lambda param: f"{param[0]}-{param[1]}")
def hand(request: pytest.FixtureRequest, open_context: Callable[..., BrowserContext]) -> Hand:
    """A page of a first visit at each width, worked by the mouse and by the keyboard."""
    width, way = request.param
    context = open_context(viewport={"width": width, "height": 900 if width > 500 else 844})
    return Hand(context.new_page(), way, width)


@pytest.fixture
def studio(page: Page) -> Studio:
    """The studio on a first visit, opened at its root."""
    return Studio(page).open()


@pytest.fixture
def plain(open_context: Callable[..., BrowserContext]) -> Page:
    """A page of a first visit in a browser without JavaScript."""
    return open_context(java_script_enabled=False).new_page()
