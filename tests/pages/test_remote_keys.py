"""The page of keys for the public APIs: entered, tested, never shown again, removed."""

import logging
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from playground.accounts.models import Owner, RemoteKey, Verdict
from playground.accounts.remote_keys import chosen_source, find_usable_key, save_key
from playground.configuration.environment import RemoteApi
from playground.standins.bfl import BflStandin
from playground.standins.onemin import OneMinStandin
from tests.cast import Person
from tests.markup import Element, parse

KEY = "good-key-4f9a"
WRONG = "wrong-key-77"


@pytest.fixture
def onemin(settings: Any) -> Iterator[OneMinStandin]:
    """A stand-in for 1min.ai, which lets one key in."""
    with OneMinStandin(keys=(KEY,)) as standin:
        settings.REMOTE_APIS = settings.REMOTE_APIS | {"onemin": RemoteApi("", standin.address, 16)}
        yield standin


@pytest.fixture
def bfl(settings: Any) -> Iterator[BflStandin]:
    with BflStandin(keys=(KEY,)) as standin:
        settings.REMOTE_APIS = settings.REMOTE_APIS | {"bfl": RemoteApi("", standin.address, 16)}
        yield standin


def enter(person: Person, key: str, dialect: str = "onemin", **more: str) -> Any:
    fields: dict[str, Any] = {f"{dialect}-{name}": value for name, value in ({"key": key} | more).items()}
    return person.post("save_remote_key", dialect, **fields)


def kept(person: Person, dialect: str = "onemin") -> str:
    return find_usable_key(person.owner, dialect, "own")


def section(person: Person, dialect: str = "onemin") -> Element:
    return person.see("remote_keys").find("section", data_dialect=dialect)


def said(person: Person) -> str:
    return person.see("remote_keys").by_id("notice").text


@pytest.mark.parametrize("name", ["alice", "bob"])
def test_saves_an_accepted_key_and_uses_it(request: pytest.FixtureRequest, name: str, onemin: OneMinStandin) -> None:
    person: Person = request.getfixturevalue(name)
    response = enter(person, f"API-KEY: {KEY}")
    assert (response.status_code, response["Location"]) == (302, "/account/keys/apis/#onemin")
    assert "1min.ai accepts the key" in said(person)
    assert section(person).has(data_verdict="accepted")
    assert kept(person) == KEY
    assert chosen_source(person.owner, "onemin") == "own"
    assert (len(onemin.steps("key")), onemin.paid, onemin.violations) == (1, 0, [])


def test_does_not_replace_a_key_by_a_refused_one(bob: Person, onemin: OneMinStandin) -> None:
    enter(bob, KEY)
    response = enter(bob, WRONG)
    assert response.status_code == 422
    page = parse(response)
    problem = page.find("section", data_dialect="onemin")
    assert "1min.ai refused the key (401)" in problem.text
    assert "The key was not saved" in problem.text
    assert problem.control("onemin-key").get("aria-invalid") == "true"
    assert "was saved" not in page.find("section", data_dialect="apiframe").text
    assert kept(bob) == KEY


def test_saves_a_refused_key_if_the_person_insists(bob: Person, onemin: OneMinStandin) -> None:
    assert not section(bob).has(name="onemin-insist")
    assert parse(enter(bob, WRONG)).has(name="onemin-insist")
    assert enter(bob, WRONG, insist="on").status_code == 302
    assert section(bob).has(data_verdict="refused")
    assert kept(bob) == WRONG


def test_tests_a_key_by_asking_for_the_credits(bob: Person, bfl: BflStandin) -> None:
    assert enter(bob, KEY, "bfl").status_code == 302
    assert "Black Forest Labs accepts the key" in said(bob)
    assert section(bob, "bfl").has(data_verdict="accepted")
    assert "refused the key (403)" in parse(enter(bob, WRONG, "bfl")).find("section", data_dialect="bfl").text
    assert (len(bfl.steps("key")), bfl.paid, bfl.violations) == (2, 0, [])


def test_saves_a_key_untested_if_the_api_does_not_answer(bob: Person, settings: Any) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{closed.getsockname()[1]}"
        settings.REMOTE_APIS = settings.REMOTE_APIS | {"onemin": RemoteApi("", address, 16)}
        assert enter(bob, KEY).status_code == 302
    assert "We couldn’t reach 1min.ai. Your key is saved, not tested yet." in said(bob)
    assert section(bob).has(data_verdict="unknown")
    assert kept(bob) == KEY


@pytest.mark.parametrize("pasted", ["", "two words here", "x" * 501])
def test_refuses_an_invalid_key_without_sending_it(bob: Person, onemin: OneMinStandin, pasted: str) -> None:
    response = enter(bob, pasted)
    assert response.status_code == 422
    assert parse(response).control("onemin-key").get("aria-invalid") == "true"
    assert not pasted or pasted not in response.content.decode()
    assert onemin.requests == []


def test_no_response_and_no_log_contains_the_key(
    bob: Person, onemin: OneMinStandin, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    answers = [enter(bob, WRONG), enter(bob, KEY), bob.get("remote_keys"), bob.post("test_remote_key", "onemin")]
    answers += [bob.get("remote_keys"), bob.get("keys"), bob.get("home")]
    for answer in answers:
        for key in (KEY, WRONG):
            assert key not in f"{answer.headers}{answer.content.decode()}"
    assert KEY not in caplog.text
    assert WRONG not in caplog.text
    assert KEY not in str(bob.client.session.items())


def test_the_page_is_not_cached_and_not_autofilled(bob: Person, onemin: OneMinStandin) -> None:
    assert bob.get("remote_keys")["Cache-Control"] == "no-store, no-transform"
    assert enter(bob, WRONG)["Cache-Control"] == "no-store, no-transform"
    control = bob.see("remote_keys").control("onemin-key")
    assert (control["autocomplete"], control.get("value")) == ("off", "")


def test_a_key_is_tested_again(bob: Person, onemin: OneMinStandin) -> None:
    enter(bob, KEY)
    onemin.keys.clear()
    assert bob.post("test_remote_key", "onemin").status_code == 302
    assert "refused the key (401)" in said(bob)
    assert section(bob).has(data_verdict="refused")
    assert kept(bob) == KEY


def test_removing_a_key_removes_its_engine(bob: Person, onemin: OneMinStandin) -> None:
    enter(bob, KEY)
    assert bob.post("remove_remote_key", "onemin").status_code == 302
    assert not RemoteKey.objects.exists()
    assert not section(bob).has(data_verdict=True)
    assert chosen_source(bob.owner, "onemin") == "sketch"
    # A key that is removed cannot be tested, but a second click on "Remove" says the same.
    assert bob.post("test_remote_key", "onemin").status_code == 404
    assert bob.post("remove_remote_key", "onemin").status_code == 302


def test_asks_again_for_a_key_that_cannot_be_decrypted(bob: Person, bfl: BflStandin, settings: Any) -> None:
    bfl.keys.add("entered-again")
    enter(bob, KEY, "bfl")
    settings.ENCRYPTION_KEYS = ["another"]
    assert "can no longer decrypt your key" in section(bob, "bfl").text
    assert bob.post("test_remote_key", "bfl").status_code == 302
    assert "enter it again" in said(bob)
    enter(bob, "entered-again", "bfl")
    assert kept(bob, "bfl") == "entered-again"


def test_a_visit_and_a_refused_key_create_no_owner(anonymous: Person, onemin: OneMinStandin) -> None:
    anonymous.see("remote_keys")
    enter(anonymous, WRONG)
    assert not Owner.objects.exists()
    enter(anonymous, KEY)
    assert kept(anonymous) == KEY


def test_other_peoples_keys_are_not_accessible(bob: Person, charlie: Person, anonymous: Person) -> None:
    save_key(bob.owner, "onemin", KEY, Verdict.ACCEPTED)
    for person in (charlie, anonymous):
        assert not section(person).has(data_verdict=True)
        assert person.post("remove_remote_key", "onemin").status_code == 404
        assert person.post("test_remote_key", "onemin").status_code == 404
    assert kept(bob) == KEY


def test_an_unknown_api_is_not_found(bob: Person) -> None:
    for name in ("save_remote_key", "test_remote_key", "remove_remote_key"):
        assert bob.post(name, "nothing").status_code == 404


def test_a_get_request_changes_nothing(bob: Person) -> None:
    save_key(bob.owner, "onemin", KEY, Verdict.ACCEPTED)
    for name in ("save_remote_key", "test_remote_key", "remove_remote_key"):
        assert bob.get(name, "onemin").status_code == 405
    assert kept(bob) == KEY


def test_refuses_a_key_posted_from_another_site(bob: Person) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = bob.client.cookies
    assert client.post("/account/keys/apis/bfl/", {"bfl-key": KEY}, headers={"Accept": "text/html"}).status_code == 403
    assert not RemoteKey.objects.exists()


def test_mentions_the_servers_key_without_showing_it(bob: Person, settings: Any) -> None:
    assert "This server has a key" not in section(bob).text
    settings.REMOTE_APIS = settings.REMOTE_APIS | {"onemin": RemoteApi("the-servers-own", "", 16)}
    settings.SERVER_KEYS_FOR, settings.SERVER_KEYS_A_DAY = "everyone", 7
    assert "This server has a key that you may use, for 7 pictures a day" in section(bob).text
    assert "the-servers-own" not in bob.get("remote_keys").content.decode()


def test_shows_what_is_left_of_the_servers_key(bob: Person, charlie: Person, settings: Any) -> None:
    settings.REMOTE_APIS = settings.REMOTE_APIS | {"onemin": RemoteApi("the-servers-own", "", 16)}
    settings.SERVER_KEYS_FOR, settings.SERVER_KEYS_A_DAY, settings.SERVER_KEYS_IN_ALL_A_DAY = "everyone", 4, 6
    assert "for 4 pictures a day. You have 4 pictures left today." in section(bob).text
    bob.ask(variants=3)
    assert "You have 1 picture left today." in section(bob).text
    assert "This server has 3 of its 6 pictures for today left." in section(charlie).text
    charlie.ask(variants=3)
    assert "This server has used its 6 pictures for today." in section(bob).text


def test_tells_guests_to_sign_up_for_the_servers_key(alice: Person, bob: Person, settings: Any) -> None:
    settings.REMOTE_APIS = settings.REMOTE_APIS | {"onemin": RemoteApi("the-servers-own", "", 16)}
    settings.SERVER_KEYS_FOR = "members"
    assert "members with a confirmed email address: sign in or sign up" in section(bob).text
    assert "ask the administrator to confirm yours" in section(alice).text
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    assert "confirm yours" in section(alice).find("a", href="/account/email/").text
    assert "members" not in section(alice, "bfl").text


def test_needs_as_many_queries_for_many_keys_as_for_one(bob: Person, django_assert_num_queries: Any) -> None:
    for dialect in ("onemin", "apiframe", "bfl"):
        save_key(bob.owner, dialect, KEY, Verdict.ACCEPTED)
        with django_assert_num_queries(3):
            bob.get("remote_keys")
