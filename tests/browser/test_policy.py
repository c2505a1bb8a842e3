"""The strict Content-Security-Policy: sent with every page, and kept by the HTML itself."""

from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from playwright.sync_api import APIResponse, BrowserContext, Page

from tests.browser.furnishing import BARE, Furnished

pytestmark = pytest.mark.browser


class Inline(HTMLParser):
    """Collects whatever in a page a strict policy forbids."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.nonces: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note inline styles, handlers, scripts and addresses that are scripts."""
        names = {name for name, _ in attrs}
        self.nonces += [value or "" for name, value in attrs if name == "nonce"]
        self.found += [f"{tag} {name}" for name in names if name == "style" or name.startswith(("on", "hx-on"))]
        self.found += [f"{tag} {name}" for name, value in attrs if (value or "").startswith("javascript:")]
        if (tag == "style" and "nonce" not in names) or (tag == "script" and "src" not in names):
            self.found.append(tag)


def read_policy(answer: APIResponse) -> dict[str, set[str]]:
    """Return the sources that a page's policy allows, by directive."""
    words = [part.split() for part in answer.headers["content-security-policy"].split(";") if part.strip()]
    return {directive: set(sources) for directive, *sources in words}


def assert_strict(page: Page, addresses: dict[str, str]) -> None:
    for name, address in addresses.items():
        answer = page.request.get(address, headers={"Accept": "text/html"})
        assert "<html" in answer.text(), name
        inline = Inline()
        inline.feed(answer.text())
        assert inline.found == [], name
        policy = read_policy(answer)
        assert policy["default-src"] == {"'none'"}, name
        assert policy["script-src"] == {"'self'"}, name
        # A nonce allows the sheet of a first page.
        assert policy["style-src"] == {"'self'", *(f"'nonce-{nonce}'" for nonce in inline.nonces)}, name
        assert policy["frame-ancestors"] == policy["base-uri"] == {"'none'"}, name


def test_pages_of_a_first_visit_keep_to_the_policy(page: Page) -> None:
    assert_strict(page, BARE)


@pytest.mark.thorough
def test_full_pages_keep_to_the_policy(open_context: Callable[..., BrowserContext], furnished: Furnished) -> None:
    page = open_context(storage_state=furnished.cookies).new_page()
    assert_strict(page, furnished.addresses | {"share": furnished.shared})
