"""GET /models: the catalog as the API lists it, without a key."""

import pytest
from django.test import Client

from playground.catalog.loading import specs
from tests.api.calling import assert_dressed, assert_onemin_error

FIELDS = ["uuid", "modelId", "name", "group", "provider", "status", "features", "creditMetadata", "modality"]


@pytest.mark.parametrize(
    ("feature", "mode", "total"), [("IMAGE_GENERATOR", "generate", 10), ("IMAGE_EDITOR", "edit", 4)]
)
def test_the_models_of_a_feature_are_the_catalogs(db: None, feature: str, mode: str, total: int) -> None:
    response = Client().get(f"/models?feature={feature}")
    assert_dressed(response)
    body = response.json()
    assert [model["modelId"] for model in body["models"]] == [
        spec.model for spec in specs().values() if (spec.dialect, spec.mode) == ("onemin", mode)
    ]
    assert body["total"] == len(body["models"]) == total
    for model in body["models"]:
        assert list(model) == FIELDS
        assert feature in model["features"]
        assert model["modality"]["OUTPUT"] == ["image"]


def test_a_model_has_one_id_in_every_list(db: None) -> None:
    lists = [Client().get(f"/models?feature={name}").json()["models"] for name in ("IMAGE_GENERATOR", "IMAGE_EDITOR")]
    ids = [{model["modelId"]: model["uuid"] for model in models} for models in lists]
    # Some models only generate.
    assert ids[0] == ids[0] | ids[1]
    assert len(set(ids[0].values())) == 10


@pytest.mark.parametrize("query", ["", "?feature=", "?feature=UNIFY_CHAT_WITH_AI", "?x=y"])
def test_the_list_is_empty_without_a_known_feature(db: None, query: str) -> None:
    assert Client().get(f"/models{query}").json() == {"models": [], "total": 0}


def test_accepts_a_key_that_is_not_needed(db: None) -> None:
    assert Client().get("/models?feature=IMAGE_EDITOR", headers={"API-KEY": "unknown"}).status_code == 200


def test_other_methods_are_refused(db: None) -> None:
    assert_onemin_error(Client().post("/models"), 405, "POST", "GET")
