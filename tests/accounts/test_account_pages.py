"""Account pages open or redirect, signed in or out; changes that could take over an account need the password."""

import re
from typing import Any

import pytest
from allauth.account import urls
from allauth.account.models import EmailAddress
from django.conf import settings as django_settings
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import URLPattern, reverse

from playground.accounts.api_keys import create_key, find_api_key
from playground.accounts.models import User
from tests.cast import Person
from tests.conftest import PASSWORD
from tests.markup import parse

pytestmark = pytest.mark.usefixtures("fresh_counts")
NEW_PASSWORD = "a-better-horse-battery"
EMAIL = "alice@example.com"
ARGUMENTS = {"account_confirm_email": ["some-key"], "account_reset_password_from_key": ["1", "some-key"]}
NAMES = [pattern.name or "" for pattern in urls.urlpatterns if isinstance(pattern, URLPattern)]


def confirm(person: Person, password: str = PASSWORD) -> Any:
    return person.post("account_reauthenticate", password=password)


@pytest.mark.parametrize("name", NAMES)
def test_a_signed_out_visitor_gets_a_page_or_a_redirect(anonymous: Person, name: str) -> None:
    answer: Any = anonymous.client.get(reverse(name, args=ARGUMENTS.get(name, [])), follow=True)
    assert answer.status_code == 200, answer.redirect_chain
    assert parse(answer).find("h1").text


@pytest.mark.parametrize("name", NAMES)
def test_a_signed_in_person_gets_a_page_or_a_redirect(alice: Person, name: str) -> None:
    answer: Any = alice.client.get(reverse(name, args=ARGUMENTS.get(name, [])), follow=True)
    assert answer.status_code == 200, answer.redirect_chain


def test_signing_in_returns_to_the_requested_page(alice: Person, anonymous: Person) -> None:
    page = anonymous.get("account_change_password")
    assert page.status_code == 302
    assert page["Location"] == "/account/login/?next=/account/password/change/"
    answer = anonymous.client.post(page["Location"], {"login": EMAIL, "password": PASSWORD, "next": "/history/"})
    assert answer["Location"] == "/history/"


def test_the_menu_links_to_the_account_pages(alice: Person) -> None:
    EmailAddress.objects.create(user=User.objects.get(), email=EMAIL, primary=True, verified=True)
    menu = parse(alice.get("history")).find("a", href="/account/email/")
    assert menu.text == "Email addresses"
    page = parse(alice.client.get(menu["href"]))
    assert page.find("input", type="radio", name="email")["value"] == EMAIL


@pytest.mark.parametrize("action", ["action_add", "action_primary", "action_remove"])
def test_changing_the_address_requires_the_password(alice: Person, action: str) -> None:
    EmailAddress.objects.create(user=User.objects.get(), email=EMAIL, primary=True, verified=True)
    EmailAddress.objects.create(user=User.objects.get(), email="old@example.com", verified=True)
    fields: dict[str, Any] = {"email": "new@example.com" if action == "action_add" else "old@example.com", action: ""}
    before = list(EmailAddress.objects.values_list("email", "primary"))
    answer = alice.post("account_email", **fields)
    assert answer["Location"].startswith("/account/reauthenticate/")
    assert confirm(alice, "wrong").status_code == 200
    assert list(EmailAddress.objects.values_list("email", "primary")) == before
    assert confirm(alice).status_code == 302
    alice.post("account_email", **fields)
    assert list(EmailAddress.objects.values_list("email", "primary")) != before


def test_changing_the_password_requires_the_old_one(alice: Person) -> None:
    fields: dict[str, Any] = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    page = parse(alice.post("account_change_password", oldpassword="wrong", **fields))
    assert page.field_error("oldpassword")
    assert User.objects.get().check_password(PASSWORD)


def change(person: Person, **more: str) -> None:
    fields: dict[str, Any] = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD} | more
    assert person.post("account_change_password", **fields).status_code == 302
    assert User.objects.get().check_password(NEW_PASSWORD)


def test_a_new_password_ends_other_sessions(alice: Person) -> None:
    elsewhere = Client()
    elsewhere.force_login(User.objects.get())
    change(alice)
    assert alice.get("account_change_password").status_code == 200
    assert elsewhere.get("/account/password/change/").status_code == 302


@pytest.mark.parametrize(("more", "is_ended"), [({}, False), ({"revoke_keys": "on"}, True)])
def test_a_new_password_can_revoke_the_keys(alice: Person, bob: Person, more: dict[str, str], is_ended: bool) -> None:
    raw = [create_key(alice.owner)[1] for _ in range(2)]
    foreign = create_key(bob.owner)[1]
    assert "all 2 API keys" in alice.see("account_change_password").text
    change(alice, **more)
    assert [find_api_key(key) is None for key in raw] == [is_ended] * 2
    assert find_api_key(foreign)


def test_without_keys_revoking_is_not_offered(alice: Person) -> None:
    assert not alice.see("account_change_password").has("input", name="revoke_keys")


def test_a_password_reset_can_revoke_the_keys(alice: Person, anonymous: Person, mailoutbox: list[EmailMessage]) -> None:
    raw = create_key(alice.owner)[1]
    anonymous.post("account_reset_password", email=EMAIL)
    (address,) = re.findall(r"http://\S+/password/reset/key/\S+", str(mailoutbox[0].body))
    form: Any = anonymous.client.get(address.removeprefix("http://testserver"), follow=True)
    assert parse(form).has("input", name="revoke_keys")
    path = form.redirect_chain[-1][0]
    fields: dict[str, Any] = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD, "revoke_keys": "on"}
    assert anonymous.client.post(path, fields).status_code == 302
    assert User.objects.get().check_password(NEW_PASSWORD)
    assert find_api_key(raw) is None
    assert alice.get("account_change_password").status_code == 302


def test_the_address_of_somebody_else_cannot_be_taken(alice: Person, charlie: Person) -> None:
    assert django_settings.ACCOUNT_EMAIL_VERIFICATION == "none"
    confirm(charlie)
    charlie.post("account_email", email=EMAIL, action_add="")
    answer = charlie.post("account_email", email=EMAIL, action_primary="")
    assert answer.status_code < 500
    assert set(User.objects.values_list("email", flat=True)) == {EMAIL, "charlie@example.com"}
