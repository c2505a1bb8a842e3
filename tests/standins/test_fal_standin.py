"""The stand-in for fal.ai has a queue, names the addresses of its jobs, and makes withheld pictures black."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import httpx
import pytest
from PIL import Image

from playground.standins.fal import FailedJob, FalStandin
from playground.standins.server import KEY
from tests.pictures import encoded_picture

HEADERS = {"Authorization": f"Key {KEY}"}
PICTURE = f"data:image/png;base64,{encoded_picture()}"


@pytest.fixture
def standin() -> Iterator[FalStandin]:
    with FalStandin() as standin:
        yield standin


def submit(standin: FalStandin, path: str = "flux-2", key: str = KEY, **params: Any) -> httpx.Response:
    body = {"prompt": "a fox"} | params
    return httpx.post(f"{standin.address}/fal-ai/{path}", headers={"Authorization": f"Key {key}"}, json=body)


def test_a_job_is_polled_and_its_result_names_the_pictures(standin: FalStandin) -> None:
    ticket = submit(standin, image_size={"width": 640, "height": 512}, num_images=2, seed=7).json()
    assert (ticket["status"], ticket["queue_position"]) == ("IN_QUEUE", 0)
    assert ticket["status_url"].startswith(f"{standin.address}/fal-ai/flux-2/requests/")
    state = httpx.get(ticket["status_url"], headers=HEADERS, params={"logs": "1"})
    assert (state.status_code, state.json()["status"]) == (200, "COMPLETED")
    assert state.json()["logs"][-1]["message"] == "Generating the picture"
    output = httpx.get(ticket["response_url"], headers=HEADERS).json()
    assert (output["seed"], output["prompt"], output["has_nsfw_concepts"]) == (7, "a fox", [False, False])
    picture = Image.open(BytesIO(httpx.get(output["images"][1]["url"]).content))
    assert (picture.format, picture.size) == ("PNG", (640, 512))
    assert (standin.paid, standin.violations) == (2, [])


@pytest.mark.parametrize(
    ("path", "app"),
    [("flux-2/klein/9b/base", "flux-2"), ("flux-2-pro", "flux-2-pro"), ("flux-2/turbo", "flux-2")],
)
def test_the_addresses_of_a_job_leave_out_the_rest_of_the_path(standin: FalStandin, path: str, app: str) -> None:
    ticket = submit(standin, path).json()
    assert ticket["response_url"] == f"{standin.address}/fal-ai/{app}/requests/{ticket['request_id']}"


def test_a_job_waits_and_can_be_cancelled() -> None:
    with FalStandin(seconds=30) as standin:
        ticket = submit(standin).json()
        state = httpx.get(ticket["status_url"], headers=HEADERS)
        assert (state.status_code, state.json()["status"], state.json()["queue_position"]) == (202, "IN_QUEUE", 0)
        assert "logs" not in state.json()
        assert httpx.get(ticket["response_url"], headers=HEADERS).status_code == 400
        cancelled = httpx.put(ticket["cancel_url"], headers=HEADERS)
        assert (cancelled.status_code, cancelled.json()["status"]) == (202, "CANCELLATION_REQUESTED")
        # There is no word for a cancelled job: it is completed, and its result an error.
        assert httpx.get(ticket["status_url"], headers=HEADERS).json()["status"] == "COMPLETED"
        assert httpx.get(ticket["response_url"], headers=HEADERS).status_code == 400
        again = httpx.put(ticket["cancel_url"], headers=HEADERS)
        assert (again.status_code, again.json()["status"]) == (400, "ALREADY_COMPLETED")


def test_the_synchronous_address_answers_with_the_output(standin: FalStandin) -> None:
    url = f"{standin.root}/run/fal-ai/flux-2-max"
    output = httpx.post(url, headers=HEADERS, json={"prompt": "a fox", "sync_mode": True}).json()
    assert list(output) == ["images", "seed"]
    assert output["images"][0]["url"].startswith("data:image/jpeg;base64,/9j/")


def test_withheld_pictures_are_black(standin: FalStandin) -> None:
    standin.blocked = frozenset({1})
    ticket = submit(standin, image_size="square", num_images=2).json()
    output = httpx.get(ticket["response_url"], headers=HEADERS).json()
    assert output["has_nsfw_concepts"] == [False, True]
    black = Image.open(BytesIO(httpx.get(output["images"][1]["url"]).content))
    assert black.getextrema() == ((0, 0), (0, 0), (0, 0))
    ticket = submit(standin, num_images=2, enable_safety_checker=False).json()
    output = httpx.get(ticket["response_url"], headers=HEADERS).json()
    assert output["has_nsfw_concepts"] == [False, False]


def test_a_completed_job_can_have_failed(standin: FalStandin) -> None:
    standin.failed = FailedJob(500, "downstream_service_error", "The model failed.", retryable=True)
    ticket = submit(standin).json()
    assert httpx.get(ticket["status_url"], headers=HEADERS).json()["status"] == "COMPLETED"
    answer = httpx.get(ticket["response_url"], headers=HEADERS)
    assert (answer.status_code, answer.headers["X-Fal-Retryable"]) == (500, "true")
    assert answer.json()["detail"][0]["type"] == "downstream_service_error"


@pytest.mark.parametrize(
    ("path", "params", "word"),
    [
        ("flux-2", {"image_size": "huge"}, "image_size: 'huge' is not a size"),
        ("flux-2", {"image_size": "auto"}, "image_size: 'auto' is not a size"),
        ("flux-2", {"image_size": None}, "must be a name or an object"),
        ("flux-2", {"image_size": {"width": 511, "height": 512}}, "image_size.width: 511 is below the minimum of 512"),
        ("flux-2", {"image_size": {"width": 512}}, "must be a name or an object"),
        ("flux-2", {"width": 512}, "width: is not documented"),
        ("flux-2", {"num_images": 5}, "num_images: 5 is above the maximum of 4"),
        ("flux-2", {"image_urls": [PICTURE]}, "image_urls: is not documented"),
        ("flux-2", {"loras": []}, "loras: is not documented"),
        ("flux-2/lora", {}, "loras: is missing"),
        ("flux-2/lora", {"loras": [{"path": "a"}] * 4}, "loras: must be a list of at most 3"),
        ("flux-2/lora", {"loras": ["a"]}, "loras.0: is not an object"),
        ("flux-2/lora", {"loras": [{"path": "", "scale": 5}]}, "loras.0.scale: 5 is above the maximum of 4"),
        ("flux-2/turbo", {"num_inference_steps": 8}, "num_inference_steps: is not documented"),
        ("flux-2/klein/4b", {"guidance_scale": 5}, "guidance_scale: is not documented"),
        ("flux-2/klein/4b", {"num_inference_steps": 9}, "above the maximum of 8"),
        ("flux-2-pro", {"safety_tolerance": 2}, "safety_tolerance: 2 is not of type text"),
        ("flux-2-pro", {"output_format": "webp"}, "output_format"),
        ("flux-2-pro", {"num_images": 2}, "num_images: is not documented"),
        ("flux-2/edit", {}, "image_urls: is missing"),
        ("flux-2/edit", {"image_urls": []}, "must be a list of 1 to 4 URLs"),
        ("flux-2/edit", {"image_urls": [encoded_picture()]}, "neither an https URL nor a data URL"),
        ("flux-2/edit", {"image_urls": [PICTURE.replace("png", "jpeg")]}, "is PNG, not image/jpeg"),
        ("flux-2/edit", {"image_urls": ["data:image/png;base64,x!"]}, "image_urls.0: is not Base64"),
    ],
)
def test_refuses_what_is_not_documented(standin: FalStandin, path: str, params: dict[str, Any], word: str) -> None:
    answer = submit(standin, path, **params)
    assert answer.status_code == 422
    assert answer.headers["X-Fal-Retryable"] == "false"
    assert {"loc", "msg", "type"} <= answer.json()["detail"][0].keys()
    assert word in standin.violations[0]
    assert standin.paid == 0


def test_takes_a_loras_list_and_pictures_by_url(standin: FalStandin) -> None:
    loras = [{"path": "https://example.com/ink.safetensors", "scale": 0.8}, {"path": "someone/ink"}]
    urls = ["https://example.com/cat.png", PICTURE]
    assert submit(standin, "flux-2/lora/edit", loras=loras, image_urls=urls).status_code == 200
    assert submit(standin, "flux-2-flex/edit", image_urls=[PICTURE] * 10, image_size="auto").status_code == 200
    assert standin.violations == []


def test_refuses_other_keys_and_unknown_models_and_jobs(standin: FalStandin) -> None:
    assert submit(standin, key="wrong").status_code == 401
    assert httpx.post(f"{standin.address}/fal-ai/flux-2", headers={"Authorization": KEY}, json={}).status_code == 401
    assert submit(standin, "flux-2/turbos").status_code == 404
    nobody = f"{standin.address}/fal-ai/flux-2/requests/00000000-0000-0000-0000-000000000000/status"
    assert httpx.get(nobody, headers=HEADERS).status_code == 404
    assert httpx.get(nobody, headers={"Authorization": "Key wrong"}).status_code == 401
