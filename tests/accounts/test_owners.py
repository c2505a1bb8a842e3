"""Who owns what a request does."""

from collections.abc import Mapping
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client, RequestFactory

from playground.accounts.models import Owner, User
from playground.accounts.owners import SESSION_KEY, ensure_owner, find_owner, link_guest
from tests.cast import Person

pytestmark = pytest.mark.django_db


def request_of(user: User | None = None, session: Mapping[str, str] | None = None) -> Any:
    request: Any = RequestFactory().get("/")
    request.user = user or AnonymousUser()
    request.session = SessionStore()
    request.session.update(session or {})
    return request


def test_a_first_visit_has_no_owner_until_it_writes() -> None:
    request = request_of()
    assert find_owner(request) is None
    owner = ensure_owner(request)
    assert find_owner(request) == owner == Owner.objects.get()
    assert request.session[SESSION_KEY] == str(owner.id)


def test_the_next_request_finds_the_same_guest() -> None:
    first = request_of()
    owner = ensure_owner(first)
    assert ensure_owner(request_of(session=first.session)) == owner
    assert Owner.objects.count() == 1


def test_a_user_always_has_one_owner() -> None:
    user = User.objects.create_user("a@example.com", "x")
    owner = ensure_owner(request_of(user))
    assert owner.user == user
    assert ensure_owner(request_of(User.objects.get())) == owner
    assert Owner.objects.count() == 1


def test_a_guests_session_cannot_name_a_users_owner() -> None:
    owner = Owner.objects.create(user=User.objects.create_user("a@example.com", "x"))
    assert find_owner(request_of(session={SESSION_KEY: str(owner.id)})) is None


def test_a_removed_owner_is_replaced_by_a_new_guest() -> None:
    gone = Owner.objects.create()
    request = request_of(session={SESSION_KEY: str(gone.id)})
    gone.delete()
    assert find_owner(request) is None
    assert ensure_owner(request_of(session=request.session)) == Owner.objects.get()


def test_a_guest_becomes_the_users_owner() -> None:
    user, guest = User.objects.create_user("a@example.com", "x"), Owner.objects.create()
    assert link_guest(guest, user) == guest
    assert Owner.objects.get().user == user


def test_a_user_with_an_owner_keeps_it() -> None:
    user, guest = User.objects.create_user("a@example.com", "x"), Owner.objects.create()
    owner = Owner.objects.create(user=user)
    assert link_guest(guest, user) == owner
    assert link_guest(None, user) == owner


def test_a_session_ended_by_a_password_change_sees_nothing(alice: Person) -> None:
    row = alice.make()
    user = User.objects.get()
    user.set_password("another-long-password")
    user.save()
    assert alice.get("generation", row.id).status_code == 404


def test_owners_and_users_have_readable_names() -> None:
    user = User.objects.create_user("Anna@Example.com", "x")
    assert str(Owner.objects.create(user=user)) == str(user) == "anna@example.com"
    assert str(Owner.objects.create()).startswith("guest ")
    assert Client().login(email="anna@example.com", password="x")


def test_guests_of_one_network_are_counted_together() -> None:
    guests = [ensure_owner(request_of()) for _ in range(2)]
    assert guests[0].party == guests[1].party
    user = User.objects.create_user("a@example.com", "x")
    own = link_guest(guests[0], user)
    assert own.party == str(own.id) != guests[1].party
    assert Owner.objects.create().party != Owner.objects.create().party
