"""The first page of a visit contains its style sheet, and later pages name it."""

import re

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.server import Server

pytestmark = pytest.mark.browser

SHEET = re.compile(r"<style nonce=\"[^\"]+\">(.*?)</style>", re.DOTALL)
LINK = re.compile(r"<link rel=\"stylesheet\" href=\"([^\"]+)\">")
ADDRESS = re.compile(r"url\(\"([^\"]*)\"\)")


def test_the_first_page_is_painted_without_a_request_for_a_style_sheet(page: Page, server: Server) -> None:
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.resource_type)

    page.on("request", note)
    page.goto(server.address)
    generate = page.locator("#generate")
    expect(generate).to_be_visible()
    first = generate.evaluate("button => getComputedStyle(button).backgroundColor")
    assert "document" in asked
    assert "stylesheet" not in asked
    page.reload()
    assert "stylesheet" in asked
    assert generate.evaluate("button => getComputedStyle(button).backgroundColor") == first


def test_the_sheet_in_the_first_page_is_the_one_that_later_pages_name(page: Page, server: Server) -> None:
    (own,) = SHEET.findall(page.request.get(server.address).text())
    later = page.request.get(server.address).text()
    assert SHEET.findall(later) == []
    (address,) = LINK.findall(later)
    named = page.request.get(f"{server.address}/{address.lstrip('/')}").text()
    # Addresses in a sheet are relative to its folder, and those in a page must lead to the same files.
    assert ADDRESS.sub("", own) == ADDRESS.sub("", named)
    for found in ADDRESS.findall(own):
        assert page.request.get(f"{server.address}/{found.lstrip('/')}").ok, found
