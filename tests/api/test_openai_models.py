"""The names of models: the catalog's, and those that clients of OpenAI's API send anyway."""

from typing import Any

import pytest

from playground.accounts.models import Owner
from playground.accounts.remote_keys import choose_source, save_key
from playground.api.checks import check_default_model
from playground.api.openai.model_names import find_spec
from playground.catalog.loading import specs
from playground.dialects.errors import WireError
from tests.api.calling import Program
from tests.api.openai_program import assert_error


def read(program: Program, path: str) -> Any:
    return program.client.get(path, headers={"Authorization": f"Bearer {program.key}"})


def test_each_model_is_listed_once(program: Program) -> None:
    body = read(program, "/v1/models").json()
    assert body["object"] == "list"
    names = [entry["id"] for entry in body["data"]]
    assert len(set(names)) == len(names)
    assert set(names) == {f"{spec.dialect}/{spec.slug}" for spec in specs().values()}
    assert body["data"][0] == {"id": names[0], "object": "model", "created": 0, "owned_by": "1min.ai"}


@pytest.mark.parametrize("name", ["onemin/flux-2-flex", "onemin%2Fflux-2-flex", "flux-2-flex", "gpt-image-1"])
def test_a_name_says_which_model_it_means(program: Program, name: str) -> None:
    assert read(program, f"/v1/models/{name}").json()["id"] == "onemin/flux-2-flex"


def test_needs_a_key_and_knows_its_names(program: Program) -> None:
    assert_error(program.client.get("/v1/models"), 401)
    response = read(program, "/v1/models/onemin/flux-2-flx")
    assert_error(response, 404, "did you mean onemin/flux-2-flex?", param="model", code="model_not_found")


@pytest.mark.parametrize(
    ("name", "mode", "found"),
    [
        ("bfl/flux-2-pro", "generate", "bfl/flux-2-pro/generate"),
        ("bfl/flux-2-pro", "edit", "bfl/flux-2-pro/generate"),
        ("onemin/flux-2-pro", "edit", "onemin/flux-2-pro/edit"),
        ("onemin/flux-2-pro/edit", "edit", "onemin/flux-2-pro/edit"),
        ("onemin/black-forest-labs/flux-2-pro", "generate", "onemin/flux-2-pro/generate"),
        ("FLUX-2-PRO", "generate", "onemin/flux-2-pro/generate"),
        ("", "generate", "onemin/flux-2-flex/generate"),
        ("dall-e-3", "generate", "onemin/flux-2-flex/generate"),
        ("gpt-image-1.5", "edit", "onemin/flux-2-flex/edit"),
        ("chatgpt-image-latest", "edit", "onemin/flux-2-flex/edit"),
    ],
)
def test_a_name_with_its_mode_is_a_spec(alice_owner: Owner, name: str, mode: Any, found: str) -> None:
    assert find_spec(alice_owner, name, mode).id == found


def test_a_name_without_an_api_is_of_the_first_api_with_a_key(alice_owner: Owner) -> None:
    save_key(alice_owner, "bfl", "k" * 20, "works")
    choose_source(alice_owner, "bfl", "own")
    assert find_spec(alice_owner, "flux-2-pro", "generate").id == "bfl/flux-2-pro/generate"
    assert find_spec(alice_owner, "onemin/flux-2-pro", "generate").id == "onemin/flux-2-pro/generate"


def test_the_operator_sets_what_openais_own_names_mean(alice_owner: Owner, settings: Any) -> None:
    settings.OPENAI_MODEL = "bfl/flux-2-max"
    assert find_spec(alice_owner, "gpt-image-1", "generate").id == "bfl/flux-2-max/generate"
    assert check_default_model(None) == []
    settings.OPENAI_MODEL = "bfl/nothing"
    [warning] = check_default_model(None)
    assert (warning.id, "bfl/nothing" in warning.msg, "bfl/flux-2-max" in str(warning.hint)) == ("api.W001", True, True)


def test_a_mode_that_a_model_does_not_have_is_explained(alice_owner: Owner) -> None:
    with pytest.raises(WireError, match=r"takes no pictures to edit\. Choose another, such as"):
        find_spec(alice_owner, "onemin/flux-2-dev/generate", "edit")
    with pytest.raises(WireError, match="only edits pictures"):
        find_spec(alice_owner, "onemin/flux-2-dev/edit", "generate")


@pytest.fixture
def alice_owner(program: Program) -> Owner:
    return program.owner
