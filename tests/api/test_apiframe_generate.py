"""POST /v2/images/generate: the documents' own request, every model, and what is refused."""

import re
from typing import Any

import pytest
from django.test import Client

from playground.accounts.api_keys import create_key
from playground.catalog.loading import specs
from playground.generations.models import Generation
from tests.api.calling import Program, assert_dressed
from tests.api.ordering import (
    GENERATE,
    assert_apiframe_error,
    find_row,
    get_job,
    load,
    order,
    read_job_id,
    send,
)
from tests.cast import Person, work_off

MODELS = [spec.model for spec in specs().values() if spec.dialect == "apiframe"]
UUID_SHAPE = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def test_the_documents_request_gets_the_documents_answers(program: Program) -> None:
    body, wanted = load("apiframe_flux-2-flex_generate.request.json"), load("apiframe_job.answer.json")
    response = send(program, body)
    assert_dressed(response)
    assert UUID_SHAPE.fullmatch(read_job_id(response))
    assert response.json()["status"] == "QUEUED"
    work_off()
    job = get_job(program, read_job_id(response))
    assert list(job) == list(wanted)
    for field in ("status", "model", "progress", "error", "webhookStatus", "input", "expired"):
        assert job[field] == wanted[field]
    (address,) = job["result"]["images"]
    assert re.fullmatch(r"http://testserver/images/[\w-]+\.png", address)


def test_there_are_four_models() -> None:
    assert MODELS == ["flux-2-flex", "flux-2-pro", "flux-2-max", "flux-2-dev"]


@pytest.mark.parametrize("model", MODELS)
def test_each_model_gives_a_picture_in_the_format_asked_for(program: Program, model: str) -> None:
    job_id = read_job_id(order(program, model, aspect_ratio="16:9", output_format="webp", seed=7))
    work_off()
    job = get_job(program, job_id)
    assert (job["status"], job["model"]) == ("COMPLETED", model)
    assert job["result"]["images"][0].endswith(".webp")


def test_the_history_marks_the_generation_as_made_by_api(program: Program, alice: Person) -> None:
    row = find_row(order(program, steps=12))
    assert (row.owner, row.source, row.origin, row.spec_id) == (
        alice.owner,
        "api",
        "http://testserver",
        "apiframe/flux-2-flex/generate",
    )
    assert row.params == {"prompt": "a red fox", "steps": 12}
    assert row.resolved["steps"] == 12
    assert row.resolved["guidance"] == 4.5


@pytest.mark.parametrize("header", ["X-API-Key", "x-api-key", "API-KEY"])
def test_accepts_the_key_in_any_header(alice: Person, header: str) -> None:
    _, raw = create_key(alice.owner)
    body = {"prompt": "a red fox", "model": "flux-2-dev"}
    assert Client().post(GENERATE, body, "application/json", headers={header: raw}).status_code == 202


def test_accepts_the_key_as_a_bearer_token(alice: Person) -> None:
    _, raw = create_key(alice.owner)
    body = {"prompt": "a red fox", "model": "flux-2-dev"}
    response = Client().post(GENERATE, body, "application/json", headers={"Authorization": f"Bearer {raw}"})
    read_job_id(response)


@pytest.mark.parametrize("written", ["1 MP", "1MP"])
def test_accepts_both_spellings_of_a_resolution(program: Program, written: str) -> None:
    response = order(program, "flux-2-pro", resolution=written)
    assert find_row(response).resolved["resolution"] == "1 MP"
    assert get_job(program, read_job_id(response))["input"]["fluxParams"]["resolution"] == written


def test_a_custom_size_is_rounded_down_to_the_grid(program: Program) -> None:
    row = find_row(order(program, aspect_ratio="custom", width=1001, height=600))
    assert (row.width, row.height) == (992, 592)


def test_more_jobs_may_wait_than_on_a_page(program: Program, settings: Any) -> None:
    settings.MOST_QUEUED = 4
    assert {order(program, "flux-2-dev").status_code for _ in range(12)} == {202}


def test_a_full_queue_is_refused(program: Program, settings: Any) -> None:
    settings.API_MOST_QUEUED = 4
    for _ in range(4):
        read_job_id(order(program))
    response = order(program)
    assert_apiframe_error(response, 429, "4")
    assert response["Retry-After"] == "5"


def test_pages_can_generate_while_api_jobs_fill_the_queue(program: Program, alice: Person, settings: Any) -> None:
    settings.MOST_QUEUED = 4
    for _ in range(5):
        order(program)
    assert alice.ask().is_active


@pytest.mark.parametrize(
    ("flux_params", "at", "words"),
    [
        ({"steps": "30"}, "fluxParams.steps", ["steps", '"30"', "whole number"]),
        ({"steps": 51}, "fluxParams.steps", ["steps", "51", "50"]),
        ({"steps": 0}, "fluxParams.steps", ["steps", "1"]),
        ({"guidance": 1}, "fluxParams.guidance", ["guidance", "1.5"]),
        ({"aspect_ratio": "7:3"}, "fluxParams.aspect_ratio", ["aspect_ratio", "7:3"]),
        ({"aspect_ratio": "custom"}, "fluxParams.width", ["width", "custom"]),
        ({"aspect_ratio": "custom", "width": 512}, "fluxParams.height", ["height"]),
        ({"aspect_ratio": "match_input_image"}, "fluxParams.aspect_ratio", ["input_images"]),
        ({"width": 255}, "fluxParams.width", ["256"]),
        ({"output_format": "gif"}, "fluxParams.output_format", ["gif"]),
        ({"resolution": "3 MP"}, "fluxParams.resolution", ["3 MP"]),
        ({"seed": 2**53}, "fluxParams.seed", ["seed"]),
        ({"seed": None}, "fluxParams.seed", ["seed"]),
        ({"prompt_upsampling": 1}, "fluxParams.prompt_upsampling", ["true or false"]),
        ({"step": 30}, "fluxParams.step", ["step", "did you mean steps?"]),
        ({"input_images": "one"}, "fluxParams.input_images", ["a list"]),
        ({"input_images": ["x"] * 11}, "fluxParams.input_images", ["the maximum is 10"]),
        ({"prompt": "x"}, "fluxParams.prompt", ["beside fluxParams"]),
    ],
    ids=str,
)
def test_refuses_a_wrong_parameter_by_its_path(program: Program, flux_params: Any, at: str, words: list[str]) -> None:
    assert_apiframe_error(order(program, **flux_params), 400, *words, at=at)
    assert not Generation.objects.exists()


def test_reports_all_problems_at_once(program: Program) -> None:
    response = order(program, steps=99, guidance=99, output_format="png")
    assert_apiframe_error(response, 400, "steps", "guidance")
    assert list(response.json()["details"]) == ["fluxParams.steps", "fluxParams.guidance"]


@pytest.mark.parametrize("name", ["steps", "guidance"])
def test_refuses_a_parameter_of_another_model(program: Program, name: str) -> None:
    params: dict[str, Any] = {name: 5}
    assert_apiframe_error(order(program, "flux-2-pro", **params), 400, name, at=f"fluxParams.{name}")


@pytest.mark.parametrize(
    ("top", "at", "words"),
    [
        ({"model": "flux-2-fex"}, "model", ["flux-2-fex", "did you mean flux-2-flex?"]),
        ({"model": "black-forest-labs/flux-2-pro"}, "model", ["did you mean flux-2-pro?"]),
        ({"model": 7}, "model", ["7"]),
        ({"prompt": ""}, "prompt", ["prompt"]),
        ({"prompt": 7}, "prompt", ["prompt"]),
        ({"prompt": "x" * 2001}, "prompt", ["2,000", "2,001"]),
        ({"fluxParams": []}, "fluxParams", ["fluxParams"]),
        ({"fluxParms": {}}, "fluxParms", ["did you mean fluxParams?"]),
        ({"steps": 30}, "steps", ["inside fluxParams"]),
        ({"size": "1024x1024"}, "size", ["size"]),
    ],
    ids=str,
)
def test_refuses_a_wrong_field(program: Program, top: Any, at: str, words: list[str]) -> None:
    assert_apiframe_error(order(program, top=top), 400, *words, at=at)


def test_accepts_a_prompt_of_2000_characters(program: Program) -> None:
    assert order(program, top={"prompt": "x" * 2000}).status_code == 202


@pytest.mark.parametrize("missing", ["prompt", "model"])
def test_refuses_a_request_without(program: Program, missing: str) -> None:
    body = {"prompt": "a red fox", "model": "flux-2-flex"}
    del body[missing]
    assert_apiframe_error(send(program, body), 400, missing, at=missing)


@pytest.mark.parametrize("content", [b" ", b"{", b"[]", b'"x"', b"\xff", b'{"a": NaN}'])
def test_refuses_a_body_that_is_not_a_json_object(program: Program, content: bytes) -> None:
    assert_apiframe_error(program.post(GENERATE, content), 400, at="body")


def test_refuses_another_content_type(program: Program) -> None:
    response = program.call("POST", GENERATE, data="prompt=x", content_type="application/x-www-form-urlencoded")
    assert_apiframe_error(response, 415, "application/json")


def test_refuses_a_body_that_is_too_large(program: Program) -> None:
    assert_apiframe_error(order(program, top={"prompt": "x" * 3_200_000}), 413, "too large")


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_refuses_another_method(program: Program, method: str) -> None:
    response = program.call(method, GENERATE)
    assert_apiframe_error(response, 405, method)
    assert response["Allow"] == "POST, OPTIONS"


@pytest.mark.parametrize("key", ["", "afk_unknown"])
def test_refuses_without_a_known_key(key: str, db: None) -> None:
    body = {"prompt": "a red fox", "model": "flux-2-flex"}
    assert_apiframe_error(Client().post(GENERATE, body, "application/json", headers={"X-API-Key": key}), 401)


def test_limits_the_requests_of_a_key(program: Program, settings: Any) -> None:
    settings.API_REQUESTS_A_MINUTE = 2
    assert [order(program).status_code for _ in range(2)] == [202, 202]
    response = order(program)
    assert_apiframe_error(response, 429, "2")
    assert int(response["Retry-After"]) > 0


@pytest.mark.parametrize("path", ["/v2", "/v2/", "/v2/images/edit", "/v2/loras"])
def test_other_paths_are_not_found(program: Program, path: str) -> None:
    assert_apiframe_error(program.get(path), 404, path.rstrip("/"))
