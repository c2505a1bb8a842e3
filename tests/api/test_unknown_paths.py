"""A program that takes this server for another API is told which ones are here; people get a page."""

from typing import Any

import pytest
from django.test import Client

from playground.api.registry import SERVED
from playground.dialects.registry import DIALECTS
from tests.cast import Person

PAGE = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
JSON = {"Accept": "application/json"}
# What the clients of OpenAI, BFL, Replicate and fal ask for, with and without their own beginning of the path.
FOREIGN = [
    ("POST", "/images/generations"),
    ("POST", "/images/edits/"),
    ("POST", "/v1/chat/completions"),
    ("POST", "/v1/flux-2-pro"),
    ("POST", "/v1/predictions"),
    ("POST", "/fal-ai/flux/dev"),
    ("POST", "/fal-ai/flux/dev/"),
    ("PUT", "/nowhere"),
    ("DELETE", "/nowhere/"),
]


def call(method: str, path: str, **extra: Any) -> Any:
    return Client(enforce_csrf_checks=True).generic(method, path, **extra)


def assert_names_the_apis(response: Any) -> None:
    assert (response.status_code, response["Content-Type"]) == (404, "application/json")
    body = response.json()
    assert body["error"]["message"] == body["detail"]
    assert [api["name"] for api in body["apis"]] == [DIALECTS[name].title for name in SERVED]
    roots = ["http://testserver/api", "http://testserver/v2", "http://testserver/v1"]
    assert [api["base_url"] for api in body["apis"]] == roots
    for api in body["apis"]:
        assert api["base_url"] in body["detail"]


@pytest.mark.parametrize(("method", "path"), FOREIGN)
@pytest.mark.parametrize("headers", [{}, JSON, {"Accept": "*/*"}], ids=["none", "json", "any"])
def test_a_program_gets_the_list_of_apis(method: str, path: str, headers: dict[str, str]) -> None:
    response = call(method, path, data=b"{}", content_type="application/json", headers=headers)
    assert_names_the_apis(response)
    assert f"{method} {path}" in response.json()["detail"]


def test_a_json_request_is_treated_as_a_program() -> None:
    assert_names_the_apis(call("POST", "/v1/x", data=b"{}", content_type="application/json", headers=PAGE))


@pytest.mark.parametrize("path", ["/images/generations", "/nowhere/", "/bfl/nothing/generate/"])
def test_a_person_gets_a_page(db: None, path: str) -> None:
    response = call("GET", path, headers=PAGE)
    assert response.status_code == 404
    assert response["Content-Type"].startswith("text/html")


def test_an_htmx_request_is_not_treated_as_a_program() -> None:
    response = call("GET", "/nowhere/", headers={"HX-Request": "true", "Accept": "*/*"})
    assert response["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("path", ["/onemin/flux-2-flex/generate", "/history", "/images/generations"])
def test_a_post_is_not_redirected_to_a_slash(path: str) -> None:
    for content_type in ("application/json", "application/x-www-form-urlencoded"):
        assert_names_the_apis(call("POST", path, data=b"", content_type=content_type, headers=JSON))


def test_a_get_is_redirected_to_the_slash() -> None:
    response = call("GET", "/history", headers=PAGE)
    assert (response.status_code, response["Location"]) == (301, "/history/")


def test_a_program_without_a_csrf_token_gets_json() -> None:
    assert_names_the_apis(call("POST", "/history/", data=b"{}", content_type="application/json", headers=JSON))


def test_a_missing_item_is_json_for_a_program(db: None) -> None:
    assert_names_the_apis(call("GET", "/s/nothing/", headers=JSON))


def test_an_existing_page_is_html_for_everybody(anonymous: Person) -> None:
    response = anonymous.client.get("/sketches/", headers=JSON)
    assert (response.status_code, response["Content-Type"]) == (200, "text/html; charset=utf-8")


def test_openai_libraries_do_not_get_an_empty_model_list() -> None:
    stainless = JSON | {"X-Stainless-Lang": "python", "Authorization": "Bearer x"}
    assert_names_the_apis(call("GET", "/models", headers=stainless))
    assert call("GET", "/models?feature=IMAGE_GENERATOR", headers=stainless).status_code == 200


def test_names_the_public_url(settings: Any) -> None:
    settings.PUBLIC_URL = "https://pictures.example"
    assert call("GET", "/nowhere").json()["openapi"] == "https://pictures.example/api/openapi.json"


def test_every_served_dialect_is_named() -> None:
    named = {api["name"] for api in call("GET", "/nowhere").json()["apis"]}
    assert named == {DIALECTS[name].title for name in SERVED}
