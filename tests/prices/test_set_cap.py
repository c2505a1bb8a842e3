"""The command with which an administrator caps one person."""

from io import StringIO

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from playground.configuration.money import read_micros
from playground.prices.caps import OWN, SERVER, find_cap
from tests.cast import Person

pytestmark = pytest.mark.django_db


def run(*args: str) -> str:
    out = StringIO()
    call_command("set_cap", *args, stdout=out)
    return out.getvalue()


def test_caps_an_account_by_its_address_and_a_guest_by_their_id(alice: Person, bob: Person) -> None:
    assert run("Alice@example.com", "12.50") == "alice@example.com may spend $12.50 a month with this server's keys.\n"
    assert find_cap(alice.owner, SERVER) == (12_500_000, False)
    assert find_cap(alice.owner, OWN) == (None, False)
    run(str(bob.owner.pk), "0")
    assert find_cap(bob.owner, SERVER) == (0, False)
    assert "the general limit" in run(str(bob.owner.pk), "general")
    assert find_cap(bob.owner, SERVER) == (None, False)


@pytest.mark.parametrize("amount", ["-1", "NaN", "Infinity", "ten", "", "1000001", "0.0000001"])
def test_refuses_what_is_no_amount(alice: Person, amount: str) -> None:
    with pytest.raises(CommandError, match="Enter an amount"):
        run("alice@example.com", "--", amount)
    assert find_cap(alice.owner, SERVER) == (None, False)


def test_names_who_does_not_exist() -> None:
    with pytest.raises(CommandError, match="nobody with the address or id eve@"):
        run("eve@example.com", "1")


@pytest.mark.parametrize(("text", "micros"), [("0", 0), ("12.50", 12_500_000), ("0.000001", 1), ("1000000", 10**12)])
def test_the_setting_is_an_amount_of_dollars(monkeypatch: pytest.MonkeyPatch, text: str, micros: int) -> None:
    monkeypatch.setenv("A_MONTH", text)
    assert read_micros("A_MONTH", "0") == micros


@pytest.mark.parametrize("text", ["-1", "1e3", "NaN", "1_0", "٣", ".", "1.2.3", "0.0000001", "1000001", "$5"])
def test_the_setting_refuses_everything_else(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("A_MONTH", text)
    with pytest.raises(ImproperlyConfigured, match="A_MONTH must be an amount of dollars"):
        read_micros("A_MONTH", "0")
