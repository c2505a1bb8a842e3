"""The reference of the API: every operation, its answers, and examples that work."""

import json
import shlex
from typing import Any

import pytest
from django.test import Client

from playground.accounts.api_keys import create_key
from playground.catalog.loading import catalog, specs
from playground.openapi.document import build_document
from tests.cast import Person
from tests.markup import Element

SERVED = [spec for spec in specs().values() if spec.dialect in ("onemin", "apiframe")]


@pytest.fixture
def page(anonymous: Person) -> Element:
    return anonymous.see("reference")


def test_lists_every_operation_with_every_status(page: Element) -> None:
    document = build_document("http://testserver", catalog())
    shown = {section["id"]: section for section in page.all("section", data_operation=True)}
    described = [
        (method, path, operation) for path, item in document["paths"].items() for method, operation in item.items()
    ]
    assert set(shown) == {operation["operationId"] for _, _, operation in described}
    for method, path, operation in described:
        section = shown[operation["operationId"]]
        assert section.find("h3").text == f"{method.upper()} {path}"
        assert operation["summary"] in section.text
        answers = section.all("table")[-1].all("th", scope="row")
        assert [answer.text for answer in answers] == sorted(operation["responses"])


@pytest.mark.parametrize("spec", SERVED, ids=lambda spec: spec.id)
def test_every_model_has_its_parameters_an_example_and_its_studio_page(page: Element, spec: Any) -> None:
    model = page.find("details", data_spec=spec.id)
    rows = [row.find("th").text for row in model.all("tr")]
    for parameter in spec.parameters:
        assert any(row.split()[0].rpartition(".")[2] == parameter.name for row in rows), parameter.name
    assert spec.examples[0].prompt[:20] in model.find("pre").text
    assert model.find("a")["href"] == f"/{spec.id}/"


def test_describes_bounds_and_defaults_in_words(page: Element) -> None:
    rows = {
        row.find("th").text: row.text for row in page.find("details", data_spec="onemin/flux-2-flex/generate").all("tr")
    }
    assert "whole number 6–50, default 25" in rows["promptObject.steps"]
    assert "one of jpg, png, default png" in rows["promptObject.output_format"]
    assert "default false" in rows["promptObject.prompt_upsampling"]
    assert "required" in next(row for row in rows if row.startswith("promptObject.prompt "))


def send(code: str, key: str) -> Any:
    """Do what the cURL command would."""
    words = shlex.split(code.replace("\\\n", " "))
    options = dict(zip(words[4::2], words[5::2], strict=True)) | {"-X": words[2]}
    headers = dict(word.split(": ", 1) for flag, word in zip(words[4::2], words[5::2], strict=True) if flag == "-H")
    headers = {name: value.replace("$PLAYGROUND_KEY", key) for name, value in headers.items()}
    content_type = headers.pop("Content-Type", "application/octet-stream")
    path = words[3].removeprefix("http://testserver")
    return Client().generic(options["-X"], path, options.get("-d", ""), content_type, headers=headers)


@pytest.mark.parametrize(
    ("spec_id", "status"), [("onemin/flux-2-flex/generate", 504), ("apiframe/flux-2-dev/generate", 202)]
)
def test_this_server_accepts_an_example(page: Element, alice: Person, settings: Any, spec_id: str, status: int) -> None:
    settings.API_WAIT_SECONDS = 0.05
    code = page.find("details", data_spec=spec_id).find("pre").raw_text
    response = send(code, create_key(alice.owner)[1])
    assert response.status_code == status, response.content
    assert alice.owner.generations.get().spec_id == spec_id


def test_operations_without_models_have_an_example_too(page: Element) -> None:
    def code(id_: str) -> str:
        return page.by_id(id_).find("pre").raw_text

    assert '-F "file=@picture.png"' in code("uploadFile")
    assert '-H "X-API-Key: $PLAYGROUND_KEY"' in code("readJob")
    assert "/v2/jobs/<id>" in code("readJob")
    assert "-H" not in code("listModels")
    assert "?signature=<signature>" in code("readSignedPicture")


def test_the_reference_uses_the_public_url(anonymous: Person, settings: Any) -> None:
    settings.PUBLIC_URL = "https://pictures.example"
    assert "https://pictures.example/v2/me" in anonymous.see("reference").text


def test_the_header_links_to_it_and_it_links_to_the_document(page: Element) -> None:
    assert page.find("nav", aria_label="Pages").find("a", href="/reference/")["aria-current"] == "page"
    assert json.loads(Client().get(page.find("a", href="/api/openapi.json")["href"]).content)["openapi"]
