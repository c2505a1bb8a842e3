"""Replicate's own: the wait, the deadline, the list of klein, six status words, problems and removed pictures."""

from typing import Any

import pytest

from playground.dialects.base import Answer, Refusal
from playground.dialects.errors import AnswerError, WireError
from playground.dialects.planning import plan_request
from playground.dialects.replicate import LONGEST_STAGE, POLICY, WAIT_SECONDS, Replicate
from playground.dialects.wire import FilePart, UploadReference, WireRequest
from tests.dialects.cases import outcome, read_sample, recorded_params
from tests.specs import SPECS

FLEX = "replicate/flux-2-flex/generate"
KLEIN = "replicate/flux-2-klein-4b/generate"
DIALECT = Replicate()
HOME = "https://api.replicate.com/v1"
JOB = f"{HOME}/predictions/gm3qorzdhgbfurvjtvhg6dckhu"


def ask(body: dict[str, Any], url: str) -> tuple[str, dict[str, Any]]:
    return DIALECT.read_request(WireRequest("POST", url, (), body), SPECS.values())


def prediction(**changes: Any) -> dict[str, Any]:
    return {**read_sample("replicate_succeeded.answer"), **changes}


def running(**changes: Any) -> dict[str, Any]:
    return prediction(**{"status": "processing", "output": None, "metrics": {}, **changes})


def test_posts_to_the_models_path_and_waits_for_less_than_the_engine() -> None:
    request = DIALECT.write_request(SPECS[KLEIN], {"prompt": "a cat"}, key="k")
    assert (request.method, request.url) == ("POST", f"{HOME}/models/black-forest-labs/flux-2-klein-4b/predictions")
    assert request.headers == (
        ("Authorization", "Bearer k"),
        ("Content-Type", "application/json"),
        ("Prefer", f"wait={WAIT_SECONDS}"),
        ("Cancel-After", "10m"),
    )
    assert request.body == {"input": {"prompt": "a cat"}}
    assert 1 <= WAIT_SECONDS <= 60 < POLICY.request_timeout
    assert POLICY.job_timeout == 600


def test_pictures_are_uploaded_as_files() -> None:
    plan = plan_request(DIALECT, SPECS[KLEIN], {"prompt": "a cat"}, files=["a.png", "b.jpg"], key="k")
    assert [(upload.request.url, upload.request.body, upload.answer) for upload in plan.uploads] == [
        (f"{HOME}/files", FilePart("content", "a.png", "image/png"), ("urls", "get")),
        (f"{HOME}/files", FilePart("content", "b.jpg", "image/jpeg"), ("urls", "get")),
    ]
    assert plan.request.body == {"input": {"prompt": "a cat", "images": [UploadReference(0), UploadReference(1)]}}


@pytest.mark.parametrize(
    ("url", "more"),
    [
        ("/v1/models/black-forest-labs/flux-2-flex/predictions", {}),
        (
            "https://proxy.example/v1/models/black-forest-labs/flux-2-flex/predictions/?x=1",
            {"webhook": "https://a.example"},
        ),
        ("/v1/predictions", {"version": "black-forest-labs/flux-2-flex"}),
        ("/v1/predictions", {"version": "black-forest-labs/flux-2-flex:285631b5"}),
    ],
)
def test_reads_the_documented_request_for_any_server(url: str, more: dict[str, str]) -> None:
    body = read_sample("replicate_flux-2-flex_generate.request") | more
    assert ask(body, url) == (FLEX, recorded_params(FLEX))


@pytest.mark.parametrize(
    ("url", "body"),
    [
        ("/v1/models/black-forest-labs/flux-2-fles/predictions", {}),
        ("/v1/models/someone/flux-2-flex/predictions", {}),
        ("/v1/predictions", {"version": "285631b5656a1839331cd9af0d82da82"}),
        ("/v1/predictions", {"version": ["black-forest-labs/flux-2-flex"]}),
    ],
)
def test_refuses_an_unknown_model(url: str, body: dict[str, Any]) -> None:
    with pytest.raises(WireError, match="There is no model"):
        ask({"input": {"prompt": "a"}, **body}, url)


def test_refuses_an_input_that_is_no_object() -> None:
    with pytest.raises(WireError, match="input must be a JSON object"):
        ask({"input": ["a"]}, "/v1/models/black-forest-labs/flux-2-flex/predictions")


def test_reads_a_finished_prediction() -> None:
    sample = read_sample("replicate_succeeded.answer")
    assert DIALECT.read_response(sample) == Answer(
        sample["id"],
        "done",
        None,
        (sample["output"],),
        "",
        poll_url=JOB,
        seed=42,
        cancel_url=f"{JOB}/cancel",
        stage="The model took 9.8 s",
    )


def test_the_output_may_be_a_list() -> None:
    two = ["https://replicate.delivery/a/out-0.webp", "https://replicate.delivery/a/out-1.webp"]
    assert DIALECT.read_response(prediction(output=two)).urls == tuple(two)


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("starting", "queued"),
        ("processing", "running"),
        ("failed", "failed"),
        ("canceled", "cancelled"),
        ("aborted", "failed"),
    ],
)
def test_each_status_word_has_a_meaning(word: str, status: str) -> None:
    heard = DIALECT.read_response(prediction(status=word, output=None))
    assert (heard.status, heard.urls, heard.refused) == (status, (), False)
    assert heard.error == ""
    assert (word in heard.explanation) == (word in {"canceled", "aborted"})


@pytest.mark.parametrize(
    ("error", "refused"),
    [
        ("NSFW content detected. Try running it again, or try a different prompt.", True),
        ("The input or output was flagged as sensitive. Please try again with different inputs. (E005)", True),
        ("ModelError: E005", True),
        ({"detail": "Request was moderated"}, True),
        ("CUDA out of memory (E1001)", False),
        ("disable_safety_checker is not allowed", False),
        (None, False),
        (["odd"], False),
    ],
)
def test_refused_content_is_told_from_other_failures(error: Any, refused: bool) -> None:
    heard = DIALECT.read_response(prediction(status="failed", output=None, error=error))
    assert (heard.status, heard.refused) == ("failed", refused)


def test_a_removed_picture_is_lost() -> None:
    heard = DIALECT.read_response(prediction(output=None, data_removed=True))
    assert (heard.status, heard.unknown_job, heard.urls) == ("failed", True, ())
    assert "one hour" in heard.explanation


@pytest.mark.parametrize(
    ("logs", "progress", "stage"),
    [
        ("", None, ""),
        (None, None, ""),
        (["x"], None, ""),
        ("Using seed: 7\nGenerating image...\n", None, "Generating image..."),
        ("Running\n 10%|█         | 5/50 [00:01<00:09]\r 54%|█████▍    | 27/50 [00:05<00:04]\n", 54, "Running"),
        ("999%|x| 1/2", None, ""),
        ("x" * 500, None, "x" * (LONGEST_STAGE - 1) + "…"),
        ("a\0b\x1b[31m\n", None, "a b [31m"),
    ],
)
def test_the_logs_tell_what_the_model_does(logs: Any, progress: int | None, stage: str) -> None:
    heard = DIALECT.read_response(running(logs=logs))
    assert (heard.progress, heard.stage) == (progress, stage)


@pytest.mark.parametrize(
    ("logs", "seed"),
    [("using seed 11", 11), ("Using seed: 9999999999999999", None), ("a sunflower seed: 3", None), (7, None)],
)
def test_the_seed_is_in_the_logs(logs: Any, seed: int | None) -> None:
    assert DIALECT.read_response(prediction(logs=logs)).seed == seed


@pytest.mark.parametrize("urls", [None, [], {}, {"get": "ftp://x.example", "cancel": 7}])
def test_without_addresses_the_documented_ones_are_used(urls: Any) -> None:
    heard = DIALECT.read_response(running(urls=urls))
    assert (heard.poll_url, heard.cancel_url) == ("", "")
    poll = DIALECT.write_poll("a/../b", heard.poll_url, base_url="https://flux.example", key="k")
    assert poll == WireRequest(
        "GET", "https://flux.example/v1/predictions/a%2F..%2Fb", (("Authorization", "Bearer k"),), None
    )
    assert DIALECT.write_cancel("x", "", key="k").url == f"{HOME}/predictions/x/cancel"


def test_the_addresses_of_the_answer_are_used() -> None:
    assert DIALECT.write_poll("x", JOB, key="k").url == JOB
    cancel = DIALECT.write_cancel("x", f"{JOB}/cancel", base_url="https://elsewhere.example", key="k")
    assert (cancel.method, cancel.url, cancel.body) == ("POST", f"{JOB}/cancel", None)


@pytest.mark.parametrize(
    "changes",
    [
        {"id": None},
        {"id": "x" * 201},
        {"status": "done"},
        {"status": None},
        {"status": ["succeeded"]},
        {"output": None},
        {"output": []},
        {"output": 7},
        {"output": {"url": "https://replicate.delivery/a.webp"}},
        {"output": ["https://replicate.delivery/a.webp", None]},
        {"output": "file:///etc/passwd"},
        {"output": None, "data_removed": "yes"},
    ],
)
def test_a_response_without_required_fields_is_an_error(changes: dict[str, Any]) -> None:
    with pytest.raises(AnswerError, match="Replicate"):
        DIALECT.read_response(prediction(**changes))


SENSITIVE = "The input was flagged as sensitive (E005)"
THROTTLED = "Request was throttled. Your rate limit resets in ~30s."
FIELDS = [
    {"type": "invalid", "field": "input.width", "description": "Must be less than or equal to 2048"},
    {"type": "invalid", "field": "input.seed", "description": "Invalid type"},
]


@pytest.mark.parametrize(
    ("status", "body", "refusal"),
    [
        (401, {"title": "Unauthenticated", "detail": "No token."}, Refusal("No token.")),
        (402, {"title": "Insufficient credit", "status": 402}, Refusal("Insufficient credit")),
        (404, {"detail": "Prediction not found"}, Refusal("Prediction not found", unknown_job=True)),
        (413, {"detail": "Files must be less than 100MB in size"}, Refusal("Files must be less than 100MB in size")),
        (429, {"detail": THROTTLED}, Refusal(THROTTLED)),
        (
            422,
            {"title": "Input validation failed", "detail": "- input: wrong", "invalid_fields": FIELDS},
            Refusal("input.width: Must be less than or equal to 2048; input.seed: Invalid type"),
        ),
        (422, {"detail": "odd", "invalid_fields": [None, 5, {"field": 3}]}, Refusal("odd")),
        (422, {"detail": SENSITIVE}, Refusal(SENSITIVE, content=True)),
        (429, {"detail": "E005"}, Refusal("E005")),
        (500, None, Refusal("")),
        (500, {"detail": {"a": 1}, "title": ["x"]}, Refusal("")),
    ],
)
def test_reads_a_problem(status: int, body: object, refusal: Refusal) -> None:
    assert DIALECT.read_refusal(status, body) == refusal


def test_reads_back_the_errors_that_it_writes() -> None:
    wrong = WireError("width is 4096; the maximum is 2048.", status=422, field="input.width")
    assert DIALECT.read_refusal(422, DIALECT.write_error(wrong)) == Refusal(
        "input.width: width is 4096; the maximum is 2048."
    )
    assert DIALECT.read_refusal(402, DIALECT.write_error(WireError("No credit.", status=402))) == Refusal("No credit.")


def test_the_account_tests_a_key() -> None:
    assert DIALECT.write_key_test(key="k") == WireRequest(
        "GET", f"{HOME}/account", (("Authorization", "Bearer k"),), None
    )


def test_its_response_has_the_required_keys() -> None:
    required = {"id", "model", "version", "input", "output", "data_removed", "error", "status", "created_at", "urls"}
    for status in ("queued", "done", "failed"):
        assert required <= DIALECT.write_response(outcome(FLEX, status)).keys()


def test_a_cancelled_request_waits_for_the_id_as_long_as_its_response_may_take() -> None:
    spec = SPECS["replicate/flux-2-pro/generate"]
    wait = dict(DIALECT.write_request(spec, {"prompt": "a"}).headers)["Prefer"].removeprefix("wait=")
    assert DIALECT.policy.naming_time > float(wait)
