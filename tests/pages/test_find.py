"""Finding pages, models, collections and pictures by words: without script a page, with it the list of a dialog."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from playground.library.collections import create_collection
from tests.cast import HTMX, Person
from tests.markup import Element, parse


def groups(page: Element) -> dict[str, list[str]]:
    """Return the titles of what was found, by group."""
    found = page.all("section", data_found=True)
    return {group["data-found"]: [link.find("span").text for link in group.all("a")] for group in found}


def test_a_page_finds_everything_of_one_person(bob: Person, charlie: Person) -> None:
    create_collection(bob.owner, "Foxes at night")
    create_collection(charlie.owner, "Foxes of charlie")
    made = bob.make(prompt="a red fox in snow")
    charlie.make(prompt="a fox of charlie")
    page = bob.see("find", q="fox")
    assert groups(page) == {"collections": ["Foxes at night"], "pictures": ["a red fox in snow"]}
    assert page.find("a", href=made.get_absolute_url()).find("img")["src"].endswith("small.webp")


def test_pictures_are_found_while_a_quotation_mark_is_open(bob: Person) -> None:
    bob.make(prompt="a red fox in snow")
    bob.make(prompt="a fox that is red")
    assert groups(bob.see("find", q='"red fox'))["pictures"] == ["a red fox in snow"]


def test_models_and_pages_are_found_by_words(client: Client) -> None:
    page = parse(client.get(reverse("find"), {"q": "klein fal"}))
    found = groups(page)
    assert found["models"]
    assert all("klein" in title for title in found["models"])
    assert groups(parse(client.get(reverse("find"), {"q": "shortcuts"})))["pages"] == ["Keys"]


@pytest.mark.django_db
def test_without_words_the_pages_come_first_and_nobody_is_made(client: Client) -> None:
    page = parse(client.get(reverse("find")))
    assert groups(page)["pages"][:2] == ["Studio", "History"]
    assert not client.session.keys()


def test_what_does_not_apply_is_not_offered(alice: Person, bob: Person) -> None:
    assert groups(bob.see("find", q="sign in")).get("pages") == ["Sign in"]
    assert "pages" not in groups(alice.see("find", q="sign in"))
    assert groups(alice.see("find", q="change password"))["pages"] == ["Change password"]


def test_the_dialog_asks_and_its_list_has_options(bob: Person) -> None:
    made = bob.make(prompt="a red fox")
    dialog: Any = parse(bob.client.get(reverse("find"), headers=HTMX))
    box = dialog.find("input")
    assert (box["role"], box["aria-controls"]) == ("combobox", "found")
    listed = parse(bob.client.get(reverse("find"), {"q": "red"}, headers=HTMX))
    option = listed.find("a", href=made.get_absolute_url())
    assert (option["role"], option["aria-selected"], option["tabindex"]) == ("option", "false", "-1")
    assert not listed.all("input")


@pytest.mark.parametrize(
    "typed", ["\x00", "a\x00b", "is:", "tag:\x00", '"', "-" * 500, "((((", "rating:x fox", "%", "'; --"]
)
def test_hostile_words_break_nothing(bob: Person, typed: str) -> None:
    bob.make()
    assert bob.client.get(reverse("find"), {"q": typed}).status_code == 200


def test_all_keys_are_on_a_page_and_those_of_a_page_in_a_dialog(client: Client) -> None:
    page = parse(client.get(reverse("shortcuts")))
    assert "Generate, from any field Ctrl Enter" in page.text
    dialog = parse(client.get(reverse("shortcuts"), headers=HTMX))
    assert dialog.find("dialog").all("section", data_part="#spec-form")
