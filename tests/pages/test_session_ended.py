"""A guest who is adopted or removed in the midst of a request gets a clear answer."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from playground.accounts.models import Owner
from playground.accounts.owners import OwnerGone, link_guest
from playground.generations.adopt import adopt
from playground.generations.models import Draft, Generation
from playground.generations.remove_owner import remove_owner
from tests.cast import FLEX, Person, make_file
from tests.markup import Element
from tests.meanwhile import after_owner_is_read

pytestmark = pytest.mark.django_db(transaction=True)

STUDIO = tuple(FLEX.split("/"))
FORMS: dict[str, tuple[tuple[str, ...], dict[str, Any]]] = {
    "studio": (STUDIO, {"prompt": "a"}),
    "save_draft": (STUDIO, {"prompt": "a"}),
    "reset_form": (STUDIO, {}),
    "choose_engine": (STUDIO, {"source": "sketch"}),
    "keys": ((), {"name": "a"}),
    "create_key_here": ((), {}),
    "add_asset": ((), {}),
}


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("is_adopted", [True, False], ids=["adopted", "removed"])
def test_a_guest_who_is_gone_in_the_midst_is_asked_to_send_it_again(
    bob: Person, alice: Person, name: str, is_adopted: bool
) -> None:
    args, values = FORMS[name]
    guest, account = bob.owner, alice.owner
    data = values | ({"asset": make_file()} if name == "add_asset" else {})
    with after_owner_is_read(lambda: adopt(guest, account) if is_adopted else remove_owner(guest)) as seen:
        response = bob.post(name, *args, htmx=True, **data)
    assert seen
    assert (response.status_code, response.content.decode()) == (409, OwnerGone.sentence)
    assert not Owner.objects.filter(pk=guest.pk).exists()
    assert not Generation.objects.exists()
    assert not Draft.objects.exists()


def test_a_whole_page_says_it_too(bob: Person) -> None:
    guest = bob.owner
    with after_owner_is_read(lambda: remove_owner(guest)):
        response = bob.generate(htmx=False)
    assert response.status_code == 409
    assert OwnerGone.sentence in response.content.decode()
    # The next request is that of a new guest.
    assert bob.generate().status_code == 200


def test_a_guest_who_is_gone_when_somebody_signs_in_is_not_linked(alice: Person) -> None:
    guest = Owner.objects.create()
    assert remove_owner(guest) == 0
    # A second removal, as by two administrators at once, finds nothing to do.
    assert remove_owner(guest) == 0
    user = alice.owner.user
    assert user is not None
    Owner.objects.all().delete()
    assert link_guest(guest, user).pk != guest.pk


@pytest.mark.parametrize("name", ["studio", "save_draft"])
def test_a_page_of_an_ended_session_is_led_to_sign_in_and_back(alice: Person, name: str) -> None:
    owner = alice.studio().find("body")["data-owner"]
    alice.client.logout()
    address = f"http://testserver/{FLEX}/"
    headers = {"HX-Request": "true", "HX-Current-URL": address, "X-Draft-Owner": owner}
    response = alice.client.post(reverse(name, args=STUDIO), {"prompt": "a"}, headers=headers)
    assert response.status_code == 401
    assert "Your session has ended; your prompt is safe." in response.content.decode()
    assert f"?next=/{FLEX}/" in response.content.decode()
    assert not Generation.objects.exists()
    assert not Draft.objects.exists()


def post_from(client: Client, page: Element, token: str = "") -> Any:
    """Post as the script of a page does that was loaded before."""
    token = token or json.loads(page.find("body")["hx-headers"])["X-CSRFToken"]
    headers = {"HX-Request": "true", "X-CSRFToken": token, "X-Draft-Owner": page.find("body")["data-owner"]}
    return client.post(reverse("save_draft", args=STUDIO), {"prompt": "a"}, headers=headers)


def test_a_page_gets_a_valid_token_when_its_person_signs_in_again_elsewhere(alice: Person) -> None:
    user = alice.owner.user
    assert user is not None
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    page = Person(client).studio()
    # The forms of signing in and out change the token.
    client.cookies.pop("csrftoken")
    refused = post_from(client, page)
    assert refused.status_code == 403
    assert post_from(client, page, refused["X-CSRFToken"]).status_code == 204
    assert Draft.objects.get().owner == user.owner


def test_a_page_of_a_guest_goes_on_with_the_account(alice: Person) -> None:
    client = Client(enforce_csrf_checks=True)
    page = Person(client).studio()
    user = alice.owner.user
    assert user is not None
    client.force_login(user)
    client.cookies.pop("csrftoken")
    refused = post_from(client, page)
    assert refused.status_code == 403
    assert refused["X-Draft-Owner"] == alice.studio().find("body")["data-owner"]


def test_a_page_of_another_account_is_told_so(alice: Person, charlie: Person) -> None:
    page = alice.studio()
    response = post_from(charlie.client, page)
    assert response.status_code == 401
    assert "signed in to another account now" in response.content.decode()
    assert not Draft.objects.exists()


def test_only_scripts_of_pages_get_a_token(bob: Person) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post(reverse("save_draft", args=STUDIO), {}, headers={"Accept": "text/html"})
    assert response.status_code == 403
    assert "X-CSRFToken" not in response


def test_an_expired_page_without_script_shows_the_prompt_again(alice: Person) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post(reverse("studio", args=STUDIO), {"prompt": "<b>words"}, headers={"Accept": "text/html"})
    assert response.status_code == 403
    assert "&lt;b&gt;words</textarea>" in response.content.decode()
