"""Addresses in variables as people write them: with quotation marks, capitals, a usual port, or a path too many."""

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from playground.configuration.addresses import read_hosts, read_origin, read_origins
from playground.configuration.environment import read_flag, read_number, read_secret, read_text
from playground.configuration.mail import read_mailers

NAME = "PLAYGROUND_TESTED"
HOME = "https://play.example.com"


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        (HOME, HOME),
        (f"{HOME}/", HOME),
        (f'"{HOME}"', HOME),
        (f"'{HOME}/'", HOME),
        ("HTTPS://Play.Example.COM", HOME),
        (f"{HOME}:443", HOME),
        ("http://play.example.com:80", "http://play.example.com"),
        (f"{HOME}:8443", f"{HOME}:8443"),
        ("http://[2001:DB8::1]:8000", "http://[2001:db8::1]:8000"),
        ("https://café.example", "https://xn--caf-dma.example"),
        ("", ""),
    ],
)
def test_a_public_address_is_read_as_a_browser_sends_it(
    monkeypatch: pytest.MonkeyPatch, text: str, origin: str
) -> None:
    monkeypatch.setenv(NAME, text)
    assert read_origin(NAME) == origin


@pytest.mark.parametrize(
    "text",
    [
        f"{HOME}/studio",
        f"{HOME}/studio/",
        f"{HOME}?x",
        f"{HOME}#x",
        "https://anna@play.example.com",
        f"{HOME}:port",
        f"{HOME}:0",
        f"{HOME} https://b.example",
        "https:///play.example.com",
    ],
)
def test_an_address_with_more_or_less_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv(NAME, text)
    with pytest.raises(ImproperlyConfigured, match=f"^{NAME} must be like https://play.example.com, without a path"):
        read_origin(NAME)


def test_hosts_are_read_without_scheme_and_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "'Play.example.com:8443, https://b.example/, [::1]:8000, .c.example,*'")
    assert read_hosts(NAME, "", "") == ["play.example.com", "b.example", "[::1]", ".c.example", "*"]


def test_the_public_address_is_answered_and_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_hosts(NAME, "localhost", f"{HOME}:8443") == ["localhost", "play.example.com"]
    monkeypatch.setenv(NAME, "https://B.example:443")
    assert read_origins(NAME, HOME) == [HOME, "https://b.example"]


@pytest.mark.parametrize("text", ["play.example.com/studio", "a b", "localhost,http://", "host:port"])
def test_a_host_that_is_none_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv(NAME, text)
    with pytest.raises(ImproperlyConfigured, match=f"^{NAME}: each name must be like play.example.com"):
        read_hosts(NAME, "", "")


def test_quotation_marks_around_any_value_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, '"true"')
    assert read_flag(NAME, False) is True
    monkeypatch.setenv(NAME, "'12'")
    assert read_number(NAME, 1) == 12
    monkeypatch.setenv(NAME, '"it\'s"')
    assert read_text(NAME) == "it's"
    monkeypatch.setenv(NAME, '"')
    assert read_text(NAME) == '"'


def test_a_secret_keeps_its_quotation_marks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    # Sessions were signed with them.
    monkeypatch.setenv(NAME, '"secret"')
    assert read_secret(NAME, tmp_path / "none") == '"secret"'


def test_the_password_of_the_mail_server_keeps_its_quotation_marks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAYGROUND_EMAIL_HOST", "mail.example")
    monkeypatch.setenv("PLAYGROUND_EMAIL_PASSWORD", "'pass'")
    options: Any = read_mailers()["default"]["OPTIONS"]
    assert options["password"] == "'pass'"
