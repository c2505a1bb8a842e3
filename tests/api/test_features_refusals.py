"""POST /api/features: what is refused, with which status and in which words."""

from typing import Any

import pytest

from playground.accounts.models import ApiKey
from playground.generations.models import Generation
from tests.api.calling import ASYNC, FLEX_MODEL, PROMPT, Program, assert_onemin_error
from tests.cast import make_file

NEWER = {
    "flux-schnell": "flux-2-dev",
    "flux-dev": "flux-2-dev",
    "flux-pro": "flux-2-pro",
    "flux-1.1-pro": "flux-2-pro",
    "flux-2-klein-4b": "flux-2-dev",
    "flux-2-klein-9b": "flux-2-dev",
}


@pytest.mark.parametrize(
    ("prompt_object", "words"),
    [
        ({}, ["prompt", "empty", "missing"]),
        ({"prompt": " "}, ["prompt", "empty"]),
        ({"prompt": 7}, ["prompt", "text", "7"]),
        (PROMPT | {"steps": 51}, ["steps", "the maximum is 50", "51"]),
        (PROMPT | {"steps": 5}, ["steps", "the minimum is 6", "5"]),
        (PROMPT | {"steps": "30"}, ["steps", "a whole number", '"30"']),
        (PROMPT | {"guidance": True}, ["guidance", "a number", "true"]),
        (PROMPT | {"guidance": 1.9}, ["guidance", "the minimum is 2", "1.9"]),
        (PROMPT | {"aspect_ratio": "4:3"}, ["aspect_ratio", "16:9", '"4:3"']),
        (PROMPT | {"seed": None}, ["seed", "null"]),
        (PROMPT | {"seed": 2**53}, ["seed", "the maximum is", str(2**53)]),
        (PROMPT | {"prompt_upsampling": "yes"}, ["prompt_upsampling", "true or false", '"yes"']),
        (PROMPT | {"n": 5}, ["n must be", "from 1 to 4", "5"]),
        (PROMPT | {"n": 0}, ["n must be", "from 1 to 4", "0"]),
        (PROMPT | {"n": "2"}, ["n must be", "from 1 to 4", '"2"']),
        (PROMPT | {"n": True}, ["n must be", "from 1 to 4", "true"]),
        ([], ["promptObject", "object"]),
        ("a red fox", ["promptObject", "object"]),
    ],
    ids=str,
)
def test_a_wrong_parameter_is_named_with_its_value_and_bound(
    program: Program, prompt_object: Any, words: list[str]
) -> None:
    response = program.ask(prompt_object)
    assert_onemin_error(response, 400, *[word for word in words if word != "missing"])
    assert response.json()["errorCode"] == "UNKNOWN_ERROR"
    assert not Generation.objects.exists()


def test_all_wrong_parameters_are_reported_at_once(program: Program) -> None:
    assert_onemin_error(program.ask(PROMPT | {"steps": 51, "guidance": 6}), 400, "steps", "guidance")


@pytest.mark.parametrize("value", ["true", 1, []])
def test_async_is_true_or_false(program: Program, value: Any) -> None:
    assert_onemin_error(program.ask(**{"async": value}), 400, "async", "true or false")


def test_an_unknown_model_is_refused_in_the_apis_own_sentence(program: Program) -> None:
    response = program.ask(model="dall-e-3")
    assert_onemin_error(response, 400)
    assert response.json() == {
        "errorCode": "UNSUPPORTED_MODEL",
        "message": "Model dall-e-3 is not supported for feature IMAGE_GENERATOR",
    }


def test_a_near_miss_is_named(program: Program) -> None:
    sentence = "Model flux-2-flexx is not supported for feature IMAGE_GENERATOR; did you mean"
    assert_onemin_error(program.ask(model="flux-2-flexx"), 400, sentence, FLEX_MODEL)


@pytest.mark.parametrize("maker", ["", "black-forest-labs/"])
@pytest.mark.parametrize("older", NEWER)
def test_an_older_model_is_refused_for_editing_with_the_newer_name(program: Program, maker: str, older: str) -> None:
    response = program.ask(model=maker + older, type="IMAGE_EDITOR")
    assert_onemin_error(response, 400, f"use black-forest-labs/{NEWER[older]} instead")
    assert response.json()["errorCode"] == "UNSUPPORTED_MODEL"
    assert response.json()["message"].startswith(f"Model {maker}{older} is not supported for feature IMAGE_EDITOR")


def test_a_model_that_is_gone_is_refused_with_the_newer_name(program: Program) -> None:
    assert_onemin_error(program.ask(model="flux-1.1-pro-ultra"), 400, "use black-forest-labs/flux-2-max instead")


def test_an_unknown_feature_is_refused_in_the_apis_own_sentence(program: Program) -> None:
    response = program.ask(type="CHAT_WITH_AI")
    assert_onemin_error(response, 400)
    assert response.json() == {"errorCode": "UNKNOWN_ERROR", "message": "Unsupported feature type: CHAT_WITH_AI"}


@pytest.mark.parametrize("body", [{}, {"type": None}, {"type": ["IMAGE_GENERATOR"]}, {"type": "IMAGE_GENERATOR"}])
def test_type_and_model_are_required(program: Program, body: Any) -> None:
    assert_onemin_error(program.post("/api/features", body), 400)


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "HEAD"])
def test_other_methods_are_refused(program: Program, method: str) -> None:
    response = program.call(method, "/api/features")
    assert response.status_code == 405
    assert response["Allow"] == "POST, OPTIONS"
    if method != "HEAD":
        assert_onemin_error(response, 405, method, "POST")


@pytest.mark.parametrize("path", ["/api/feature", "/api/", "/api", "/api/features/x"])
def test_an_unknown_path_has_the_same_error_format(program: Program, path: str) -> None:
    assert_onemin_error(program.get(path), 404, path.rstrip("/"))


@pytest.mark.usefixtures("no_worker")
def test_a_time_out_is_reported_and_the_work_continues(program: Program, work: Any) -> None:
    response = program.ask()
    row = Generation.objects.get()
    assert_onemin_error(response, 504, "0.05 s", str(row.wire_id))
    work()
    assert program.get(f"/api/results/{row.wire_id}").json()["aiRecord"]["status"] == "SUCCESS"


def test_refuses_above_the_limit_before_creating_a_row(program: Program, settings: Any) -> None:
    settings.API_WAITERS = 0
    response = program.ask()
    assert_onemin_error(response, 429)
    assert int(response["Retry-After"]) > 0
    assert not Generation.objects.exists()


@pytest.mark.usefixtures("no_worker")
def test_a_slot_is_free_again_after_a_request(program: Program, settings: Any) -> None:
    settings.API_WAITERS = 1
    assert [program.ask().status_code for _ in range(2)] == [504, 504]


def test_a_full_queue_is_refused(program: Program, settings: Any) -> None:
    settings.API_MOST_QUEUED = 4
    for _ in range(4):
        program.ask(**ASYNC)
    response = program.ask()
    assert_onemin_error(response, 429, "4")
    assert "Retry-After" in response


def test_an_edit_needs_a_picture(program: Program) -> None:
    assert_onemin_error(program.ask(type="IMAGE_EDITOR"), 400, "imageUrl")


@pytest.mark.usefixtures("prompt_worker", "sketch")
def test_refused_content_is_a_client_error(program: Program) -> None:
    response = program.ask({"prompt": "[sketch:refuse] a fox"})
    assert_onemin_error(response, 400)
    assert response.json()["errorCode"] == "CONTENT_REFUSED"
    assert response.json()["message"] == Generation.objects.get().error


@pytest.mark.usefixtures("prompt_worker", "sketch")
def test_a_failing_engine_is_a_server_error(program: Program) -> None:
    response = program.ask({"prompt": "[sketch:fail] a fox"})
    assert_onemin_error(response, 502, Generation.objects.get().error)


@pytest.mark.usefixtures("prompt_worker")
def test_a_crashing_engine_is_a_server_error(program: Program, settings: Any) -> None:
    settings.ENGINE = "none"
    assert_onemin_error(program.ask(), 502)


def test_an_unexpected_error_has_the_same_format(program: Program, settings: Any, caplog: Any) -> None:
    settings.API_WAIT_SECONDS = "broken"
    response = program.ask()
    assert_onemin_error(response, 500)
    assert response["x-request-id"] in caplog.text
    assert "Traceback" in caplog.text
    assert program.key not in caplog.text


def test_refuses_another_file_type_without_a_key(program: Program) -> None:
    ApiKey.objects.all().delete()
    assert_onemin_error(program.upload(make_file()), 401)
