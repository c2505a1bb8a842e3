"""Servers that people run themselves: which addresses they may enter, and what is kept of them."""

from typing import Any

import pytest

from playground.accounts.models import RemoteKey, Verdict
from playground.accounts.own_servers import InvalidAddress, clean_address, find_offered, find_own_server_dialect
from playground.accounts.remote_keys import (
    Access,
    KeyUnavailable,
    chosen_source,
    find_access,
    has_server_key,
    possible_sources,
    save_key,
)
from playground.catalog.loading import get_spec
from playground.catalog.narrowing import Offer, Offers, write_offers
from playground.configuration.environment import RemoteApi
from tests.cast import Person

DEFAULT = "http://127.0.0.1:1234"
SPEC = get_spec("sdcpp/loaded-model/generate")
KLEIN = write_offers(Offers("klein", {"sample_steps": Offer(default=4)}))


def give(person: Person, address: str = "http://192.168.1.20:1234", verdict: str = Verdict.ACCEPTED) -> None:
    save_key(person.owner, "sdcpp", "", verdict, address=address, offers=KLEIN)


def access(person: Person, source: str = "own") -> Access:
    return find_access(person.owner, "sdcpp", source, DEFAULT, title="stable-diffusion.cpp")


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("http://127.0.0.1:1234/", "http://127.0.0.1:1234"),
        (" 192.168.1.20:1234 ", "http://192.168.1.20:1234"),
        ("localhost:1234", "http://localhost:1234"),
        ("HTTPS://GPU.example/sd/", "https://gpu.example/sd"),
        ("http://[::1]:1234", "http://[::1]:1234"),
    ],
)
def test_an_address_is_brought_into_one_form(settings: Any, text: str, address: str) -> None:
    settings.OWN_SERVERS = "private"
    assert clean_address(text) == address


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Enter the address of your server"),
        ("ftp://gpu.example/", "must begin with http:// or https://"),
        ("http://user:pass@gpu.example/", "must not contain a user name or password"),
        ("http://gpu.example/?a=1", "without ? or #"),
        ("http://gpu.example/#top", "without ? or #"),
        ("http://gpu.example/" + "x" * 600, "the maximum is 500"),
        ("http://0.0.0.0:1234", "cannot be reached"),
        ("http://2130706433/", "four decimal numbers"),
        ("http://gpu.example:99999/", "port"),
        ("http://", "not valid|name a host"),
        ("two words", "neither a valid name|not valid"),
    ],
)
def test_other_texts_are_refused_with_a_reason(settings: Any, text: str, words: str) -> None:
    settings.OWN_SERVERS = "private"
    with pytest.raises(InvalidAddress, match=words.replace("?", r"\?")):
        clean_address(text)


@pytest.mark.parametrize(
    "text",
    ["http://127.0.0.1:1234", "http://10.0.0.1/", "http://[::1]/", "http://169.254.169.254/", "gpu.example:1234"],
)
def test_for_strangers_only_public_addresses_and_ports_of_the_web(settings: Any, text: str) -> None:
    settings.OWN_SERVERS = "public"
    with pytest.raises(InvalidAddress, match="connects to public servers only"):
        clean_address(text)
    assert clean_address("https://gpu.example:8443/") == "https://gpu.example:8443"


@pytest.mark.parametrize("allowed", ["public", "private"])
def test_a_server_is_used_with_the_reach_of_the_settings(bob: Person, settings: Any, allowed: str) -> None:
    give(bob)
    settings.OWN_SERVERS = allowed
    assert access(bob) == Access("", "http://192.168.1.20:1234", allowed)  # type: ignore[arg-type]  # one of the literals
    assert chosen_source(bob.owner, "sdcpp") == "own"


def test_where_they_are_not_allowed_no_server_is_used(bob: Person, settings: Any) -> None:
    give(bob)
    settings.OWN_SERVERS = "off"
    assert possible_sources(bob.owner, "sdcpp") == ("sketch",)
    assert find_own_server_dialect() == ""
    with pytest.raises(KeyUnavailable, match="no longer uses people's own servers"):
        access(bob)
    assert find_offered(bob.owner, SPEC) is SPEC
    with pytest.raises(
        KeyUnavailable, match=r"no longer has a shared server for stable-diffusion.cpp: choose another engine\.$"
    ):
        access(bob, "server")


def test_a_removed_server_is_not_replaced_by_another(bob: Person) -> None:
    with pytest.raises(KeyUnavailable, match="was removed: enter its address again"):
        access(bob)


def test_the_playgrounds_own_server_needs_no_key(bob: Person, settings: Any) -> None:
    settings.OWN_SERVERS = "off"
    assert not has_server_key("sdcpp")
    settings.REMOTE_APIS = settings.REMOTE_APIS | {"sdcpp": RemoteApi("", "http://gpu:1234", 16)}
    assert possible_sources(bob.owner, "sdcpp") == ("sketch", "server")
    assert access(bob, "server") == Access("", "http://gpu:1234")
    # A key alone leads nowhere.
    settings.REMOTE_APIS = settings.REMOTE_APIS | {"sdcpp": RemoteApi("a-key", "", 16)}
    assert not has_server_key("sdcpp")


def test_the_spec_follows_the_chosen_server_only(bob: Person, django_assert_num_queries: Any) -> None:
    give(bob, verdict=Verdict.UNKNOWN)
    assert find_offered(bob.owner, SPEC) is SPEC
    give(bob)
    owner = bob.owner
    with django_assert_num_queries(1):
        offered = find_offered(owner, SPEC).get("sample_steps")
    assert offered is not None
    assert offered.default == 4
    with django_assert_num_queries(0):
        assert find_offered(owner, get_spec("bfl/flux-2-flex/generate")).dialect == "bfl"
        assert find_offered(None, SPEC) is SPEC


def test_a_new_address_replaces_what_the_old_one_offered(bob: Person) -> None:
    give(bob)
    save_key(bob.owner, "sdcpp", "a-key", Verdict.UNKNOWN, address="http://10.0.0.9:1234")
    row = RemoteKey.objects.get()
    assert (row.address, row.offers) == ("http://10.0.0.9:1234", None)
    assert "a-key" not in str(RemoteKey.objects.values())
