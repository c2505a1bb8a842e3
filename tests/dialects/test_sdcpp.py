"""stable-diffusion.cpp's own jobs: nested parameters, results in the job, capabilities, and errors of several shapes.

The samples are those of examples/server/api.md in leejet/stable-diffusion.cpp.
"""

from typing import Any

import pytest

from playground.catalog.narrowing import Offer
from playground.dialects.base import Refusal
from playground.dialects.errors import AnswerError
from playground.dialects.planning import plan_request
from playground.dialects.sdcpp import DIALECT
from playground.dialects.wire import EncodedPicture, WireRequest
from playground.standins.sdcpp import LORAS, SAMPLERS, SCHEDULERS, list_capabilities
from tests.dialects.cases import outcome
from tests.specs import SPECS

SPEC = SPECS["sdcpp/loaded-model/generate"]
JOB: dict[str, Any] = {
    "id": "job_01HTXYZABC",
    "kind": "img_gen",
    "status": "queued",
    "created": 1775401200,
    "started": None,
    "completed": None,
    "queue_position": 2,
    "result": None,
    "error": None,
}
IMAGES = [{"index": 0, "b64_json": "iVBORw0KGgoAAA..."}, {"index": 1, "b64_json": "iVBORw0KGgoBBB..."}]


def job(status: str, **fields: Any) -> dict[str, Any]:
    return JOB | {"status": status, "queue_position": 0} | fields


def test_a_request_without_a_key_has_no_header_for_one() -> None:
    requests = [
        DIALECT.write_request(SPEC, {"prompt": "a cat"}),
        DIALECT.write_poll("job_1", ""),
        DIALECT.write_cancel("job_1", ""),
        DIALECT.write_key_test(),
    ]
    assert [name for request in requests for name, _ in request.headers] == ["Content-Type"]
    assert [(request.method, request.url.removeprefix("http://127.0.0.1:1234")) for request in requests] == [
        ("POST", "/sdcpp/v1/img_gen"),
        ("GET", "/sdcpp/v1/jobs/job_1"),
        ("POST", "/sdcpp/v1/jobs/job_1/cancel"),
        ("GET", "/sdcpp/v1/capabilities"),
    ]


def test_a_key_for_a_proxy_goes_into_the_usual_header() -> None:
    request = DIALECT.write_poll("../x?y", "http://elsewhere.example/", base_url="http://gpu.example/sd", key="secret")
    assert request.headers == (("Authorization", "Bearer secret"),)
    assert request.url == "http://gpu.example/sd/sdcpp/v1/jobs/..%2Fx%3Fy"


def test_pictures_are_sent_as_base64_and_several_as_a_batch() -> None:
    plan = plan_request(DIALECT, SPEC, {"prompt": "a cat", "n": 3}, files=["a.png", "b.jpg"])
    assert plan.uploads == ()
    assert plan.request.body == {
        "prompt": "a cat",
        "ref_images": [EncodedPicture(0, "a.png"), EncodedPicture(1, "b.jpg")],
        "batch_count": 3,
    }


def test_reads_the_accepted_job_and_its_place_in_the_queue() -> None:
    accepted = {key: JOB[key] for key in ("id", "kind", "status", "created")} | {"poll_url": "/sdcpp/v1/jobs/x"}
    answers = [DIALECT.read_response(accepted), DIALECT.read_response(JOB), DIALECT.read_response(job("generating"))]
    assert [(answer.status, answer.queue_position, answer.progress) for answer in answers] == [
        ("queued", None, None),
        ("queued", 2, None),
        ("running", None, None),
    ]
    assert {(answer.id, answer.poll_url) for answer in answers} == {("job_01HTXYZABC", "")}


def test_reads_the_pictures_of_a_completed_job() -> None:
    answer = DIALECT.read_response(job("completed", result={"output_format": "png", "images": IMAGES}))
    assert (answer.status, answer.urls) == ("done", ())
    assert answer.pictures == ("iVBORw0KGgoAAA...", "iVBORw0KGgoBBB...")
    assert "iVBOR" not in repr(answer)


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        ({"code": "generation_failed", "message": "generate_image returned empty results"}, "generate_image returned"),
        ({"code": "generation_failed", "message": ""}, "generation_failed"),
        ("out of memory", "out of memory"),
        (None, ""),
        ([1], ""),
    ],
)
def test_reads_why_a_job_failed(error: object, sentence: str) -> None:
    answer = DIALECT.read_response(job("failed", error=error))
    assert answer.status == "failed"
    assert answer.error.startswith(sentence)
    assert not answer.refused


def test_reads_a_cancelled_job() -> None:
    answer = DIALECT.read_response(job("cancelled", error={"code": "cancelled", "message": "job cancelled by client"}))
    assert (answer.status, answer.error) == ("cancelled", "job cancelled by client")


@pytest.mark.parametrize(
    "result", [None, {}, {"images": []}, {"images": [{"index": 0}]}, {"images": [{"b64_json": 4}]}]
)
def test_a_completed_job_without_a_picture_is_an_error(result: object) -> None:
    with pytest.raises(AnswerError, match="completed without a picture"):
        DIALECT.read_response(job("completed", result=result))


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (429, {"error": "job queue is full"}, Refusal("job queue is full")),
        (400, {"error": "invalid json", "message": "parse error"}, Refusal("invalid json: parse error")),
        (500, {"error": "server_error", "message": "bad alloc"}, Refusal("server_error: bad alloc")),
        (404, {"error": "job not found"}, Refusal("job not found", unknown_job=True)),
        (410, {"error": "job expired"}, Refusal("job expired", unknown_job=True)),
        (502, None, Refusal("")),
        (400, {"error": {"message": ["x"]}}, Refusal("")),
    ],
)
def test_reads_what_the_server_refused(status: int, body: object, expected: Refusal) -> None:
    assert DIALECT.read_refusal(status, body) == expected


def test_reads_what_the_server_offers() -> None:
    capabilities = list_capabilities()
    offers = DIALECT.read_offers(capabilities)
    assert offers.model == "flux-2-klein-4b-Q4_0"
    assert offers.parameters["width"] == Offer(minimum=64, maximum=4096, default=512)
    assert offers.parameters["sample_steps"] == Offer(default=4)
    assert offers.parameters["sample_method"] == Offer(choices=SAMPLERS, default="euler")
    assert offers.parameters["scheduler"] == Offer(choices=SCHEDULERS)
    assert offers.parameters["txt_cfg"] == Offer(default=1)
    assert offers.parameters["ref_images"] == Offer()
    assert offers.parameters["lora"] == Offer(choices=LORAS)


def test_reads_an_older_server_and_one_that_takes_no_references() -> None:
    found = list_capabilities()
    old = {key: value for key, value in found.items() if not key.endswith("_by_mode") and key != "supported_modes"}
    assert DIALECT.read_offers(old) == DIALECT.read_offers(found)
    found["features_by_mode"]["img_gen"] = {"ref_images": False, "lora": False}
    assert not DIALECT.read_offers(found).parameters["ref_images"].is_there
    assert not DIALECT.read_offers(found).parameters["lora"].is_there
    # A server that lists none may still have some.
    assert DIALECT.read_offers({key: found[key] for key in found if key != "loras"}).parameters["lora"].choices is None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"model": None}, "did not answer like sd-server"),
        ({"defaults": 4, "defaults_by_mode": [], "supported_modes": "img_gen"}, "did not answer like sd-server"),
        ({"supported_modes": ["vid_gen"]}, "cannot generate images"),
    ],
)
def test_refuses_other_answers(change: dict[str, Any], words: str) -> None:
    with pytest.raises(AnswerError, match=words):
        DIALECT.read_offers(list_capabilities() | change)
    with pytest.raises(AnswerError):
        DIALECT.read_offers([])


def test_hostile_capabilities_offer_nothing_unusual() -> None:
    found = list_capabilities() | {
        "samplers": ["euler", 4, None, "x" * 5000, "two\nlines", *(f"s{number}" for number in range(9000))],
        "schedulers": {"a": 1},
        "loras": [4, None, {"path": ["a"]}, {"name": "b"}, {"path": "two\nlines.pt"}, {"path": "ink.safetensors"}],
        "limits": {"min_width": float("nan"), "max_width": "wide", "max_height": -1, "min_height": True},
    }
    offers = DIALECT.read_offers(found)
    assert len(offers.parameters["sample_method"].choices or ()) == 200
    assert offers.parameters["scheduler"].choices is None
    assert offers.parameters["lora"].choices == ("ink.safetensors",)
    assert offers.parameters["width"] == Offer(default=512)
    assert offers.parameters["height"] == Offer(default=512)


def test_what_it_answers_says_where_the_picture_is() -> None:
    done = outcome("sdcpp/loaded-model/generate")
    body = DIALECT.write_response(done)
    assert body["status"] == "completed"
    assert body["result"]["images"] == [{"index": 0, "b64_json": f"<{done.results[0].url}>"}]
    failed = DIALECT.write_response(outcome("sdcpp/loaded-model/generate", "failed"))
    assert failed["error"] == {"code": "generation_failed", "message": "The prompt was refused."}


def test_reads_the_documents_example_with_everything_in_it() -> None:
    body = {"prompt": "a cat", "clip_skip": -1, "sample_params": {"eta": 1.0, "guidance": {"txt_cfg": 7.0}}, "lora": []}
    request = WireRequest("POST", "http://localhost:1234/sdcpp/v1/img_gen", (), body)
    spec_id, params = DIALECT.read_request(request, SPECS.values())
    assert spec_id == SPEC.id
    assert params == {"prompt": "a cat", "clip_skip": -1, "eta": 1.0, "txt_cfg": 7.0, "lora": ""}


def test_loras_are_sent_as_objects_after_the_sampling() -> None:
    asked = {"prompt": "a cat", "lora": "looks/Ink wash.safetensors 0.8\ngrain.safetensors", "sample_steps": 4}
    request = DIALECT.write_request(SPEC, asked | {"output_format": "webp"})
    assert isinstance(request.body, dict)
    assert list(request.body) == ["prompt", "sample_params", "lora", "output_format"]
    assert request.body["lora"] == [
        {"path": "looks/Ink wash.safetensors", "multiplier": 0.8},
        {"path": "grain.safetensors"},
    ]
    _, params = DIALECT.read_request(request, SPECS.values())
    assert params == asked | {"output_format": "webp"}


@pytest.mark.parametrize(
    "given", [{}, "a", ["a"], [{"path": 5}], [{"path": "a", "scale": 1}], [{"path": "a", "is_high_noise": True}]]
)
def test_loras_of_another_shape_stay_as_they_are(given: object) -> None:
    body = {"prompt": "a cat", "lora": given}
    request = WireRequest("POST", "http://localhost:1234/sdcpp/v1/img_gen", (), body)
    assert DIALECT.read_request(request, SPECS.values())[1]["lora"] == given
