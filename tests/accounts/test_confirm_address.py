"""The command that confirms addresses without mail."""

from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command

from playground.accounts.membership import is_member
from playground.accounts.models import User
from tests.accounts.test_sign_up import sign_up
from tests.cast import Person


def confirm(*emails: str) -> str:
    said = StringIO()
    call_command("confirm_address", *emails, stdout=said)
    return said.getvalue()


def test_without_mail_an_account_is_not_a_member_until_confirmed(bob: Person) -> None:
    sign_up(bob)
    assert not is_member(bob.owner)
    assert confirm("BOB@example.com ") == "bob@example.com is confirmed.\n"
    assert is_member(bob.owner)
    address = EmailAddress.objects.get()
    assert (address.email, address.verified, address.primary) == ("bob@example.com", True, True)
    assert confirm("bob@example.com") == "bob@example.com was already confirmed.\n"


def test_an_account_that_never_had_an_address_gets_one(db: None) -> None:
    user = User.objects.create_user("carol@example.com")
    confirm("carol@example.com")
    assert EmailAddress.objects.get(user=user).verified


def test_all_addresses_are_confirmed_or_none(alice: Person) -> None:
    with pytest.raises(CommandError, match=r"no account with the address nobody@example\.com"):
        confirm("alice@example.com", "nobody@example.com")
    assert not is_member(alice.owner)


def test_guests_are_not_members(bob: Person) -> None:
    assert not is_member(bob.owner)
    assert not is_member(None)
