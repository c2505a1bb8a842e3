"""The stand-in plays each server that speaks OpenAI's images API, and lists what its documents do not have."""

import base64
from io import BytesIO
from typing import Any

import httpx
import pytest
from PIL import Image

from playground.standins.openai import AddressingStandin, OpenAiStandin
from playground.standins.server import KEY
from tests.pictures import encoded_picture, picture

HEADERS = {"Authorization": f"Bearer {KEY}"}


def generate(standin: OpenAiStandin, key: bool = False, **body: Any) -> httpx.Response:
    url, headers = f"{standin.address}/v1/images/generations", HEADERS if key else {}
    return httpx.post(url, headers=headers, json={"prompt": "a fox"} | body)


def test_a_server_without_keys_answers_with_the_picture() -> None:
    with OpenAiStandin(profile="sglang") as standin:
        answer = generate(standin, size="320x256", response_format="b64_json", output_format="png").json()
        picture = Image.open(BytesIO(base64.b64decode(answer["data"][0]["b64_json"])))
        assert (picture.format, picture.size) == ("PNG", (320, 256))
        assert (standin.paid, standin.violations) == (1, [])


def test_an_edit_takes_pictures_as_files() -> None:
    with OpenAiStandin(profile="vllm-omni") as standin:
        files = [("image", ("a.png", picture(width=128, height=96), "image/png")), ("prompt", (None, b"bluer", None))]
        answer = httpx.post(f"{standin.address}/v1/images/edits", files=files).json()
        made = Image.open(BytesIO(base64.b64decode(answer["data"][0]["b64_json"])))
        assert (made.size, standin.violations) == ((128, 96), [])


def test_openrouter_says_what_a_picture_cost_and_needs_a_key() -> None:
    with OpenAiStandin(profile="openrouter") as standin:
        reference = {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{encoded_picture()}"}}
        body = {"model": "black-forest-labs/flux.2-pro", "prompt": "a fox", "input_references": [reference]}
        url = f"{standin.address}/v1/images"
        assert httpx.post(url, json=body).status_code == 401
        assert standin.violations.pop().endswith("no header Authorization")
        answer = httpx.post(url, json=body, headers=HEADERS).json()
        assert (answer["usage"]["cost"], standin.violations) == (0.03, [])


def test_addresses_of_pictures_are_relative() -> None:
    with AddressingStandin(profile="localai") as standin:
        path = generate(standin, model="flux.2-klein-4b").json()["data"][0]["url"]
        assert httpx.get(standin.address + path).headers["Content-Type"] == "image/png"


@pytest.mark.parametrize(
    ("profile", "body", "word"),
    [
        ("vllm-omni", {"steps": 4}, "steps: is not documented"),
        ("vllm-omni", {"response_format": "url"}, "response_format"),
        ("vllm-omni", {"size": "1024x"}, "size"),
        ("mlx-openai-server", {"size": "640x480", "model": "local-image-generation-model"}, "size"),
        ("mlx-openai-server", {"steps": 51, "model": "local-image-generation-model"}, "steps"),
        ("localai", {"ref_images": ["data:image/png;base64,AAAA"], "model": "flux.2-klein-4b"}, "ref_images"),
        ("together", {"model": "black-forest-labs/FLUX.2-pro", "response_format": "b64_json"}, "response_format"),
        ("together", {"model": "flux-9"}, "there is no model flux-9"),
    ],
)
def test_undocumented_requests_are_listed(profile: str, body: dict[str, Any], word: str) -> None:
    with OpenAiStandin(profile=profile) as standin:
        if profile == "vllm-omni":
            body = {"model": "black-forest-labs/FLUX.2-klein-4B"} | body
        answer = generate(standin, key=True, **body)
        assert answer.status_code >= 400
        assert set(answer.json()) <= {"error", "detail"}
        assert word in standin.violations[0]
        assert standin.paid == 0
