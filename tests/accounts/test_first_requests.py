"""A page's first writes may come at once, before any of them has a session; what somebody planted opens nothing."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from playground.accounts.models import Owner, User
from tests.cast import FLEX
from tests.markup import parse

pytestmark = pytest.mark.django_db
PAGE = f"/{FLEX}/"
COOKIES = ("csrftoken", "first_visit")


@dataclass
class Browser:
    """A browser with a page open: what it sends carries the page's token, and never the session of an answer."""

    client: Client
    token: str

    def write(self) -> None:
        """Write without the session of an earlier answer, as a request does that was sent beside it."""
        self.client.cookies.pop("sessionid", None)
        headers = {"X-CSRFToken": self.token}
        assert self.client.post(f"{PAGE}draft/", {"prompt": "a fox"}, headers=headers).status_code == 204


def open_page(cookies: Any = None) -> Browser:
    """Open the page, as a first visit or with cookies that somebody has planted."""
    client = Client(enforce_csrf_checks=True)
    client.cookies.load(cookies or {})
    page = parse(client.get(PAGE))
    return Browser(client, page.by_id("spec-form").find("input", name="csrfmiddlewaretoken")["value"])


def test_two_first_writes_of_a_page_create_one_owner() -> None:
    browser = open_page()
    browser.write()
    browser.write()
    assert Owner.objects.count() == 1


def test_all_forms_of_a_page_have_one_token() -> None:
    client = Client()
    page = parse(client.get(PAGE))
    tokens = {field["value"] for field in page.all("input", name="csrfmiddlewaretoken")}
    assert len(tokens) == 1
    assert tokens.pop() in page.find("body")["hx-headers"]


def test_reading_a_page_creates_no_owner_but_sets_the_cookie() -> None:
    first, second = open_page().client, open_page().client
    assert not Owner.objects.exists()
    cookie = first.cookies["first_visit"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert len(cookie.value) == 32
    assert cookie.value != second.cookies["first_visit"].value


def test_an_existing_cookie_is_kept() -> None:
    client = open_page().client
    kept = client.cookies["first_visit"].value
    assert "first_visit" not in client.get(PAGE).cookies
    assert client.cookies["first_visit"].value == kept


def test_another_browser_gets_its_own_owner() -> None:
    open_page().write()
    open_page().write()
    assert Owner.objects.count() == 2


def test_planted_cookies_do_not_give_access_to_the_owner() -> None:
    attacker = open_page()
    planted = {name: attacker.client.cookies[name].value for name in COOKIES}
    victim = open_page(planted)
    assert {name: victim.client.cookies[name].value for name in COOKIES} == planted
    victim.write()
    for client in (attacker.client, Client()):
        client.cookies.load(planted)
        Browser(client, attacker.token).write()
        # The bare secret is a token that Django takes too, and it is the same for every page.
        Browser(client, planted["csrftoken"]).write()
    assert Owner.objects.count() == 1 + 3
    victim.write()
    assert Owner.objects.count() == 4


@pytest.mark.parametrize("cookie", ["", "x", "a" * 31, "a" * 33, "a" * 31 + "/"])
def test_a_foreign_cookie_is_ignored(cookie: str) -> None:
    browser = open_page()
    for _ in range(2):
        browser.client.cookies["first_visit"] = cookie
        browser.write()
    assert Owner.objects.count() == 2


def test_the_cookie_alone_gives_no_access_later() -> None:
    browser = open_page()
    browser.write()
    Owner.objects.update(created=timezone.now() - timedelta(minutes=2))
    browser.write()
    assert Owner.objects.count() == 2


def test_an_account_cannot_be_reached_by_the_cookie() -> None:
    browser = open_page()
    browser.write()
    Owner.objects.update(user=User.objects.create_user("dora@example.com", "a long password"))
    browser.write()
    assert Owner.objects.filter(user=None).count() == 1
