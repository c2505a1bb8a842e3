"""GET /v2/models and GET /v2/me: what clients look up before they order."""

import pytest
from django.test import Client

from playground.accounts.api_keys import create_key
from playground.catalog.loading import specs
from tests.api.calling import Program, assert_dressed
from tests.api.ordering import assert_apiframe_error
from tests.cast import Person


def test_lists_the_models_without_a_key(db: None) -> None:
    response = Client().get("/v2/models")
    assert response.status_code == 200
    assert_dressed(response)
    listed = response.json()["models"]
    assert [entry["id"] for entry in listed] == [spec.model for spec in specs().values() if spec.dialect == "apiframe"]
    for entry in listed:
        assert entry["label"]
        assert (entry["modality"], entry["costMax"]) == ("image", 0)


@pytest.mark.parametrize(("modality", "number"), [("image", 4), ("video", 0), ("music", 0), ("", 4)])
def test_lists_the_models_of_a_modality(db: None, modality: str, number: int) -> None:
    assert len(Client().get("/v2/models", {"modality": modality}).json()["models"]) == number


def test_refuses_an_unknown_modality(db: None) -> None:
    assert_apiframe_error(Client().get("/v2/models", {"modality": "images"}), 400, "did you mean image?", at="modality")


def test_returns_the_owner_of_the_key(program: Program) -> None:
    response = program.get("/v2/me")
    assert response.status_code == 200
    me = response.json()
    assert me["user"]["email"] == me["team"]["name"] == "alice@example.com"
    assert (me["team"]["plan"], me["team"]["customerId"]) == ("unlimited", None)
    assert (me["apiKey"]["name"], me["apiKey"]["prefix"]) == ("script", program.key[:9])
    assert program.key not in response.content.decode()


def test_the_credits_never_change(program: Program) -> None:
    before = program.get("/v2/me").json()["team"]["credits"]
    program.post("/v2/images/generate", {"prompt": "x", "model": "flux-2-max"})
    assert program.get("/v2/me").json()["team"]["credits"] == before > 0


def test_a_guests_key_has_no_address(bob: Person) -> None:
    _, raw = create_key(bob.owner)
    me = Program(bob.owner, raw).get("/v2/me").json()
    assert (me["user"]["email"], me["team"]["name"]) == ("", "Guest")


def test_me_needs_a_key(db: None) -> None:
    assert_apiframe_error(Client().get("/v2/me"), 401)


@pytest.mark.parametrize("path", ["/v2/me", "/v2/models"])
def test_refuses_another_method(program: Program, path: str) -> None:
    assert_apiframe_error(program.post(path, {}), 405, "GET")
