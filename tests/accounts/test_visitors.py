"""Whom limits count: the connection's address, or what one trusted proxy says, and of IPv6 the first 64 bits."""

from importlib.util import find_spec, module_from_spec
from typing import Any

import pytest
from allauth.core.internal import ratelimit
from django.test import RequestFactory

from playground.accounts.visitors import visitor_address, visitor_digest, visitor_network, warn_of_proxy
from playground.pages.account_adapter import AccountAdapter

CONNECTION = "198.51.100.7"


def request(forwarded: str | None = None, connection: str = CONNECTION) -> Any:
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    return RequestFactory().get("/", REMOTE_ADDR=connection, headers=headers)


@pytest.fixture
def behind_proxy(settings: Any) -> None:
    """Trust the proxy in front, as PLAYGROUND_BEHIND_PROXY=true does."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1


@pytest.mark.parametrize("forwarded", [None, "203.0.113.9", "203.0.113.9, 203.0.113.10"])
def test_without_a_proxy_the_header_is_ignored(forwarded: str | None) -> None:
    assert visitor_address(request(forwarded)) == CONNECTION


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        ("203.0.113.9", "203.0.113.9"),
        # A proxy that appends leaves before its own word whatever the visitor has sent.
        ("127.0.0.1, 203.0.113.9", "203.0.113.9"),
        ("2001:db8::1", "2001:db8::1"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        (None, CONNECTION),
        ("", CONNECTION),
        ("203.0.113.9,", CONNECTION),
        ("unknown", CONNECTION),
        ("203.0.113.9:80", "203.0.113.9"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("play.example.com:80", CONNECTION),
    ],
)
def test_behind_a_proxy_the_last_forwarded_address_counts(
    behind_proxy: None, forwarded: str | None, address: str
) -> None:
    assert visitor_address(request(forwarded)) == address


@pytest.mark.parametrize(
    ("connection", "network"),
    [
        (CONNECTION, CONNECTION),
        ("::ffff:198.51.100.7", CONNECTION),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::"),
        ("2001:db8:1:3::1", "2001:db8:1:3::"),
        ("fe80::1%eth0", "fe80::"),
        ("", ""),
    ],
)
def test_a_customer_with_many_addresses_is_one_visitor(connection: str, network: str) -> None:
    assert visitor_network(request(connection=connection)) == network


def test_allauth_counts_the_same_visitor(behind_proxy: None) -> None:
    assert AccountAdapter().get_client_ip(request("127.0.0.1, 203.0.113.9")) == "203.0.113.9"


def test_a_digest_replaces_the_network(settings: Any) -> None:
    first, other = (visitor_digest(request(connection=address)) for address in ("192.0.2.7", "192.0.2.8"))
    assert first == visitor_digest(request(connection="192.0.2.7")) != other
    assert visitor_digest(request(connection="2001:db8::1")) == visitor_digest(request(connection="2001:db8::2"))
    assert visitor_digest(request(connection="")) == ""
    assert "192.0" not in first
    settings.SECRET_KEY = "another"
    assert visitor_digest(request(connection="192.0.2.7")) != first


def test_a_proxy_that_the_settings_do_not_name_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    warn_of_proxy.cache_clear()
    for _ in range(3):
        assert visitor_address(request("203.0.113.9", connection="127.0.0.1")) == "127.0.0.1"
    assert [record.message for record in caplog.records if "PLAYGROUND_BEHIND_PROXY is not set" in record.message]
    assert len(caplog.records) == 1


@pytest.mark.parametrize(("forwarded", "connection"), [("203.0.113.9", "8.8.8.8"), (None, "127.0.0.1")])
def test_a_visitor_cannot_cause_that_line(
    caplog: pytest.LogCaptureFixture, forwarded: str | None, connection: str
) -> None:
    warn_of_proxy.cache_clear()
    visitor_address(request(forwarded, connection=connection))
    assert not caplog.records


def test_allauth_still_has_the_waiting_time_that_is_replaced() -> None:
    # A copy of the module as it is installed. In the loaded one the name is always there, since it is assigned to.
    spec = find_spec("allauth.core.internal.ratelimit")
    assert spec
    assert spec.loader
    installed = module_from_spec(spec)
    spec.loader.exec_module(installed)
    assert isinstance(installed.CACHE_LOCK_WAIT_TIMEOUT, int)
    assert ratelimit.CACHE_LOCK_WAIT_TIMEOUT > installed.CACHE_LOCK_WAIT_TIMEOUT
