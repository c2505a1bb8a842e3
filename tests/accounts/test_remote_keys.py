"""People's own keys for the public APIs, and the choice of where pictures come from."""

from io import StringIO
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command

from playground.accounts.encryption import Unreadable, decrypt, encrypt
from playground.accounts.models import Owner, RemoteKey, User, Verdict
from playground.accounts.remote_keys import (
    InvalidKey,
    KeyUnavailable,
    choose_source,
    chosen_source,
    clean_key,
    find_own_key,
    find_usable_key,
    is_readable,
    possible_sources,
    read_base_url,
    remove_key,
    save_key,
)
from playground.configuration.environment import RemoteApi
from playground.engines.remote.base import Account
from tests.cast import Person
from tests.conftest import PASSWORD

KEY = "om-4f9a-very-secret"
HOME = "https://api.example.com"


def give(person: Person, key: str = KEY, dialect: str = "onemin") -> None:
    save_key(person.owner, dialect, key, Verdict.ACCEPTED)


@pytest.fixture
def serve(settings: Any) -> Any:
    """Return a function that gives this server a key for 1min.ai."""

    def serve(key: str = "server-key", base_url: str = "", whom: str = "everyone") -> None:
        settings.REMOTE_APIS = settings.REMOTE_APIS | {"onemin": RemoteApi(key, base_url, 16)}
        settings.SERVER_KEYS_FOR = whom

    return serve


def own_key(person: Person, dialect: str = "onemin") -> str:
    return find_usable_key(person.owner, dialect, "own")


@pytest.mark.parametrize("secrets", [["any words at all"], [Fernet.generate_key().decode()]])
def test_any_secret_can_encrypt(settings: Any, secrets: list[str]) -> None:
    settings.ENCRYPTION_KEYS = secrets
    ciphertext = encrypt(KEY)
    assert KEY not in ciphertext
    assert decrypt(ciphertext) == KEY
    settings.ENCRYPTION_KEYS = ["another"]
    with pytest.raises(Unreadable):
        decrypt(ciphertext)


def test_a_fernet_key_is_used_as_it_is(settings: Any) -> None:
    secret = Fernet.generate_key()
    settings.ENCRYPTION_KEYS = [secret.decode()]
    assert Fernet(secret).decrypt(encrypt(KEY)).decode() == KEY


def test_a_damaged_ciphertext_is_unreadable() -> None:
    for ciphertext in ("", "x", "é", encrypt(KEY)[:-4]):
        with pytest.raises(Unreadable):
            decrypt(ciphertext)


def test_a_key_is_stored_encrypted_and_never_shown(bob: Person) -> None:
    give(bob)
    row = RemoteKey.objects.get()
    account = Account(read_base_url("onemin", HOME), find_usable_key(bob.owner, "onemin", "own"), "own")
    assert (account.key, account.base_url) == (KEY, HOME)
    for text in (str(RemoteKey.objects.values()), repr(row), str(row), repr(account)):
        assert KEY not in text
        assert KEY[-4:] not in text


def test_a_new_key_replaces_the_old_one(bob: Person) -> None:
    give(bob)
    give(bob, "the-newer")
    assert own_key(bob) == "the-newer"
    assert RemoteKey.objects.count() == 1


def test_a_removed_key_is_gone_at_once(bob: Person) -> None:
    give(bob)
    assert remove_key(bob.owner, "onemin")
    assert not remove_key(bob.owner, "onemin")
    with pytest.raises(KeyUnavailable, match=r"Your key for 1min\.ai was removed.* Keys"):
        find_usable_key(bob.owner, "onemin", "own", title="1min.ai")


def test_without_the_encryption_key_a_remote_key_is_unreadable(bob: Person, settings: Any) -> None:
    give(bob)
    settings.ENCRYPTION_KEYS = ["another"]
    key = find_own_key(bob.owner, "onemin")
    assert key is not None
    assert not is_readable(key)
    assert possible_sources(bob.owner, "onemin") == ("sketch",)
    with pytest.raises(KeyUnavailable, match="can no longer be decrypted: enter it again"):
        find_usable_key(bob.owner, "onemin", "own", title="1min.ai")
    give(bob, "entered-again")
    assert own_key(bob) == "entered-again"


def test_rotating_makes_the_old_encryption_key_unnecessary(bob: Person, charlie: Person, settings: Any) -> None:
    settings.ENCRYPTION_KEYS = ["lost"]
    give(charlie)
    settings.ENCRYPTION_KEYS = ["old"]
    give(bob)
    settings.ENCRYPTION_KEYS = ["new", "old"]
    assert own_key(bob) == KEY
    said = StringIO()
    call_command("rotate_keys", stdout=said)
    assert said.getvalue() == "Keys re-encrypted: 1. Unreadable keys: 1.\n"
    settings.ENCRYPTION_KEYS = ["new"]
    assert own_key(bob) == KEY


@pytest.mark.parametrize(
    "pasted",
    [
        KEY,
        f"  {KEY}\n",
        f"API-KEY: {KEY}",
        f"api-key:{KEY}",
        f"X-API-Key: {KEY}",
        f"x-key: {KEY}",
        f"Bearer {KEY}",
        f"Authorization: Bearer {KEY}",
        f"Authorization: Key {KEY}",
        f"Key {KEY}",
        f"Token {KEY}",
        f'"{KEY}"',
        f"\u200b{KEY}\u00a0",
    ],
)
def test_text_pasted_around_a_key_is_removed(pasted: str) -> None:
    assert clean_key(pasted) == KEY


@pytest.mark.parametrize("pasted", ["", "  ", "Bearer ", "API-KEY:", "two words", "schlüssel", "a\x00b", "x" * 501])
def test_an_invalid_key_is_refused_without_repeating_it(pasted: str) -> None:
    with pytest.raises(InvalidKey) as refused:
        clean_key(pasted)
    assert not pasted.strip() or pasted not in refused.value.sentence


def test_a_key_of_the_maximum_length_is_accepted() -> None:
    assert clean_key("x" * 500) == "x" * 500


def test_without_any_key_only_sketches_are_possible(bob: Person) -> None:
    for owner in (None, bob.owner):
        assert possible_sources(owner, "onemin") == ("sketch",)
        assert chosen_source(owner, "onemin") == "sketch"


def test_the_own_key_is_preferred_then_the_servers_then_a_sketch(bob: Person, serve: Any) -> None:
    serve()
    assert chosen_source(None, "onemin") == chosen_source(bob.owner, "onemin") == "server"
    give(bob)
    assert possible_sources(bob.owner, "onemin") == ("sketch", "server", "own")
    assert chosen_source(bob.owner, "onemin") == "own"
    assert chosen_source(bob.owner, "apiframe") == "sketch"


def test_a_choice_applies_to_its_api_while_it_is_possible(bob: Person, serve: Any) -> None:
    serve()
    give(bob)
    give(bob, "other", "apiframe")
    choose_source(bob.owner, "onemin", "sketch")
    choose_source(bob.owner, "apiframe", "own")
    assert (chosen_source(bob.owner, "onemin"), chosen_source(bob.owner, "apiframe")) == ("sketch", "own")
    choose_source(bob.owner, "onemin", "own")
    remove_key(bob.owner, "onemin")
    assert chosen_source(bob.owner, "onemin") == "server"


def test_the_servers_key_may_be_for_members_only(alice: Person, bob: Person, serve: Any) -> None:
    serve(whom="members")
    assert possible_sources(bob.owner, "onemin") == possible_sources(None, "onemin") == ("sketch",)
    # Anybody can sign up with an address that they made up.
    assert possible_sources(alice.owner, "onemin") == ("sketch",)
    call_command("confirm_address", "alice@example.com", stdout=StringIO())
    assert possible_sources(alice.owner, "onemin") == ("sketch", "server")
    with pytest.raises(KeyUnavailable, match="Only members with a confirmed e-mail address"):
        find_usable_key(bob.owner, "onemin", "server")


def test_the_servers_key_is_sent_to_the_configured_address(bob: Person, serve: Any) -> None:
    serve(base_url="http://127.0.0.1:9")
    account = Account(read_base_url("onemin", HOME), find_usable_key(bob.owner, "onemin", "server"), "server")
    assert (account.key, account.base_url) == ("server-key", "http://127.0.0.1:9")
    assert "server-key" not in repr(account)
    serve(key="")
    with pytest.raises(KeyUnavailable, match=r"no longer has a key for 1min\.ai"):
        find_usable_key(bob.owner, "onemin", "server", title="1min.ai")


def test_listing_the_sources_takes_one_query(bob: Person, django_assert_num_queries: Any) -> None:
    give(bob)
    owner = bob.owner
    with django_assert_num_queries(1):
        chosen_source(owner, "onemin")
    with django_assert_num_queries(0):
        chosen_source(None, "onemin")


def test_signing_in_moves_a_guests_key_and_choice(alice: Person, bob: Person) -> None:
    owner = alice.owner
    give(alice, "alices")
    choose_source(owner, "onemin", "sketch")
    give(bob, "bobs")
    give(bob, "bobs-too", "apiframe")
    choose_source(bob.owner, "onemin", "own")
    choose_source(bob.owner, "apiframe", "sketch")
    bob.client.post("/account/login/", {"login": "alice@example.com", "password": PASSWORD})
    owner.refresh_from_db()
    assert own_key(alice) == "alices"
    assert own_key(alice, "apiframe") == "bobs-too"
    assert owner.sources == {"onemin": "sketch", "apiframe": "sketch"}
    assert RemoteKey.objects.count() == 2


def test_signing_up_keeps_a_guests_key(bob: Person) -> None:
    give(bob)
    bob.client.post("/account/signup/", {"email": "new@example.com", "password1": PASSWORD})
    owner = Owner.objects.get(user=User.objects.get())
    assert find_usable_key(owner, "onemin", "own") == KEY
