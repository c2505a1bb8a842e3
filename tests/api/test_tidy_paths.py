"""Addresses of the API as base URLs and libraries join them: doubled slashes, and one at the end."""

import json
from typing import Any

import pytest

from playground.serving.application import max_body_bytes
from tests.api.calling import FLEX_MODEL, PROMPT, Program

JOB = {"prompt": "a red fox", "model": "flux-2-dev"}


def post(program: Program, path: str, body: Any) -> Any:
    # The test client would take what follows two slashes for a host.
    return program.call("POST", "/", data=json.dumps(body), content_type="application/json", PATH_INFO=path)


@pytest.mark.parametrize("path", ["//api/features", "/api//features", "/api/features/", "///api//features//"])
def test_slashes_change_no_answer_of_features(program: Program, prompt_worker: None, path: str) -> None:
    body = {"type": "IMAGE_GENERATOR", "model": FLEX_MODEL, "promptObject": PROMPT}
    answer = post(program, path, body)
    assert answer.status_code == 200
    assert answer.json()["aiRecord"]["status"] == "SUCCESS"


@pytest.mark.parametrize("path", ["//v2/images/generate", "/v2/images/generate/", "/v2//images//generate"])
def test_slashes_change_no_answer_of_jobs(program: Program, path: str) -> None:
    answer = post(program, path, JOB)
    assert answer.status_code == 202
    assert program.call("GET", "/", PATH_INFO=f"//v2/jobs//{answer.json()['jobId']}/").status_code == 200


@pytest.mark.parametrize("path", ["//v2/me", "/v2/me/", "/v2/models/", "/models/", "//models", "/api/openapi.json/"])
def test_slashes_change_nothing_that_is_read(program: Program, path: str) -> None:
    assert program.call("GET", "/", PATH_INFO=path).status_code == 200


@pytest.mark.parametrize("path", ["/api", "/api/", "//api//", "/api/feature", "//api/features/x/"])
def test_a_path_that_does_not_exist_is_json_in_the_apis_shape(program: Program, path: str) -> None:
    answer = post(program, path, {})
    assert answer.status_code == 404
    assert answer.json()["errorCode"] == "NOT_FOUND"


def test_a_path_beside_the_apis_names_them(program: Program) -> None:
    answer = post(program, "/apifeatures/../api/x", {})
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "unknown_path"


def test_a_body_is_limited_like_that_of_the_tidy_path() -> None:
    for path in ("//api/features", "/api/features/"):
        assert max_body_bytes(path, "application/json") == max_body_bytes("/api/features", "application/json")


@pytest.mark.parametrize("path", ["//history/", "/history//"])
def test_the_paths_of_pages_are_left_alone(program: Program, path: str) -> None:
    assert program.call("GET", "/", PATH_INFO=path, headers={"Accept": "text/html"}).status_code == 404
