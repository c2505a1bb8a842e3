"""Signing up and in keeps a guest's history; signing out hides it."""

from typing import Any

import pytest
from django.test import Client

from playground.accounts.models import Owner, User
from playground.generations.models import Asset, Draft, Generation
from tests.cast import DEV, FLEX, Person
from tests.markup import parse

PASSWORD = "correct-horse-battery"


def sign_up(person: Person, email: str = "bob@example.com", password: str = PASSWORD) -> Any:
    return person.post("account_signup", email=email, password1=password)


def sign_in(person: Person, email: str, password: str = PASSWORD) -> Any:
    return person.post("account_login", login=email, password=password)


def listed(person: Person) -> set[str]:
    return {element["data-generation"] for element in person.see("history").all("li", data_generation=True)}


def test_signing_up_links_the_guest_and_moves_nothing(bob: Person) -> None:
    row, guest = bob.ask(), bob.owner
    assert sign_up(bob).status_code == 302
    user = User.objects.get()
    assert (user.email, Owner.objects.get()) == ("bob@example.com", guest)
    assert Owner.objects.get().user == user
    assert listed(bob) == {str(row.id)}
    assert bob.studio().has(id=f"card-{row.id}")


def test_a_guest_without_a_history_can_sign_up_too(anonymous: Person) -> None:
    assert sign_up(anonymous).status_code == 302
    assert Owner.objects.get().user == User.objects.get()
    anonymous.generate()
    assert Generation.objects.get().owner == Owner.objects.get()


def test_files_and_drafts_are_still_there(bob: Person) -> None:
    picture, asset = bob.make().pictures.get(), bob.upload()
    bob.post("save_draft", *FLEX.split("/"), prompt="half a thought")
    sign_up(bob)
    assert bob.fetch(f"/files/{picture.id}/picture.png").status == 200
    assert bob.fetch(f"/files/{asset.id}/picture.png").status == 200
    assert bob.studio().control("prompt").text == "half a thought"


def test_updates_continue_while_a_guest_signs_up(bob: Person) -> None:
    row = bob.ask()
    sign_up(bob)
    row.cancel()
    response = bob.get("changes", shown=f"card-{row.id}.0")
    assert parse(response).by_id(f"card-{row.id}")["data-status"] == "cancelled"


def test_another_device_sees_the_same_history(bob: Person) -> None:
    row = bob.ask()
    sign_up(bob)
    phone = Person(Client())
    assert listed(phone) == set()
    sign_in(phone, "bob@example.com")
    assert listed(phone) == {str(row.id)}


def test_signing_in_moves_the_guests_things(alice: Person, bob: Person) -> None:
    hers, asset = alice.ask(), alice.upload()
    his, upload = bob.ask(), bob.upload()
    guest = bob.owner
    sign_in(bob, "alice@example.com")
    assert listed(bob) == listed(alice) == {str(hers.id), str(his.id)}
    assert not Owner.objects.filter(id=guest.id).exists()
    assert set(Asset.objects.filter(owner=alice.owner)) == {asset, upload}


def test_what_a_guest_typed_last_is_in_the_form_after_signing_in(alice: Person, bob: Person) -> None:
    alice.post("save_draft", *FLEX.split("/"), prompt="hers")
    bob.post("save_draft", *FLEX.split("/"), prompt="his")
    bob.post("save_draft", *DEV.split("/"), prompt="only his")
    sign_in(bob, "alice@example.com")
    assert bob.studio(DEV).control("prompt").text == "only his"
    page = bob.studio(FLEX)
    assert page.control("prompt").text == "his"
    assert Draft.objects.count() == 2


def test_the_prompt_that_the_account_had_is_one_click_away(alice: Person, bob: Person) -> None:
    alice.post("save_draft", *FLEX.split("/"), prompt="hers")
    bob.post("save_draft", *FLEX.split("/"), prompt="his")
    sign_in(bob, "alice@example.com")
    offer = bob.studio(FLEX).find("button", name="draft_values")
    assert offer.text == "Load the earlier prompt"
    restored = bob.client.post(offer["formaction"], {"draft_values": offer["value"]}, follow=True)
    page = parse(restored)
    assert page.control("prompt").text == "hers"
    back = page.find("button", name="draft_values")
    again = bob.client.post(back["formaction"], {"draft_values": back["value"]}, follow=True)
    assert parse(again).control("prompt").text == "his"


@pytest.mark.parametrize(("order", "his"), [("alice first", " "), ("bob first", "his")])
def test_an_older_or_empty_prompt_of_the_guest_gives_way(alice: Person, bob: Person, order: str, his: str) -> None:
    typed = [(alice, "hers"), (bob, his)]
    for person, prompt in typed if order == "alice first" else reversed(typed):
        person.post("save_draft", *FLEX.split("/"), prompt=prompt)
    sign_in(bob, "alice@example.com")
    page = bob.studio(FLEX)
    assert page.control("prompt").text == "hers"
    assert not page.has("button", name="draft_values")


def test_two_clicks_of_the_same_token_can_be_merged(alice: Person, bob: Person) -> None:
    alice.generate(token="once")
    bob.generate(token="once")
    sign_in(bob, "alice@example.com")
    assert len(listed(bob)) == 2


def test_signing_out_hides_the_history(alice: Person) -> None:
    row = alice.ask()
    assert alice.post("account_logout").status_code == 302
    assert listed(alice) == set()
    assert alice.get("generation", row.id).status_code == 404
    assert alice.get("changes", shown=f"card-{row.id}.7").content.count(b"data-status") == 0
    sign_in(alice, "alice@example.com")
    assert listed(alice) == {str(row.id)}


def test_after_signing_out_a_new_guest_begins(alice: Person) -> None:
    account = alice.owner
    alice.post("account_logout")
    alice.generate()
    row = Generation.objects.get()
    assert row.owner != account
    assert row.owner.user is None


def test_a_wrong_password_says_so_and_changes_nothing(alice: Person, bob: Person) -> None:
    row = bob.ask()
    response = sign_in(bob, "alice@example.com", "wrong")
    page = parse(response)
    assert "not correct" in page.by_id("main").text
    assert page.control("login")["value"] == "alice@example.com"
    assert listed(bob) == {str(row.id)}
    assert not page.has(action="/account/logout/")


@pytest.mark.parametrize(
    ("email", "password", "field"),
    [("nonsense", PASSWORD, "email"), ("", PASSWORD, "email"), ("new@example.com", "123", "password1")],
)
def test_errors_are_shown_at_their_fields(bob: Person, email: str, password: str, field: str) -> None:
    page = parse(sign_up(bob, email, password))
    assert page.field_error(field)
    assert not User.objects.exists()


def test_one_address_is_one_account_whatever_its_case(alice: Person, anonymous: Person) -> None:
    sign_up(anonymous, "ALICE@Example.com")
    assert User.objects.count() == 1
    sign_in(anonymous, "Alice@EXAMPLE.com")
    assert anonymous.owner == alice.owner


def test_the_header_links_to_sign_in_and_out(alice: Person, anonymous: Person) -> None:
    assert anonymous.studio().has("a", href="/account/login/")
    assert alice.studio().has("form", action="/account/logout/")
    assert not anonymous.studio().has("form", action="/account/logout/")


def test_reading_the_sign_in_pages_creates_no_owner(anonymous: Person) -> None:
    for name in ("account_login", "account_signup"):
        assert anonymous.get(name).status_code == 200
    assert not Owner.objects.exists()


def test_signing_up_says_how_many_pictures_are_saved(bob: Person, anonymous: Person) -> None:
    for _ in range(2):
        bob.make()
    assert "Your 2 pictures are saved when you sign up" in bob.see("account_signup").by_id("main").text
    sign_up(bob)
    assert bob.studio().by_id("notice").text == "Account created. Your 2 pictures are saved."
    sign_up(anonymous, "nobody@example.com")
    assert anonymous.studio().by_id("notice").text == "Account created."


def test_the_rules_of_a_password_are_one_sentence(anonymous: Person) -> None:
    page = anonymous.see("account_signup")
    assert page.by_id("id_password1_helptext").text == "At least 8 characters, not a common password."
