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
        answers = [row.text for row in section.all("table")[-1].all("th", scope="row")]
        errors = [code.text for code in section.find("p", data_errors=True).all("code")]
        assert answers + errors == sorted(operation["responses"])


def test_describes_each_error_once(page: Element) -> None:
    rows = [row.find("th").text for row in page.by_id("errors").find("tbody").all("tr")]
    assert rows == sorted(set(rows))
    assert {"400", "401", "404", "429", "503"} <= set(rows)
    assert page.text.count("The key is missing, unknown or revoked.") == 1
    assert "Retry-After" in page.by_id("errors").text
    assert "errorCode message" in page.by_id("errors").text


def test_the_menu_leads_to_every_operation(page: Element) -> None:
    links = [link["href"] for link in page.find("nav", aria_label="Operations").all("a")]
    assert links == [f"#{section['id']}" for section in page.all("section", data_operation=True)] + ["#errors"]


@pytest.mark.parametrize("spec", SERVED, ids=lambda spec: spec.id)
def test_every_model_has_its_parameters_and_its_studio_page(page: Element, spec: Any) -> None:
    operation = next(section for section in page.all("section", data_operation=True) if section.has(data_spec=spec.id))
    model = operation.find("tr", data_spec=spec.id)
    assert spec.model in model.text
    assert model.find("a")["href"] == f"/{spec.id}/"
    described = {row["data-member"].rpartition(".")[2] for row in operation.all("tr", data_member=True)}
    assert {parameter.name for parameter in spec.parameters} <= described


def test_describes_bounds_and_defaults_in_words_once_for_all_models(page: Element) -> None:
    rows = [row.text for row in page.by_id("makePicture").all("tr", data_member=True)]
    steps = [row for row in rows if row.startswith("promptObject.steps ")]
    assert [row for row in steps if "whole number 6–50, default 25 FLUX.2 [flex]" in row]
    assert [row for row in steps if "whole number 15–50, default 50 FLUX.2 [max]" in row]
    assert len([row for row in rows if row.startswith("promptObject.seed ")]) == 1
    assert [row for row in rows if row.startswith("promptObject.imageUrl required") and "only to edit" in row]
    assert [row for row in rows if "default false" in row and row.startswith("promptObject.prompt_upsampling")]


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
    ("operation", "spec_id", "status"),
    [
        ("makePicture-generate", "onemin/flux-2-flex/generate", 504),
        ("orderPictures-generate", "apiframe/flux-2-flex/generate", 202),
    ],
)
def test_this_server_accepts_an_example(
    page: Element, alice: Person, settings: Any, operation: str, spec_id: str, status: int
) -> None:
    settings.API_WAIT_SECONDS = 0.05
    response = send(page.by_id(f"code-{operation}-curl").raw_text, create_key(alice.owner)[1])
    assert response.status_code == status, response.content
    assert alice.owner.generations.get().spec_id == spec_id


def test_each_example_is_in_every_language(page: Element) -> None:
    for section in page.all("section", data_operation=True):
        languages = [code["data-language"] for code in section.all("pre")]
        assert languages == ["curl", "javascript", "python"] * (len(languages) // 3)
        assert languages
    assert "import requests" in page.by_id("code-readJob-python").raw_text
    assert "fetch(" in page.by_id("code-uploadFile-javascript").raw_text


@pytest.mark.parametrize("operation", ["uploadAsset", "uploadFile", "createImageEdit"])
def test_an_example_sends_its_file_in_every_language(page: Element, operation: str) -> None:
    for language, file in (("curl", "@"), ("javascript", "await readFile("), ("python", ".read_bytes()")):
        assert file in page.by_id(f"code-{operation}-{language}").raw_text


def test_an_example_saves_the_picture_that_it_gets(page: Element) -> None:
    saves = {
        language: page.by_id(f"code-readSignedPicture-{language}").raw_text
        for language in ("curl", "javascript", "python")
    }
    assert all("picture.png" in code and "json()" not in code for code in saves.values())


def test_the_introduction_says_how_to_run_the_examples(page: Element) -> None:
    introduction = page.find("header", class_="prose reference-head").text
    assert all(words in introduction for words in ("export PLAYGROUND_KEY=", "pip install requests", ".mjs"))


def test_operations_without_models_have_an_example_too(page: Element) -> None:
    def code(id_: str) -> str:
        return page.by_id(f"code-{id_}-curl").raw_text

    assert '-F "file=@picture.png"' in code("uploadFile")
    assert '-H "X-API-Key: $PLAYGROUND_KEY"' in code("readJob")
    assert "/v2/jobs/<id>" in code("readJob")
    assert "-H" not in code("listModels")
    assert "?signature=<signature>" in code("readSignedPicture")
    # Without a feature, the answer of 1min.ai is empty.
    assert '/models?feature=IMAGE_GENERATOR"' in code("listModels")


def test_the_reference_uses_the_public_url(anonymous: Person, settings: Any) -> None:
    settings.PUBLIC_URL = "https://pictures.example"
    assert "https://pictures.example/v2/me" in anonymous.see("reference").text


def test_the_header_links_to_it_and_it_links_to_the_document(page: Element) -> None:
    assert page.find("nav", aria_label="Pages").find("a", href="/reference/")["aria-current"] == "page"
    assert json.loads(Client().get(page.find("a", href="/api/openapi.json")["href"]).content)["openapi"]
