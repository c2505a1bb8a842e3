"""fal's own: paths of variants, sizes as objects, states in the queue, withheld pictures, errors by their types."""

from typing import Any

import pytest

from playground.dialects.base import Answer, Refusal
from playground.dialects.errors import AnswerError, WireError
from playground.dialects.fal import BLOCKED, Fal
from playground.dialects.planning import plan_request
from playground.dialects.wire import EncodedPicture, WireRequest
from tests.dialects.cases import read_sample, recorded_params
from tests.specs import SPECS

DEV, EDIT, PRO = "fal/flux-2-dev/generate", "fal/flux-2-dev/edit", "fal/flux-2-pro/edit"
QUEUE = "https://queue.fal.run"
DIALECT = Fal()
KEY = ("Authorization", "Key k")


def ask(body: dict[str, Any], path: str = "/fal-ai/flux-2") -> tuple[str, dict[str, Any]]:
    return DIALECT.read_request(WireRequest("POST", QUEUE + path, (), body), SPECS.values())


def written(spec_id: str, params: dict[str, Any], base_url: str = "") -> WireRequest:
    return DIALECT.write_request(SPECS[spec_id], params, base_url=base_url, key="k")


def output(**changes: Any) -> dict[str, Any]:
    return {**read_sample("fal_output.answer"), **changes}


@pytest.mark.parametrize(
    ("spec_id", "path"),
    [
        (DEV, "/fal-ai/flux-2"),
        (EDIT, "/fal-ai/flux-2/edit"),
        ("fal/flux-2-turbo/edit", "/fal-ai/flux-2/turbo/edit"),
        ("fal/flux-2-klein-4b/generate", "/fal-ai/flux-2/klein/4b"),
        ("fal/flux-2-klein-9b-base/edit", "/fal-ai/flux-2/klein/9b/base/edit"),
        ("fal/flux-2-max/generate", "/fal-ai/flux-2-max"),
    ],
)
def test_each_variant_has_its_path(spec_id: str, path: str) -> None:
    request = written(spec_id, {"prompt": "a cat"})
    assert (request.method, request.url) == ("POST", QUEUE + path)
    assert request.headers == (KEY, ("Content-Type", "application/json"))
    assert ask({"prompt": "a cat"}, path) == (spec_id, {"prompt": "a cat"})


def test_a_size_in_pixels_is_an_object() -> None:
    asked = {"prompt": "a", "image_size": "custom", "width": 1280, "height": 768}
    request = written(DEV, asked)
    assert request.body == {"prompt": "a", "image_size": {"width": 1280, "height": 768}}
    assert ask(dict(request.body)) == (DEV, asked)


def test_sides_that_have_no_effect_are_not_sent() -> None:
    body = written(DEV, {"prompt": "a", "image_size": "square_hd", "width": 1280}).body
    assert body == {"prompt": "a", "image_size": "square_hd"}


def test_follows_the_input_by_its_word_only_where_it_is_documented() -> None:
    assert written(PRO, {"prompt": "a", "image_size": "auto"}).body == {"prompt": "a", "image_size": "auto"}
    size = SPECS[EDIT].get("image_size")
    assert size is not None
    assert (size.default, "auto" in size.choices) == (None, False)


def test_input_pictures_are_data_urls() -> None:
    plan = plan_request(DIALECT, SPECS[EDIT], {"prompt": "a"}, files=["1.png", "2.png"])
    assert plan.uploads == ()
    assert plan.request.body == {
        "prompt": "a",
        "image_urls": [EncodedPicture(0, "1.png", is_data_url=True), EncodedPicture(1, "2.png", is_data_url=True)],
    }


def test_an_unknown_path_is_refused() -> None:
    with pytest.raises(WireError, match="There is no model at /fal-ai/flux-2/turbos"):
        ask({"prompt": "a"}, "/fal-ai/flux-2/turbos")


@pytest.mark.parametrize("url", [f"{QUEUE}/fal-ai/flux-2", "https://fal.run/fal-ai/flux-2/", "/fal-ai/flux-2?x=1"])
def test_reads_the_documented_request_for_any_server(url: str) -> None:
    sample = read_sample("fal_flux-2-dev_generate.request")
    read = DIALECT.read_request(WireRequest("POST", url, (), sample), SPECS.values())
    assert read == (DEV, recorded_params(DEV))


def test_a_job_in_the_queue_names_its_addresses() -> None:
    sample = read_sample("fal_submitted.answer")
    heard = DIALECT.read_response(sample)
    assert heard == Answer(
        sample["request_id"],
        "queued",
        None,
        (),
        "",
        poll_url=sample["status_url"],
        result_url=sample["response_url"],
        cancel_url=sample["cancel_url"],
        queue_position=3,
    )
    assert DIALECT.write_poll(heard.id, heard.poll_url, key="k") == WireRequest(
        "GET", f"{sample['status_url']}?logs=1", (KEY,), None
    )
    assert DIALECT.write_result(heard, key="k") == WireRequest("GET", sample["response_url"], (KEY,), None)
    assert DIALECT.write_cancel(heard.id, heard.cancel_url, key="k") == WireRequest(
        "PUT", sample["cancel_url"], (KEY,), None
    )


def test_without_addresses_nothing_is_guessed() -> None:
    assert DIALECT.write_poll("x", "", key="k") is None
    assert DIALECT.write_cancel("x", "", key="k") is None
    assert DIALECT.write_result(Answer("x", "done", None, (), ""), key="k") is None


def test_the_result_is_beside_its_status() -> None:
    polled = Answer("x", "done", None, (), "", poll_url=f"{QUEUE}/fal-ai/flux-2/requests/x/status?logs=1")
    request = DIALECT.write_result(polled, key="k")
    assert request is not None
    assert request.url == f"{QUEUE}/fal-ai/flux-2/requests/x"


def test_a_running_job_says_its_last_log_line() -> None:
    logs = [{"message": "Loading"}, {"message": "Step 3 of 28"}, {"message": None}, "odd"]
    heard = DIALECT.read_response({"status": "IN_PROGRESS", "request_id": "x", "logs": logs})
    assert (heard.status, heard.stage, heard.queue_position) == ("running", "Step 3 of 28", None)


def test_a_completed_job_has_a_further_answer() -> None:
    url = f"{QUEUE}/fal-ai/flux-2/requests/x"
    heard = DIALECT.read_response({"status": "COMPLETED", "request_id": "x", "response_url": url, "metrics": {}})
    assert (heard.status, heard.urls, heard.result_url) == ("done", (), url)


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ({"error": "Flagged by a content checker: moderated", "error_type": "content_policy_violation"}, True),
        ({"error": "The runner disconnected", "error_type": "runner_disconnected"}, False),
        ({"error_type": "request_timeout"}, False),
        ({"error": {"a": 1}}, False),
    ],
)
def test_completed_may_be_a_failure(said: dict[str, Any], refused: bool) -> None:
    heard = DIALECT.read_response({"status": "COMPLETED", "request_id": "x", **said})
    assert (heard.status, heard.refused) == ("failed", refused)


def test_reads_the_output() -> None:
    sample = output()
    heard = DIALECT.read_response(sample)
    assert (heard.status, heard.seed, heard.prompt) == ("done", 42, sample["prompt"])
    assert heard.urls == tuple(image["url"] for image in sample["images"])
    assert DIALECT.write_result(heard, key="k") is None


def test_the_pro_models_say_less() -> None:
    heard = DIALECT.read_response({"images": [{"url": "https://v3.fal.media/a.jpg"}], "seed": 2**60})
    assert (heard.status, heard.urls, heard.seed) == ("done", ("https://v3.fal.media/a.jpg",), None)


def test_only_the_withheld_pictures_are_dropped() -> None:
    heard = DIALECT.read_response(output(has_nsfw_concepts=[True, False]))
    assert (heard.status, heard.urls) == ("done", (output()["images"][1]["url"],))


@pytest.mark.parametrize("flags", [[True, True], True])
def test_black_pictures_alone_are_a_refusal(flags: object) -> None:
    heard = DIALECT.read_response(output(has_nsfw_concepts=flags))
    assert (heard.status, heard.refused, heard.explanation, heard.urls) == ("failed", True, BLOCKED, ())


@pytest.mark.parametrize("flags", [None, [], [False], "true", [1, "yes"]])
def test_what_is_not_said_is_not_withheld(flags: object) -> None:
    assert len(DIALECT.read_response(output(has_nsfw_concepts=flags)).urls) == 2


def test_a_picture_may_be_in_the_response_itself() -> None:
    heard = DIALECT.read_response({"images": [{"url": "data:image/png;base64,iVBORw=="}], "seed": 1})
    assert (heard.status, heard.urls, heard.pictures) == ("done", (), ("iVBORw==",))


@pytest.mark.parametrize(
    "answer",
    [
        {"images": []},
        {"images": None},
        {"images": {}},
        {"images": [{"url": "ftp://fal.media/a.png"}]},
        {"images": ["https://fal.media/a.png"]},
        {"status": "FAILED", "request_id": "x"},
        {"status": ["COMPLETED"], "request_id": "x"},
        {"request_id": "x"},
    ],
)
def test_a_response_without_required_fields_is_an_error(answer: dict[str, Any]) -> None:
    with pytest.raises(AnswerError, match=r"fal\.ai"):
        DIALECT.read_response(answer)


@pytest.mark.parametrize("given", [{}, {"request_id": 7, "status_url": "file:///etc/passwd", "cancel_url": None}])
def test_invalid_addresses_lead_nowhere(given: dict[str, Any]) -> None:
    heard = DIALECT.read_response({"status": "IN_QUEUE", **given})
    assert heard == Answer("", "queued", None, (), "")
    assert DIALECT.write_poll(heard.id, heard.poll_url, key="k") is None


def detail(kind: str, message: str, *place: object) -> dict[str, Any]:
    return {"detail": [{"loc": ["body", *place], "msg": message, "type": kind, "url": "https://docs.fal.ai/errors"}]}


@pytest.mark.parametrize(
    ("status", "body", "refusal"),
    [
        (401, {"detail": "Cannot access application"}, Refusal("Cannot access application")),
        (404, {"detail": "Request not found"}, Refusal("Request not found", unknown_job=True)),
        (
            422,
            detail("less_than_equal", "Input should be less than or equal to 20", "guidance_scale"),
            Refusal("guidance_scale: Input should be less than or equal to 20"),
        ),
        (
            422,
            detail("content_policy_violation", "The content could not be processed.", "prompt"),
            Refusal("prompt: The content could not be processed.", content=True),
        ),
        (422, detail("image_too_small", "", "image_urls", 0), Refusal("image_too_small")),
        (422, {"detail": [None, 5, {"loc": 3, "msg": "odd"}]}, Refusal("odd")),
        (500, detail("content_policy_violation", "Down"), Refusal("Down")),
        (504, {"error_type": "request_timeout"}, Refusal("request_timeout")),
        (500, None, Refusal("")),
        (500, {"detail": {"a": 1}}, Refusal("")),
        (502, ["x"], Refusal("")),
    ],
)
def test_reads_an_error_response(status: int, body: object, refusal: Refusal) -> None:
    assert DIALECT.read_refusal(status, body) == refusal


def test_reads_back_the_errors_that_it_writes() -> None:
    wrong = WireError("It must be text.", status=422, field="prompt")
    assert DIALECT.read_refusal(422, DIALECT.write_error(wrong)) == Refusal("prompt: It must be text.")
    assert DIALECT.read_refusal(402, DIALECT.write_error(WireError("No money.", status=402))) == Refusal("No money.")


@pytest.mark.parametrize("base_url", ["", "https://fal.run", "https://fal.run/"])
def test_a_job_that_does_not_exist_tests_the_key(base_url: str) -> None:
    request = DIALECT.write_key_test(base_url=base_url, key="k")
    job = "00000000-0000-0000-0000-000000000000"
    assert request == WireRequest("GET", f"{QUEUE}/fal-ai/flux-2/requests/{job}/status", (KEY,), None)
    assert 404 in DIALECT.policy.key_test_accepts


def test_the_synchronous_address_takes_the_same_request() -> None:
    request = written(DEV, {"prompt": "a"}, base_url="https://fal.run")
    assert (request.url, request.body) == ("https://fal.run/fal-ai/flux-2", {"prompt": "a"})


def test_loras_have_a_path_of_their_own_and_are_a_list() -> None:
    asked = {"prompt": "a", "loras": "https://example.com/ink.safetensors 0.8\nsomeone/ink"}
    request = written(EDIT, asked)
    assert request.url == f"{QUEUE}/fal-ai/flux-2/lora/edit"
    assert request.body == {
        "prompt": "a",
        "loras": [{"path": "https://example.com/ink.safetensors", "scale": 0.8}, {"path": "someone/ink"}],
    }
    assert ask(dict(request.body), "/fal-ai/flux-2/lora/edit") == (EDIT, asked)


@pytest.mark.parametrize("loras", [{}, "a/b", ["a/b"], [{"path": 5}], [{"path": "a", "scale": True}], [{"weight": 1}]])
def test_loras_of_another_shape_stay_for_the_catalog_to_refuse(loras: Any) -> None:
    _, params = ask({"prompt": "a", "loras": loras}, "/fal-ai/flux-2/lora")
    assert params["loras"] == loras


@pytest.mark.parametrize(
    ("said", "retryable"), [("true", True), ("False", False), ("maybe", None), ("", None), (None, None)]
)
def test_a_header_says_whether_a_repeat_is_useful(said: str | None, retryable: bool | None) -> None:
    assert DIALECT.read_retryable({} if said is None else {"x-fal-retryable": said}) is retryable


def test_code_that_waits_goes_to_the_synchronous_host() -> None:
    job = DIALECT.describe_job(SPECS[DEV], key="k")
    assert job.held is not None
    assert job.held.read_address(f"{QUEUE}/fal-ai/flux-2/lora") == "https://fal.run/fal-ai/flux-2/lora"
    assert DIALECT.describe_job(SPECS[DEV], base_url="https://proxy.example", key="k").held is None
