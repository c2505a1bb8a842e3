"""OpenAI's images API: what each kind of server gets, and what it may answer."""

from typing import Any

import pytest

from playground.dialects.base import Answer, Refusal
from playground.dialects.errors import AnswerError, WireError
from playground.dialects.openai import OpenAi
from playground.dialects.planning import plan_request
from playground.dialects.wire import EncodedPicture, FormBody, FormPicture, WireRequest
from tests.dialects.cases import outcome
from tests.specs import SPECS

DIALECT = OpenAi()
VLLM = "openai/vllm-flux-2-klein-4b/generate"
JSON_TYPE = ("Content-Type", "application/json")
ENCODED = "iVBORw0KGgo="
# What the documents of each server show for these params.
REQUESTS: list[tuple[str, dict[str, Any], str, dict[str, Any]]] = [
    (
        VLLM,
        {"prompt": "a dragon", "width": 1024, "height": 768, "num_inference_steps": 4, "seed": 42},
        "http://localhost:8091/v1/images/generations",
        {
            "model": "black-forest-labs/FLUX.2-klein-4B",
            "prompt": "a dragon",
            "size": "1024x768",
            "num_inference_steps": 4,
            "seed": 42,
            "response_format": "b64_json",
        },
    ),
    (
        "openai/sglang-flux-2/generate",
        {"prompt": "a cat", "guidance_scale": 4.0, "output_format": "png"},
        "http://localhost:30000/v1/images/generations",
        {"prompt": "a cat", "guidance_scale": 4, "output_format": "png", "response_format": "b64_json"},
    ),
    (
        "openai/localai-flux-2-klein-4b/generate",
        {"prompt": "a cat", "step": 4, "ref_images": [EncodedPicture(0, "a.png")]},
        "http://localhost:8080/v1/images/generations",
        {
            "model": "flux.2-klein-4b",
            "prompt": "a cat",
            "ref_images": [EncodedPicture(0, "a.png")],
            "step": 4,
            "response_format": "b64_json",
        },
    ),
    (
        "openai/mlx-flux-2-klein/generate",
        {"prompt": "a cat", "size": "512x512", "steps": 8},
        "http://localhost:8000/v1/images/generations",
        {
            "model": "local-image-generation-model",
            "prompt": "a cat",
            "size": "512x512",
            "steps": 8,
            "response_format": "b64_json",
        },
    ),
    (
        "openai/together-flux-2-pro/generate",
        {"prompt": "a cat", "width": 512, "reference_images": [EncodedPicture(0, "a.png")]},
        "https://api.together.ai/v1/images/generations",
        {
            "model": "black-forest-labs/FLUX.2-pro",
            "prompt": "a cat",
            "reference_images": [EncodedPicture(0, "a.png", is_data_url=True)],
            "width": 512,
            "response_format": "base64",
        },
    ),
    (
        "openai/openrouter-flux-2-pro/generate",
        {"prompt": "a cat", "aspect_ratio": "16:9", "input_references": ["https://example.com/a.png"]},
        "https://openrouter.ai/api/v1/images",
        {
            "model": "black-forest-labs/flux.2-pro",
            "prompt": "a cat",
            "input_references": [{"type": "image_url", "image_url": {"url": "https://example.com/a.png"}}],
            "aspect_ratio": "16:9",
        },
    ),
]


@pytest.mark.parametrize(("spec_id", "params", "url", "body"), REQUESTS, ids=[line[0] for line in REQUESTS])
def test_each_server_gets_its_own_fields(spec_id: str, params: dict[str, Any], url: str, body: dict[str, Any]) -> None:
    request = DIALECT.write_request(SPECS[spec_id], params)
    assert (request.method, request.url, request.body) == ("POST", url, body)
    needs_key = "together" in spec_id or "openrouter" in spec_id
    key = (("Authorization", "Bearer <your-api-key>"),) if needs_key else ()
    assert request.headers == (*key, JSON_TYPE)
    assert DIALECT.read_request(request, SPECS.values())[0] == spec_id


@pytest.mark.parametrize(("slug", "name"), [("vllm-flux-2-dev", "image"), ("sglang-flux-2", "image[]")])
def test_an_edit_is_a_form_with_a_field_for_each_picture(slug: str, name: str) -> None:
    spec = SPECS[f"openai/{slug}/edit"]
    plan = plan_request(DIALECT, spec, {"prompt": "bluer", "guidance_scale": 2.5}, files=["a.png", "b.jpg"], key="k")
    assert plan.uploads == ()
    assert plan.request.url.endswith("/v1/images/edits")
    assert plan.request.headers == (("Authorization", "Bearer k"),)
    assert isinstance(plan.request.body, FormBody)
    fields = [field for field in plan.request.body.fields if field[0] != "model"]
    assert fields == [
        ("prompt", "bluer"),
        (name, FormPicture(0, "a.png", "image/png")),
        (name, FormPicture(1, "b.jpg", "image/jpeg")),
        ("guidance_scale", "2.5"),
        ("response_format", "b64_json"),
    ]


@pytest.mark.parametrize("base_url", ["http://host:1", "http://host:1/", "http://host:1/v1", "http://host:1/v1/"])
def test_an_address_may_end_with_the_version(base_url: str) -> None:
    request = DIALECT.write_request(SPECS[VLLM], {"prompt": "a"}, base_url=base_url)
    assert request.url == "http://host:1/v1/images/generations"
    assert DIALECT.write_key_test(base_url=base_url).url == "http://host:1/v1/models"


def test_the_key_of_openrouter_is_tested_where_it_counts() -> None:
    request = DIALECT.write_key_test(base_url="https://openrouter.ai/api/v1", key="k")
    assert request == WireRequest("GET", "https://openrouter.ai/api/v1/key", (("Authorization", "Bearer k"),), None)


@pytest.mark.parametrize(
    ("answer", "heard"),
    [
        # vLLM-Omni
        (
            {"created": 1, "data": [{"b64_json": ENCODED, "url": None, "revised_prompt": None}]},
            Answer("", "done", None, (), "", pictures=(ENCODED,)),
        ),
        # SGLang
        (
            {"id": "x1", "created": 1, "data": [{"url": "/v1/images/x1/content?variant=0"}], "peak_memory_mb": 1.5},
            Answer("x1", "done", None, ("http://gpu:30000/v1/images/x1/content?variant=0",), ""),
        ),
        # oMLX
        (
            {"created": 1, "data": [{"b64_json": ENCODED, "seed": 7}]},
            Answer("", "done", None, (), "", seed=7, pictures=(ENCODED,)),
        ),
        # Together
        (
            {"id": "o", "object": "list", "data": [{"index": 0, "type": "url", "url": "https://t.example/a.png"}]},
            Answer("o", "done", None, ("https://t.example/a.png",), ""),
        ),
        # OpenRouter
        (
            {"created": 0, "data": [{"b64_json": ENCODED, "media_type": "image/png"}], "usage": {"cost": 0.03}},
            Answer("", "done", None, (), "", cost=0.03, pictures=(ENCODED,)),
        ),
        (
            {"data": [{"url": f"data:image/png;base64,{ENCODED}"}]},
            Answer("", "done", None, (), "", pictures=(ENCODED,)),
        ),
    ],
)
def test_reads_the_answer_of_each_server(answer: dict[str, Any], heard: Answer) -> None:
    assert DIALECT.read_response(answer, base_url="http://gpu:30000/v1") == heard


@pytest.mark.parametrize(
    "data", [None, [], [{}], [{"url": ""}], [{"url": "//evil.example/a"}], [{"url": 3}], ["a"], {}]
)
def test_an_answer_without_a_picture_is_an_error(data: Any) -> None:
    with pytest.raises(AnswerError, match="OpenAI-compatible server"):
        DIALECT.read_response({"created": 1, "data": data}, base_url="http://gpu:30000")


def test_pictures_without_a_format_have_that_of_the_server() -> None:
    descriptions = {spec.profile: DIALECT.describe_job(spec) for spec in SPECS.values() if spec.dialect == "openai"}
    found = {profile: description.extension for profile, description in descriptions.items()}
    assert {profile for profile, extension in found.items() if extension != ".png"} == {"sglang"}
    assert found["sglang"] == ".jpg"


def test_an_error_with_status_200_is_a_failure() -> None:
    heard = DIALECT.read_response({"error": {"message": "Out of memory", "code": 500}})
    assert (heard.status, heard.error, heard.refused) == ("failed", "Out of memory", False)


@pytest.mark.parametrize(
    ("status", "body", "refusal"),
    [
        (
            400,
            {"error": {"message": "Bad size", "type": "invalid_request_error", "param": "size"}},
            Refusal("Bad size"),
        ),
        (400, {"error": "prompt required"}, Refusal("prompt required")),
        (500, {"error": "server_error", "message": "CUDA out of memory"}, Refusal("CUDA out of memory")),
        (400, {"detail": "Invalid size format: '1024x'."}, Refusal("Invalid size format: '1024x'.")),
        (422, {"detail": [{"loc": ["body", "prompt"], "msg": "field required"}]}, Refusal("prompt: field required")),
        (400, {"error": {"message": "No.", "code": "moderation_blocked"}}, Refusal("No.", content=True)),
        (400, {"error": {"message": "No.", "code": "contentFilter"}}, Refusal("No.", content=True)),
        (
            403,
            {"error": {"code": 403, "message": "Your input was flagged"}},
            Refusal("Your input was flagged", content=True),
        ),
        (400, {"error": {"message": [1], "code": {}}}, Refusal("")),
        (502, None, Refusal("")),
    ],
)
def test_reads_errors_in_four_shapes(status: int, body: object, refusal: Refusal) -> None:
    assert DIALECT.read_refusal(status, body) == refusal


def test_as_a_server_it_writes_openais_shapes() -> None:
    body = DIALECT.write_response(outcome("onemin/flux-2-flex/generate"))
    assert body == {
        "created": 1774605605,
        "data": [{"url": outcome("onemin/flux-2-flex/generate").results[0].temporary_url}],
    }
    error = DIALECT.write_error(WireError("Bad size.", field="size"))
    assert error == {"error": {"message": "Bad size.", "type": "invalid_request_error", "param": "size", "code": None}}


def test_an_unknown_model_is_refused_with_the_nearest_name() -> None:
    request = WireRequest(
        "POST", "/v1/images/generations", (), {"model": "black-forest-labs/flux.2-prx", "prompt": "a"}
    )
    with pytest.raises(WireError, match=r"There is no model .*did you mean black-forest-labs/flux\.2-pro\?") as refused:
        DIALECT.read_request(request, SPECS.values())
    assert (refused.value.status, refused.value.code) == (404, "model_not_found")


def test_a_request_without_a_model_and_an_address_is_refused() -> None:
    with pytest.raises(WireError, match=r"^model is missing\.$") as refused:
        DIALECT.read_request(WireRequest("POST", "", (), {"prompt": "a"}), SPECS.values())
    assert (refused.value.status, refused.value.field) == (400, "model")
