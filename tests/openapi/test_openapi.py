"""The OpenAPI document: sound, complete, and written from the catalog."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from playground.catalog.loading import catalog, get_spec, specs
from playground.catalog.spec import ModelSpec, Parameter
from playground.catalog.validation import validate
from playground.openapi.document import build_document
from tests.authorization.household import list_routes

ORIGIN = "https://pictures.example"
SERVED = [spec for spec in specs().values() if spec.dialect in ("onemin", "apiframe")]
BOUNDS = {
    "minimum": "minimum",
    "maximum": "maximum",
    "min_length": "minLength",
    "max_length": "maxLength",
    "max_items": "maxItems",
    "default": "default",
}


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return build_document(ORIGIN, catalog())


def operations(document: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield path, method, operation


def find_properties(document: Mapping[str, Any], spec: ModelSpec) -> Mapping[str, Any]:
    """Return the schemas of all parameters of the spec, wherever in the body they stand."""
    body = document["components"]["schemas"][spec.id.replace("/", ".")]["properties"]
    inner: Mapping[str, Any] = body.get("promptObject", body.get("fluxParams"))["properties"]
    return {**inner, **body}


def test_the_document_is_valid_openapi(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []


def test_describes_exactly_the_routes_of_the_api(document: dict[str, Any]) -> None:
    routes = {
        "/" + re.sub(r"<(?:str|path):(\w+)>", r"{\1}", route)
        for route, _ in list_routes(get_resolver("playground.api.urls"))
    }
    assert {route for route in routes if "^" not in route} == set(document["paths"])


def test_methods_and_keys_match_the_api(document: dict[str, Any], db: None) -> None:
    client = Client()
    for path, method, operation in operations(document):
        address = path.format(id="x", name="x", model="x")
        allowed = client.put(address)["Allow"].split(", ")
        assert {method.upper()} == set(allowed) - {"HEAD", "OPTIONS"}
        refused = getattr(client, method)(address).status_code == 401
        assert refused == bool(operation.get("security"))


@pytest.mark.parametrize("spec", SERVED, ids=lambda spec: spec.id)
def test_every_parameter_has_its_type_bounds_and_default(document: dict[str, Any], spec: ModelSpec) -> None:
    properties = find_properties(document, spec)
    for parameter in spec.parameters:
        schema = properties[parameter.name]
        assert schema["type"] == spec.schema["properties"][parameter.name]["type"]
        assert (schema["title"], schema["description"]) == (parameter.title, parameter.help)
        assert set(parameter.choices) <= set(schema.get("enum", ()))
        for name, keyword in BOUNDS.items():
            if (bound := getattr(parameter, name)) is not None:
                said = {**schema, **schema.get("allOf", [{}])[0]}
                assert said[keyword] == bound, (parameter.name, keyword)


@pytest.mark.parametrize("spec", SERVED, ids=lambda spec: spec.id)
def test_the_document_and_the_validator_agree_at_every_bound(document: dict[str, Any], spec: ModelSpec) -> None:
    properties = find_properties(document, spec)
    base = {parameter.name: "x" for parameter in spec.parameters if parameter.required}
    for parameter in spec.parameters:
        judge = Draft202012Validator(properties[parameter.name])
        for value in edge_values(parameter):
            issues = [
                issue for issue in validate(spec, base | {parameter.name: value}) if issue.field == parameter.name
            ]
            if value in ("custom", "match_input_image"):
                continue
            assert judge.is_valid(value) == (not issues), (parameter.name, value, issues)


def edge_values(parameter: Parameter) -> Iterator[Any]:
    yield from (None, True, "x", "", " ", 7, 0.5, [], {}, *parameter.choices)
    for bound in (parameter.minimum, parameter.maximum):
        if bound is not None:
            yield from (bound, bound - 1, bound + 1)
    for length in (parameter.min_length, parameter.max_length):
        if length is not None:
            yield from ("y" * length, "y" * max(length - 1, 0), "y" * (length + 1))
    if parameter.max_items is not None:
        yield from (["y"] * parameter.max_items, ["y"] * (parameter.max_items + 1))
    if parameter.role == "seed":
        yield from (-1, 0, 2**53 - 1, 2**53)


def test_unknown_names_are_accepted_if_the_dialect_accepts_them(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    assert schemas["onemin.flux-2-flex.generate"]["properties"]["promptObject"]["additionalProperties"] is True
    assert schemas["apiframe.flux-2-flex.generate"]["properties"]["fluxParams"]["additionalProperties"] is False


def test_describes_rules_between_parameters(document: dict[str, Any]) -> None:
    spec = get_spec("apiframe/flux-2-flex/generate")
    body = document["components"]["schemas"]["apiframe.flux-2-flex.generate"]
    judge = Draft202012Validator(body["properties"]["fluxParams"])
    assert judge.is_valid({"aspect_ratio": "custom", "width": 512, "height": 512})
    assert not judge.is_valid({"aspect_ratio": "custom", "width": 512})
    assert judge.is_valid({"aspect_ratio": "match_input_image", "input_images": ["images/a.png"]})
    assert not judge.is_valid({"aspect_ratio": "match_input_image"})
    assert validate(spec, {"prompt": "x", "aspect_ratio": "match_input_image", "input_images": []})


def test_the_examples_fit_their_schemas(document: dict[str, Any]) -> None:
    count = 0
    for path, _, operation in operations(document):
        content = operation.get("requestBody", {}).get("content", {}).get("application/json")
        if content is None:
            continue
        judge = Draft202012Validator({**content["schema"], "components": document["components"]})
        for name, example in content["examples"].items():
            assert judge.is_valid(example["value"]), (path, name)
            count += 1
    # The generations of OpenAI's API have one example, since they are the same for all models.
    assert count == sum(len(spec.examples) for spec in SERVED) + 1


def test_each_model_links_to_its_studio_page(document: dict[str, Any]) -> None:
    for spec in SERVED:
        schema = document["components"]["schemas"][spec.id.replace("/", ".")]
        assert schema["x-studio"] == schema["externalDocs"]["url"] == f"{ORIGIN}/{spec.id}/"


def dialect_of(path: str) -> str:
    return {"/v1": "openai", "/v2": "apiframe"}.get(path[:3], "onemin")


def test_describes_both_ways_to_send_a_key(document: dict[str, Any]) -> None:
    schemes = document["components"]["securitySchemes"]
    assert (schemes["onemin_key"]["name"], schemes["apiframe_key"]["name"]) == ("API-KEY", "X-API-Key")
    for path, _, operation in operations(document):
        for way in operation.get("security", ()):
            assert next(iter(way)).startswith(dialect_of(path))


def test_each_operation_says_whether_it_needs_a_key(document: dict[str, Any]) -> None:
    open_ones = {path for path, _, operation in operations(document) if operation["security"] == []}
    assert open_ones == {"/api/images/{name}", "/models", "/v2/models", "/api/openapi.json"}
    assert "any valid one is accepted" in document["info"]["description"]


def test_constants_are_enums_of_one_value_and_its_spellings(document: dict[str, Any]) -> None:
    assert not [part for part in walk(document) if "const" in part]
    for spec in SERVED:
        model = document["components"]["schemas"][spec.id.replace("/", ".")]["properties"]["model"]
        assert model["enum"] == list(dict.fromkeys((spec.model, spec.slug)))


def test_no_member_has_a_default_next_to_its_type(document: dict[str, Any]) -> None:
    for spec in SERVED:
        for part in walk(document["components"]["schemas"][spec.id.replace("/", ".")]):
            assert not {"default", "type"} <= set(part), (spec.id, part)


def test_a_successful_response_has_one_media_type(document: dict[str, Any]) -> None:
    for path, _, operation in operations(document):
        for status, response in operation["responses"].items():
            assert len(response.get("content", {})) <= 1, (path, status)


def walk(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict):
        yield part
    for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from walk(inner)


def test_every_response_has_an_id_and_every_error_its_format(document: dict[str, Any]) -> None:
    responses = document["components"]["responses"]
    for path, _, operation in operations(document):
        for status, response in operation["responses"].items():
            name = response.get("$ref", "").rpartition("/")[2]
            described = responses[name] if name else response
            assert "x-request-id" in described["headers"]
            assert ("Retry-After" in described["headers"]) == (status in {"429", "503"})
            assert int(status) < 400 or name == f"{dialect_of(path)}.{status}"


def test_a_spec_file_changes_the_document(settings: Any, tmp_path: Path) -> None:
    source = Path(__file__).parents[2] / "playground/catalog/specs/apiframe_flux_2_dev_generate.json"
    spec = json.loads(source.read_text()) | {"x-model": "flux-9-zap", "x-title": "Zap"}
    spec["properties"]["steps"] = {"$ref": "definitions.json#/$defs/steps", "minimum": 3, "maximum": 4}
    (tmp_path / "zap.json").write_text(json.dumps(spec))
    settings.SPEC_FOLDER = str(tmp_path)
    document = Client().get("/api/openapi.json").json()
    added = document["components"]["schemas"]["apiframe.flux-9-zap.generate"]
    assert added["properties"]["fluxParams"]["properties"]["steps"]["maximum"] == 4
    assert "flux-9-zap" in document["components"]["schemas"]["apiframe.Request"]["discriminator"]["mapping"]


def test_is_served_with_an_entity_tag(settings: Any) -> None:
    client = Client()
    settings.PUBLIC_URL = ORIGIN
    response = client.get("/api/openapi.json")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response.json()["servers"] == [{"url": ORIGIN}]
    again = client.get("/api/openapi.json", headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert len(again["x-request-id"]) == 32


def test_without_a_public_url_it_names_the_requested_origin() -> None:
    assert Client().get("/api/openapi.json").json()["servers"] == [{"url": "http://testserver"}]
