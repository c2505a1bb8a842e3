"""A browser's first writes may come at once, before any of them has a session."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from playground.accounts.models import Owner
from tests.cast import FLEX

pytestmark = pytest.mark.django_db
DRAFT = f"/{FLEX}/draft/"


def fresh_browser() -> Client:
    """Return a browser that has seen the page, as a person's has before it writes anything."""
    browser = Client()
    browser.get(f"/{FLEX}/")
    return browser


def write_before_any_answer(browser: Client) -> None:
    """Write without the session of an earlier answer, as a request does that was sent beside it."""
    browser.cookies.pop("sessionid", None)
    assert browser.post(DRAFT, {"prompt": "a fox"}).status_code == 204


def test_two_first_writes_of_a_browser_make_one_owner() -> None:
    browser = fresh_browser()
    write_before_any_answer(browser)
    write_before_any_answer(browser)
    assert Owner.objects.count() == 1


def test_another_browser_has_an_owner_of_its_own() -> None:
    write_before_any_answer(fresh_browser())
    write_before_any_answer(fresh_browser())
    assert Owner.objects.count() == 2


def test_later_the_cookie_alone_opens_nothing() -> None:
    browser = fresh_browser()
    write_before_any_answer(browser)
    Owner.objects.update(created=timezone.now() - timedelta(minutes=2))
    write_before_any_answer(browser)
    assert Owner.objects.count() == 2


def test_an_account_is_never_reached_that_way(django_user_model: type) -> None:
    browser = fresh_browser()
    write_before_any_answer(browser)
    user = django_user_model.objects.create_user("dora@example.com", "a long password")  # type: ignore[attr-defined]
    Owner.objects.update(user=user)
    write_before_any_answer(browser)
    assert Owner.objects.filter(user=None).count() == 1
