"""What every answer says to caches and to other sites' pages."""

from typing import Any

import pytest

from playground.generations.models import Share
from tests.api.calling import Program
from tests.cast import EDIT, FLEX, Person

PRIVATE = "private, no-store, no-transform"
PAGES = [
    "/",
    f"/{FLEX}/",
    f"/{FLEX}/code/",
    "/history/",
    "/sketches/",
    "/reference/",
    "/account/login/",
    "/account/signup/",
    "/account/keys/apis/",
    "/generations/changes/",
    "/nowhere/",
    "/s/nowhere/",
]
# Each with the status that a request without a key gets.
ANSWERS = {"/api/features": 405, "/api/nothing": 404, "/v2/jobs": 401, "/v2/me": 401, "/models": 200, "/v2/models": 200}


@pytest.mark.parametrize("address", PAGES)
def test_pages_are_not_cached(alice: Person, address: str) -> None:
    assert "no-store" in alice.client.get(address)["Cache-Control"]


def test_responses_are_private_by_default(alice: Person) -> None:
    assert alice.get("history")["Cache-Control"] == PRIVATE


@pytest.mark.parametrize("address", ANSWERS)
def test_api_responses_are_not_cached_and_vary_with_the_key(anonymous: Person, address: str) -> None:
    response = anonymous.client.get(address)
    assert response.status_code == ANSWERS[address]
    assert response["Cache-Control"] == PRIVATE
    assert {"API-KEY", "X-API-Key", "Authorization"} <= set(response["Vary"].split(", "))
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_responses_to_a_key_are_not_cached(program: Program) -> None:
    response = program.get("/v2/me")
    assert response.status_code == 200
    assert response["Cache-Control"] == PRIVATE


def test_error_pages_of_django_have_the_headers(anonymous: Person) -> None:
    for address in ("/", "/v2/me"):
        response = anonymous.client.get(address, headers={"Host": "elsewhere.example"})
        assert response.status_code == 400
        assert response["Cache-Control"] == PRIVATE
        assert "camera=()" in response["Permissions-Policy"]


def test_pages_disable_device_features_and_other_sites(alice: Person) -> None:
    for address in PAGES:
        response = alice.client.get(address)
        assert "geolocation=()" in response["Permissions-Policy"], address
        assert response["Cross-Origin-Resource-Policy"] == "same-origin", address


def test_only_the_owners_browser_caches_pictures(bob: Person) -> None:
    made = bob.make().pictures.get()
    got = bob.fetch(f"/files/{made.id}/picture.png")
    assert got.cache == "private, max-age=31536000, immutable, no-transform"
    assert got.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_other_sites_may_show_shared_pictures(bob: Person, anonymous: Person) -> None:
    made = bob.make(EDIT, imageUrl=bob.upload().key)
    link = Share.objects.create(generation=made, include_inputs=True)
    for name in ("picture-1.png", "input-1.png", "card.jpg"):
        got = anonymous.fetch(f"/s/{link.slug}/{name}")
        assert (got.status, got.headers["Cross-Origin-Resource-Policy"]) == (200, "cross-origin"), name
    assert anonymous.fetch(f"/{made.pictures.get().key}").headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_signing_out_clears_the_browser_cache(alice: Person) -> None:
    response: Any = alice.post("account_logout")
    assert response.status_code == 302
    assert response["Clear-Site-Data"] == '"cache"'
    assert "Clear-Site-Data" not in alice.get("account_login")


def test_the_icon_is_found_where_clients_look_for_it(anonymous: Person) -> None:
    response = anonymous.client.get("/favicon.ico")
    assert (response.status_code, response["Cache-Control"]) == (302, "public, max-age=86400, no-transform")
    assert response["Location"].endswith(".svg")


@pytest.mark.parametrize("address", ["/", f"/{FLEX}/", "/v2/me", "/nowhere/", "/account/login/"])
def test_no_proxy_may_rewrite_a_response(alice: Person, address: str) -> None:
    response = alice.client.get(address, follow=True)
    assert "no-transform" in response["Cache-Control"]


def test_an_email_address_in_a_prompt_is_on_the_page_as_it_is(bob: Person) -> None:
    prompt = "a poster for ana.lima+fest@example.com"
    page = bob.see("generation", bob.make(prompt=prompt).id)
    assert page.by_id("snippet-text").raw_text.count("ana.lima+fest@example.com") == 1
    assert "no-transform" in bob.post("form_code", *FLEX.split("/"), htmx=True, prompt=prompt)["Cache-Control"]
