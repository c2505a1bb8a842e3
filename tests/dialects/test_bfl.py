"""Black Forest Labs' own: numbered pictures, the polling address, the words for a refusal."""

from typing import Any

import pytest

from playground.dialects.base import Answer, Refusal
from playground.dialects.bfl import Bfl
from playground.dialects.errors import AnswerError, WireError
from playground.dialects.planning import plan_request
from playground.dialects.wire import EncodedPicture, WireRequest
from tests.dialects.cases import outcome, read_sample, recorded_params
from tests.specs import SPECS

FLEX = "bfl/flux-2-flex/generate"
FLUX_3 = "bfl/flux-3-image/generate"
DIALECT = Bfl()


def ask(body: dict[str, Any], url: str = "https://api.bfl.ai/v1/flux-2-flex") -> tuple[str, dict[str, Any]]:
    return DIALECT.read_request(WireRequest("POST", url, (), body), SPECS.values())


def ready(**changes: Any) -> dict[str, Any]:
    return {**read_sample("bfl_ready.answer"), **changes}


def test_posts_to_the_models_path_with_the_key_header() -> None:
    request = DIALECT.write_request(SPECS["bfl/flux-2-klein-9b/generate"], {"prompt": "a cat"}, key="k")
    assert (request.method, request.url) == ("POST", "https://api.bfl.ai/v1/flux-2-klein-9b")
    assert request.headers == (("x-key", "k"), ("Content-Type", "application/json"))
    assert request.body == {"prompt": "a cat"}


def test_each_picture_has_its_own_key_in_the_body() -> None:
    files = [f"{number}.png" for number in range(1, 10)]
    plan = plan_request(DIALECT, SPECS[FLEX], {"prompt": "a cat", "seed": 1}, files=files)
    assert plan.uploads == ()
    assert plan.request.body == {
        "prompt": "a cat",
        "input_image": EncodedPicture(0, "1.png"),
        **{f"input_image_{number}": EncodedPicture(number - 1, f"{number}.png") for number in range(2, 9)},
        "seed": 1,
    }


def test_pictures_are_read_in_the_order_of_their_numbers() -> None:
    body = {"input_image_10": "j", "input_image_2": "b", "prompt": "a", "input_image": "a", "input_image_x": 1}
    assert ask(body) == (FLEX, {"prompt": "a", "input_image_x": 1, "input_image": ["a", "b", "j"]})


@pytest.mark.parametrize("url", ["/v1/flux-2-flex", "https://api.eu.bfl.ai/v1/flux-2-flex/?x=1"])
def test_reads_the_documented_request_for_any_server(url: str) -> None:
    assert ask(read_sample("bfl_flux-2-flex_generate.request"), url) == (FLEX, recorded_params(FLEX))


def test_refuses_an_unknown_model() -> None:
    with pytest.raises(WireError, match=r"There is no model at flux-2-fles; did you mean flux-2-flex\?"):
        ask({"prompt": "a"}, "https://api.bfl.ai/v1/flux-2-fles")


def test_reads_the_response_to_a_submitted_request() -> None:
    sample = read_sample("bfl_submitted.answer")
    said = Answer(sample["id"], "queued", None, (), "", poll_url=sample["polling_url"], cost=7.5)
    assert DIALECT.read_response(sample) == said


def test_polls_only_the_address_in_the_response() -> None:
    url = read_sample("bfl_submitted.answer")["polling_url"]
    request = DIALECT.write_poll("x", url, base_url="https://elsewhere.example", key="k")
    assert request == WireRequest("GET", url, (("x-key", "k"),), None)
    assert DIALECT.write_poll("x", "", key="k") is None


def test_reads_a_finished_task() -> None:
    sample = read_sample("bfl_ready.answer")
    assert DIALECT.read_response(sample) == Answer(sample["id"], "done", None, (sample["result"]["sample"],), "")


def test_keeps_the_seed_and_the_prompt_that_were_used() -> None:
    result = {"sample": "https://delivery.bfl.ai/a.png", "seed": 7, "prompt": "a very small cat", "start_time": 1.5}
    heard = DIALECT.read_response(ready(result=result))
    assert (heard.seed, heard.prompt) == (7, "a very small cat")


@pytest.mark.parametrize(
    ("result", "seed", "prompt"),
    [({"seed": "7", "prompt": ["a"]}, None, ""), ({"seed": -1, "prompt": "a\0"}, None, ""), ({"seed": 7.0}, 7, "")],
)
def test_an_invalid_seed_or_prompt_does_not_lose_the_picture(result: Any, seed: int | None, prompt: str) -> None:
    heard = DIALECT.read_response(ready(result={"sample": "https://delivery.bfl.ai/a.png", **result}))
    assert (heard.status, heard.seed, heard.prompt) == ("done", seed, prompt)


@pytest.mark.parametrize(
    ("word", "refused"),
    [
        ("Request Moderated", True),
        ("Content Moderated", True),
        ("Task not found", False),
        ("Error", False),
        ("Failed", False),
    ],
)
def test_a_failed_task_has_a_reason(word: str, refused: bool) -> None:
    heard = DIALECT.read_response(ready(status=word, result=None))
    assert (heard.status, heard.refused, heard.urls) == ("failed", refused, ())
    assert (heard.error, word in heard.explanation) == ("", True)


def test_flux_3_says_what_it_is_doing() -> None:
    heard = [DIALECT.read_response(ready(status=word, result=None)) for word in ("Reasoning", "Generating")]
    assert [(answer.status, answer.stage) for answer in heard] == [
        ("running", "Rewriting the prompt"),
        ("running", "Generating"),
    ]


@pytest.mark.parametrize("extra", [{}, {"details": None, "preview": None}, {"details": {"a": [1]}, "preview": 7}])
def test_details_and_a_preview_change_nothing(extra: dict[str, Any]) -> None:
    assert DIALECT.read_response(ready(**extra)) == DIALECT.read_response(ready())


@pytest.mark.parametrize(
    ("place", "prompt"),
    [
        ({"result": {"prompt": "long"}}, "long"),
        ({"result": {"prompt": "short", "info": {"expanded_prompt": "long"}}}, "long"),
        ({"result": {"prompt": "short"}, "info": {"expanded_prompt": "long"}}, "long"),
        ({"result": {"prompt": "short", "info": {"expanded_prompt": ["long"]}}, "info": "long"}, "short"),
        ({"result": {"info": None}, "info": {"expanded_prompt": "a\0"}}, ""),
    ],
)
def test_the_expanded_prompt_is_read_wherever_it_is(place: dict[str, Any], prompt: str) -> None:
    result = {"sample": "https://delivery.bfl.ai/a.png", **place["result"]}
    assert DIALECT.read_response(ready(**place | {"result": result})).prompt == prompt


def test_flux_3_takes_its_pictures_as_a_list() -> None:
    spec = SPECS[FLUX_3]
    plan = plan_request(DIALECT, spec, {"prompt": "a cat"}, files=["1.png", "2.png"])
    assert plan.request.url == "https://api.bfl.ai/v1/flux-3-image"
    assert plan.request.body == {"prompt": "a cat", "images": [EncodedPicture(0, "1.png"), EncodedPicture(1, "2.png")]}
    single = ask({"prompt": "a cat", "images": "aGVsbG8="}, plan.request.url)
    assert single == (FLUX_3, {"prompt": "a cat", "images": ["aGVsbG8="]})


@pytest.mark.parametrize(("progress", "percent"), [(0.5, 50), (1, 100), (None, None), (50, None), ("half", None)])
def test_a_pending_task_has_a_progress(progress: Any, percent: int | None) -> None:
    heard = DIALECT.read_response(ready(status="Pending", result=None, progress=progress))
    assert (heard.status, heard.progress) == ("running", percent)


@pytest.mark.parametrize(
    "answer",
    [
        {"id": "x"},
        {"id": "x", "polling_url": ""},
        {"id": "x", "polling_url": "ftp://api.bfl.ai/x"},
        {"id": "x", "polling_url": ["https://api.bfl.ai/x"]},
        {"polling_url": "https://api.bfl.ai/x"},
        {"id": 7, "polling_url": "https://api.bfl.ai/x"},
        {"id": "x" * 201, "polling_url": "https://api.bfl.ai/x"},
        {"id": "x", "status": "Done"},
        {"id": "x", "status": None},
        {"id": "x", "status": ["Ready"]},
        {"id": "x", "status": "Ready", "result": None},
        {"id": "x", "status": "Ready", "result": []},
        {"id": "x", "status": "Ready", "result": {"sample": None}},
        {"id": "x", "status": "Ready", "result": {"sample": "data:image/png;base64,AAAA"}},
        {"id": "x", "status": "Ready", "result": {"sample": "https://x.example/" + "a" * 9000}},
    ],
)
def test_a_response_without_required_fields_is_an_error(answer: dict[str, Any]) -> None:
    with pytest.raises(AnswerError, match="Black Forest Labs"):
        DIALECT.read_response(answer)


@pytest.mark.parametrize(
    ("status", "body", "refusal"),
    [
        (402, {"detail": "Insufficient credits."}, Refusal("Insufficient credits.")),
        (403, {"detail": "Not authenticated"}, Refusal("Not authenticated")),
        (401, {"error": "unauthorized", "message": "The key is invalid."}, Refusal("The key is invalid.")),
        (401, {"error": "unauthorized", "message": None}, Refusal("unauthorized")),
        (401, {"error": {"code": 5}, "message": ["a"]}, Refusal("")),
        (429, {"detail": "24 tasks are active"}, Refusal("24 tasks are active")),
        (503, {"detail": "Over capacity"}, Refusal("Over capacity", retryable=True, unsent=True)),
        (503, None, Refusal("", retryable=True)),
        (503, {"id": "x", "status": "Error", "result": None}, Refusal("Error", retryable=False)),
        (503, {"id": "x", "status": ["Error"]}, Refusal("", retryable=True, unsent=True)),
        (404, {"detail": "Not Found"}, Refusal("Not Found", unknown_job=True)),
        (404, {"id": "x", "status": "Task not found"}, Refusal("Task not found", unknown_job=True)),
        (400, {"detail": "Request was moderated"}, Refusal("Request was moderated", content=True)),
        (
            422,
            {
                "detail": [
                    {"loc": ["body", "width"], "msg": "must be a multiple of 16", "type": "x"},
                    {"loc": ["body", "safety_tolerance"], "msg": "Input should be less than or equal to 5"},
                ]
            },
            Refusal("width: must be a multiple of 16; safety_tolerance: Input should be less than or equal to 5"),
        ),
        (422, {"detail": [None, 5, {"loc": 3, "msg": "odd"}, {"msg": []}]}, Refusal("odd")),
        (500, None, Refusal("")),
        (500, {"detail": {"a": 1}}, Refusal("")),
    ],
)
def test_reads_an_error_response(status: int, body: object, refusal: Refusal) -> None:
    assert DIALECT.read_refusal(status, body) == refusal


def test_reads_back_the_errors_that_it_writes() -> None:
    wrong = WireError("width must be a multiple of 16.", status=422, field="width")
    assert DIALECT.read_refusal(422, DIALECT.write_error(wrong)) == Refusal("width: width must be a multiple of 16.")
    assert DIALECT.read_refusal(402, DIALECT.write_error(WireError("No credits.", status=402))) == Refusal(
        "No credits."
    )


def test_the_credits_test_a_key() -> None:
    request = DIALECT.write_key_test(base_url="https://api.eu.bfl.ai", key="k")
    assert request == WireRequest("GET", "https://api.eu.bfl.ai/v1/credits", (("x-key", "k"),), None)


def test_its_response_has_the_documented_keys() -> None:
    assert list(DIALECT.write_response(outcome(FLEX))) == list(read_sample("bfl_ready.answer"))
    assert DIALECT.write_response(outcome(FLEX, "failed"))["result"] is None
