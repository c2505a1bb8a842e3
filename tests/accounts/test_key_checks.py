"""`check` names what lets strangers spend this server's keys, and the default that does not."""

from typing import Any

import pytest

from playground.accounts.checks import check_proxy, check_sender, check_server_keys
from playground.configuration.access import is_local, read_key_audience
from playground.configuration.environment import RemoteApi

PUBLIC = "https://play.example.com"


@pytest.mark.parametrize(
    ("key", "public_url", "mail", "audience", "in_all", "expected"),
    [
        ("key", PUBLIC, "mandatory", "members", 500, []),
        ("key", PUBLIC, "none", "members", 500, ["accounts.W002"]),
        ("key", PUBLIC, "none", "everyone", 500, ["accounts.W001"]),
        ("key", PUBLIC, "mandatory", "members", 0, ["accounts.W003"]),
        ("key", "", "none", "everyone", 500, []),
        ("", PUBLIC, "none", "everyone", 0, []),
    ],
)
def test_the_check_warns_of_who_can_spend_the_keys(
    settings: Any, key: str, public_url: str, mail: str, audience: str, in_all: int, expected: list[str]
) -> None:
    settings.REMOTE_APIS = {"onemin": RemoteApi(key, "", 16)}
    settings.PUBLIC_URL, settings.ACCOUNT_EMAIL_VERIFICATION = public_url, mail
    settings.IS_LOCAL = not public_url
    settings.SERVER_KEYS_FOR, settings.SERVER_KEYS_IN_ALL_A_DAY = audience, in_all
    found = check_server_keys(None)
    assert [message.id for message in found] == expected
    assert all(message.hint for message in found)


def test_a_server_that_others_open_without_a_public_address_is_checked_too(settings: Any) -> None:
    settings.REMOTE_APIS = {"onemin": RemoteApi("key", "", 16)}
    settings.PUBLIC_URL, settings.ALLOWED_HOSTS, settings.IS_LOCAL = "", ["localhost", "192.168.1.7"], False
    settings.SERVER_KEYS_FOR, settings.SERVER_KEYS_IN_ALL_A_DAY = "everyone", 500
    [message] = check_server_keys(None)
    assert message.id == "accounts.W001"
    assert "192.168.1.7" in message.msg


@pytest.mark.parametrize(
    ("mail", "sender", "expected"),
    [
        ("mandatory", "playground@localhost", ["accounts.W005"]),
        ("mandatory", "playground@play.example.com", []),
        ("none", "playground@localhost", []),
    ],
)
def test_the_check_warns_of_a_sender_that_mail_servers_refuse(
    settings: Any, mail: str, sender: str, expected: list[str]
) -> None:
    settings.ACCOUNT_EMAIL_VERIFICATION, settings.DEFAULT_FROM_EMAIL = mail, sender
    found = check_sender(None)
    assert [message.id for message in found] == expected
    assert all(message.hint for message in found)


@pytest.mark.parametrize(
    ("https", "behind_proxy", "expected"),
    [(True, False, ["accounts.W004"]), (True, True, []), (False, False, []), (False, True, [])],
)
def test_the_check_warns_of_an_undeclared_proxy(
    settings: Any, https: bool, behind_proxy: bool, expected: list[str]
) -> None:
    settings.HTTPS, settings.BEHIND_PROXY = https, behind_proxy
    assert [message.id for message in check_proxy(None)] == expected


@pytest.mark.parametrize(
    ("public_url", "hosts", "behind_proxy", "audience"),
    [
        ("", ["localhost", "127.0.0.1", "[::1]"], "false", "everyone"),
        ("", ["localhost"], "true", "members"),
        ("", ["localhost", "192.168.1.7"], "false", "members"),
        ("", ["*"], "false", "members"),
        (PUBLIC, ["localhost"], "false", "members"),
    ],
)
def test_everyone_may_use_the_keys_only_on_a_local_server(
    monkeypatch: pytest.MonkeyPatch, public_url: str, hosts: list[str], behind_proxy: str, audience: str
) -> None:
    monkeypatch.setenv("PLAYGROUND_BEHIND_PROXY", behind_proxy)
    monkeypatch.delenv("PLAYGROUND_SERVER_KEYS_FOR", raising=False)
    local = is_local(public_url, hosts)
    assert read_key_audience(local=local) == audience
    monkeypatch.setenv("PLAYGROUND_SERVER_KEYS_FOR", "everyone")
    assert read_key_audience(local=local) == "everyone"
