"""Pages of other origins may call the API, and see its refusals; our own pages stay closed to them."""

import pytest
from django.test import Client

from tests.api.calling import Program, assert_dressed
from tests.cast import Person

ORIGIN = {"Origin": "https://elsewhere.example"}
# What version 7.59.0 of OpenAI's library for JavaScript adds to a request (`client.mjs`, `detect-platform.mjs`).
LIBRARY_HEADERS = [
    "openai-organization",
    "openai-project",
    "user-agent",
    "x-stainless-arch",
    "x-stainless-helper-method",
    "x-stainless-lang",
    "x-stainless-os",
    "x-stainless-package-version",
    "x-stainless-retry-count",
    "x-stainless-runtime",
    "x-stainless-runtime-version",
    "x-stainless-timeout",
]
PATHS = [
    "/api/features",
    "/api/assets",
    "/api/results/0",
    "/models",
    "/api/nowhere",
    "/v2/images/generate",
    "/v2/nowhere",
]


@pytest.mark.parametrize("path", PATHS)
def test_a_preflight_is_answered_without_a_key(db: None, path: str) -> None:
    asked = ORIGIN | {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "api-key,content-type",
    }
    response = Client().options(path, headers=asked)
    assert response.status_code == 204
    assert response.content == b""
    assert_dressed(response)
    assert {"GET", "POST"} <= set(response["Access-Control-Allow-Methods"].split(", "))
    allowed = set(response["Access-Control-Allow-Headers"].split(", "))
    assert {"api-key", "x-api-key", "authorization", "content-type", "idempotency-key"} <= allowed


def test_openais_library_may_be_used_in_a_browser(db: None) -> None:
    response = Client().options("/v1/images/generations", headers=ORIGIN)
    allowed = set(response["Access-Control-Allow-Headers"].split(", "))
    assert set(LIBRARY_HEADERS) <= allowed
    # A browser hides every other header of the response from the library.
    exposed = set(response["Access-Control-Expose-Headers"].split(", "))
    assert exposed == {"x-request-id", "retry-after", "x-ignored-parameters", "x-should-retry"}


@pytest.mark.parametrize("path", PATHS)
def test_responses_and_errors_allow_other_origins(program: Program, path: str) -> None:
    for response in (
        program.call("GET", path, headers=ORIGIN),
        program.post(path, {}, headers=ORIGIN),
        Client().get(path, headers=ORIGIN),
    ):
        assert_dressed(response)
        assert response["Content-Type"] == "application/json"
        assert "retry-after" in response["Access-Control-Expose-Headers"]


@pytest.mark.thorough
def test_pages_do_not_allow_other_origins(alice: Person) -> None:
    row = alice.make()
    for path in ("/history/", f"/generations/{row.id}/", "/account/keys/", "/nowhere/", f"/{row.pictures.get().key}"):
        answer = alice.fetch(path)
        assert not [name for name in answer.headers if name.startswith("Access-Control")]


def test_needs_and_sets_no_cookie(program: Program) -> None:
    response = program.get("/api/results/0")
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize("path", ["/api/features", "/v2/images/generate"])
def test_refuses_a_foreign_host_without_html(program: Program, path: str) -> None:
    response = program.call("POST", path, headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert response["Content-Type"] == "application/json"
    assert_dressed(response)


def test_every_response_has_a_separate_id(program: Program) -> None:
    ids = {program.get("/api/results/0")["x-request-id"] for _ in range(3)}
    assert len(ids) == 3
