"""apiframe's own: the job in every state, the answer to a submitted request, the refusals."""

import json
from typing import Any

import pytest

from playground.dialects.apiframe import Apiframe
from playground.dialects.base import Answer
from playground.dialects.errors import AnswerError, WireError
from playground.dialects.wire import JobStatus, ResultLink, WireRequest
from tests.dialects.cases import outcome, read_sample, recorded_params
from tests.specs import SPECS

FLEX = "apiframe/flux-2-flex/generate"
DIALECT = Apiframe()


def ask(body: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    return DIALECT.read_request(WireRequest("POST", "/v2/images/generate", (), body), SPECS.values())


def test_reads_the_documented_request() -> None:
    assert ask(read_sample("apiframe_flux-2-flex_generate.request")) == (FLEX, recorded_params(FLEX))


def test_leaves_out_flux_params_when_there_are_none() -> None:
    request = DIALECT.write_request(SPECS[FLEX], {"prompt": "a cat"})
    assert request.body == {"prompt": "a cat", "model": "flux-2-flex"}


def test_writes_a_finished_job_key_by_key() -> None:
    sample = read_sample("apiframe_job.answer")
    link = ResultLink("images/x.png", sample["result"]["images"][0], "https://signed.example")
    written = DIALECT.write_response(outcome(FLEX, id=sample["id"], results=(link,)))
    assert json.dumps(written) == json.dumps(sample)


def test_reads_a_finished_job() -> None:
    sample = read_sample("apiframe_job.answer")
    urls = tuple(sample["result"]["images"])
    assert DIALECT.read_response(sample) == Answer(sample["id"], "done", 100, urls, "", cost=8, took=5.25)


def test_reads_the_response_to_a_submitted_request() -> None:
    assert DIALECT.read_response({"jobId": "7b0c", "status": "QUEUED"}) == Answer("7b0c", "queued", None, (), "")


@pytest.mark.parametrize("status", ["PROCESSING", "COMPLETED", "FAILED", "CANCELLED"])
def test_the_response_to_a_repeated_request_is_a_job_to_poll(status: str) -> None:
    assert DIALECT.read_response({"jobId": "7b0c", "status": status}) == Answer("7b0c", "running", None, (), "")


@pytest.mark.parametrize(
    ("status", "word", "error"),
    [
        ("queued", "QUEUED", None),
        ("running", "PROCESSING", None),
        ("done", "COMPLETED", None),
        ("failed", "FAILED", "The prompt was refused."),
        ("cancelled", "CANCELLED", None),
    ],
)
def test_a_job_has_every_field_in_every_state(status: JobStatus, word: str, error: str | None) -> None:
    job = DIALECT.write_response(outcome(FLEX, status))
    assert list(job) == list(read_sample("apiframe_job.answer"))
    assert (job["status"], job["error"]) == (word, error)
    assert (job["result"] is None) == (status != "done")
    assert job["creditCost"] == (8 if status == "done" else 0)


def test_a_failed_job_has_a_message() -> None:
    assert DIALECT.read_response(DIALECT.write_response(outcome(FLEX, "failed"))).error == "The prompt was refused."


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"model": "flux-2-fex"}, "model", "Unknown model: flux-2-fex; did you mean flux-2-flex?"),
        (
            {"model": "black-forest-labs/flux-2-flex"},
            "model",
            "Unknown model: black-forest-labs/flux-2-flex; did you mean flux-2-flex?",
        ),
        (
            {"model": None},
            "model",
            "model is missing: send one of flux-2-flex, flux-2-pro, flux-2-max, flux-2-dev.",
        ),
        ({"fluxParams": []}, "fluxParams", "fluxParams must be a JSON object."),
        ({"fluxParams": {"prompt": "x"}}, "fluxParams.prompt", "prompt belongs beside fluxParams, not inside it."),
    ],
)
def test_refuses_a_wrong_model_or_shape(changes: dict[str, Any], field: str, message: str) -> None:
    with pytest.raises(WireError) as refusal:
        ask({**read_sample("apiframe_flux-2-flex_generate.request"), **changes})
    assert (refusal.value.status, refusal.value.field, refusal.value.sentence) == (400, field, message)


@pytest.mark.parametrize(
    "changes",
    [{"status": "READY"}, {"id": None}, {"result": None}, {"result": {"images": []}}, {"result": {"images": "x"}}],
)
def test_a_job_needs_an_id_a_known_state_and_a_picture(changes: dict[str, Any]) -> None:
    with pytest.raises(AnswerError):
        DIALECT.read_response({**read_sample("apiframe_job.answer"), **changes})
