"""A key that no test has accepted makes no pictures until the person chooses it."""

from typing import Any

import pytest

from playground.accounts.models import Verdict
from playground.accounts.remote_keys import chosen_source, remove_key, save_key
from playground.configuration.environment import RemoteApi
from playground.standins.onemin import OneMinStandin
from tests.cast import FLEX, Person
from tests.conftest import PASSWORD
from tests.markup import Element

UNTESTED = (Verdict.UNKNOWN, Verdict.UNTESTABLE, Verdict.REFUSED)


def section(person: Person) -> Element:
    return person.see("remote_keys").find("section", data_dialect="onemin")


def use_anyway(person: Person) -> int:
    return int(person.post("use_remote_key", "onemin").status_code)


@pytest.mark.parametrize("verdict", UNTESTED)
def test_the_sketch_engine_goes_on_until_the_person_chooses_the_key(
    bob: Person, verdict: Verdict, sketch: None
) -> None:
    save_key(bob.owner, "onemin", "mine", verdict)
    assert chosen_source(bob.owner, "onemin") == "sketch"
    bob.generate(FLEX)
    assert bob.owner.generations.get().engine == "sketch"
    assert section(bob).has("button", formaction="/account/keys/apis/onemin/use/")
    assert use_anyway(bob) == 302
    assert chosen_source(bob.owner, "onemin") == "own"
    assert not section(bob).has("button", formaction="/account/keys/apis/onemin/use/")


@pytest.mark.parametrize(("dialect", "site"), [("onemin", "1min.ai"), ("bfl", "bfl.ai"), ("fal", "fal.ai")])
def test_a_key_comes_from_the_site_of_the_api(bob: Person, dialect: str, site: str) -> None:
    card = bob.see("remote_keys").find("section", data_dialect=dialect)
    assert card.has("a", href=f"https://{site}/")


def test_the_servers_key_goes_on_too(bob: Person, settings: Any) -> None:
    settings.REMOTE_APIS = settings.REMOTE_APIS | {"onemin": RemoteApi("server-key", "", 16)}
    settings.SERVER_KEYS_FOR = "everyone"
    save_key(bob.owner, "onemin", "mine", Verdict.UNKNOWN)
    assert chosen_source(bob.owner, "onemin") == "server"


def test_an_untested_key_does_not_take_the_place_of_an_accepted_one(bob: Person) -> None:
    save_key(bob.owner, "onemin", "mine", Verdict.ACCEPTED)
    save_key(bob.owner, "onemin", "another", Verdict.UNKNOWN)
    assert chosen_source(bob.owner, "onemin") == "sketch"


def test_it_serves_once_a_test_accepts_it(bob: Person, settings: Any) -> None:
    with OneMinStandin(keys=("good-key",)) as standin:
        settings.REMOTE_APIS = settings.REMOTE_APIS | {"onemin": RemoteApi("", standin.address, 16)}
        save_key(bob.owner, "onemin", "good-key", Verdict.UNKNOWN)
        assert "Saved, not tested yet" in section(bob).text
        bob.post("test_remote_key", "onemin")
        assert chosen_source(bob.owner, "onemin") == "own"
        assert "Accepted" in section(bob).text
        # Somebody who goes back to sketches keeps them, however often the key is tested.
        bob.post("choose_engine", *FLEX.split("/"), source="sketch")
        bob.post("test_remote_key", "onemin")
        assert chosen_source(bob.owner, "onemin") == "sketch"


def test_signing_in_does_not_let_a_guests_untested_key_serve(alice: Person, bob: Person) -> None:
    save_key(alice.owner, "onemin", "hers", Verdict.ACCEPTED)
    remove_key(alice.owner, "onemin")
    save_key(bob.owner, "onemin", "his", Verdict.UNKNOWN)
    bob.post("account_login", login="alice@example.com", password=PASSWORD)
    assert chosen_source(alice.owner, "onemin") == "sketch"


def test_only_the_owner_of_a_key_can_choose_it(bob: Person, charlie: Person, anonymous: Person) -> None:
    save_key(bob.owner, "onemin", "mine", Verdict.UNKNOWN)
    assert (use_anyway(charlie), use_anyway(anonymous)) == (404, 404)
    assert bob.get("use_remote_key", "onemin").status_code == 405
    assert bob.post("use_remote_key", "nothing").status_code == 404


@pytest.mark.parametrize(("dialect", "words"), [("bfl", "$0.05 (FLUX.2 [flex])"), ("onemin", "Price unknown")])
def test_says_where_to_get_a_key_and_what_pictures_cost(anonymous: Person, dialect: str, words: str) -> None:
    shown = anonymous.see("remote_keys").find("section", data_dialect=dialect)
    assert "You get a key in your account at" in shown.text
    assert words in shown.text


def test_a_source_without_a_page_is_no_link(anonymous: Person) -> None:
    shown = anonymous.see("remote_keys").find("section", data_dialect="replicate")
    assert "Prices from third parties that list Replicate’s prices, read on 18 August 2026" in shown.text
    assert not [link["href"] for link in shown.all("a") if "third" in link["href"]]


def test_an_unnamed_key_of_this_server_says_so(bob: Person) -> None:
    bob.post("keys", name="")
    assert "Unnamed key" in bob.see("keys").find(data_key=True).text
