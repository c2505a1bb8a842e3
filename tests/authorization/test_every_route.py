"""Every route × everybody × every method: who is answered, and that nobody sees or changes what is alice's."""

import re
from collections.abc import Iterable, Mapping
from itertools import product
from typing import Any

import pytest
from django.test import Client

from playground.accounts.api_keys import create_key
from tests.authorization.household import METHODS, Household, list_models, list_routes, read, send
from tests.authorization.rules import RULES, SEND, Access, Rule
from tests.cast import Person
from tests.markup import parse

API = (Access.OPEN_API, Access.KEYED, Access.KEYED_OWNERS)
ACCOUNTS = (Access.ACCOUNT, Access.MEMBERS)
SIGN_IN = "/account/login/"
RARE_METHODS = tuple(method for method in METHODS if method not in ("GET", "POST"))


@pytest.fixture
def household(alice: Person, settings: object) -> Household:
    return Household(alice)


def test_the_table_contains_every_route() -> None:
    routes = {route for route, _ in list_routes()}
    assert routes - RULES.keys() == set(), "Say in rules.py who may do what there."
    assert RULES.keys() - routes == set(), "These routes are gone."


def test_every_model_has_a_known_owner(household: Household) -> None:
    rows = household.snapshot()
    assert {"User", "Owner", "Generation", "Picture", "Asset", "Input", "Share", "ApiKey", "RemoteKey", "Draft"} <= {
        name for name, found in rows.items() if found
    }
    assert len(rows) == len(list_models())


@pytest.mark.parametrize("methods", [("GET", "POST"), pytest.param(RARE_METHODS, marks=pytest.mark.thorough)])
@pytest.mark.parametrize("access", Access)
def test_other_people_see_and_change_nothing(
    household: Household, access: Access, methods: Iterable[str], anonymous: Person, bob: Person, charlie: Person
) -> None:
    before = household.snapshot()
    keys: Mapping[str, str | None] = dict.fromkeys(("anonymous", "bob", "charlie"))
    clients = {"anonymous": anonymous.client, "bob": bob.client, "charlie": charlie.client}
    if access in API:
        keys = {"no key": "", "wrong key": "afk_wrong", "charlie's key": create_key(charlie.owner)[1]}
        clients = dict.fromkeys(keys, Client())
    for route in (route for route, rule in RULES.items() if rule.access is access):
        for (name, client), method in product(clients.items(), methods):
            response = send(client, method, household.fill(route), keys[name])
            check(household, route, method, name, response)
        assert household.snapshot() == before, route


def check(household: Household, route: str, method: str, name: str, response: Any) -> None:
    """Fail where an answer has the wrong status, leads elsewhere, or tells what is alice's."""
    rule, text = RULES[route], read(response)
    case = (route, method, name)
    assert response.status_code in expected(rule, method, name), (*case, response.status_code)
    if rule.access is Access.MEMBERS and name != "charlie":
        assert response.headers.get("Location", SIGN_IN).startswith(SIGN_IN), case
    if rule.access is not Access.SHARED:
        leaked = [secret for secret in household.secrets if secret in text.replace(household.fill(route), "")]
        assert leaked == [], case
    assert household.api_key.prefix not in text, case


def expected(rule: Rule, method: str, name: str) -> set[int]:
    """Return the statuses with which a stranger of that name may be answered."""
    if rule.access in ACCOUNTS:
        signed_out = rule.access is Access.MEMBERS and name != "charlie"
        return {302, 429} if signed_out else {200, 302, 404, 405, 429}
    if rule.access in API and method == "OPTIONS":
        return {204}
    if method not in rule.methods:
        return {405}
    if rule.access is Access.OWNERS or (rule.access is Access.KEYED_OWNERS and name == "charlie's key"):
        return {404}
    if rule.access in (Access.KEYED, Access.KEYED_OWNERS) and name != "charlie's key":
        return {401}
    return {rule.status} if rule.status else {200, 204, 302}


# What alice does to one of her things may end it, so that each of these has things of its own.
APART = [route for route, rule in RULES.items() if rule.access is Access.OWNERS and rule.methods == SEND]


@pytest.mark.parametrize("routes", [RULES.keys() - set(APART), *([route] for route in APART)])
def test_the_owner_has_access(household: Household, routes: Iterable[str]) -> None:
    for route in routes:
        rule = RULES[route]
        key = household.key if rule.access in API else None
        client = Client() if rule.access in API else household.alice.client
        for method in rule.methods:
            response = send(client, method, household.fill(route), key)
            read(response)
            allowed = {rule.status} if rule.status else {200, 204, 302}
            assert response.status_code in allowed, (route, method, response.status_code)


# Of an address in the code of a picture: it contains the time.
SIGNATURE = re.compile(r"signature=\S+")
# A share link before what it shares.
DELETIONS = sorted((route for route in APART if route.endswith(("delete/", "remove/", "revoke/"))), reverse=True)


@pytest.mark.parametrize("htmx", [False, True])
def test_a_double_click_deletes_like_a_single_one(household: Household, htmx: bool, bob: Person) -> None:
    """The browser shows the second answer; without script, the page to which it leads."""
    for route in DELETIONS:
        headers, address = {"HX-Request": "true"} if htmx else {}, household.fill(route)
        first, second = (household.alice.client.post(address, headers=headers, follow=not htmx) for _ in range(2))
        assert first.status_code in (200, 302), route
        assert (second.status_code, second.get("Location")) == (first.status_code, first.get("Location")), route
        first_text, second_text = (SIGNATURE.sub("", parse(response).text) for response in (first, second))
        assert second_text == first_text, route
        # What is gone is still not theirs.
        assert bob.client.post(address, headers=headers).status_code == 404, route


def test_nothing_changes_without_the_csrf_token(household: Household) -> None:
    """A page elsewhere can let alice's browser post, but not read the token."""
    forged = Client(enforce_csrf_checks=True)
    forged.cookies = household.alice.client.cookies
    before = household.snapshot()
    for route in (route for route, rule in RULES.items() if rule.access not in (*API, Access.SIGNED)):
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            response = send(forged, method, household.fill(route))
            assert response.status_code == 403, (route, method, response.status_code)
    assert household.snapshot() == before
