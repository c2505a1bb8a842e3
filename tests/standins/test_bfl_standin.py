"""The stand-in for Black Forest Labs accepts flat bodies with Base64 pictures, and computes prices."""

import time
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import httpx
import pytest
from PIL import Image

from playground.standins.bfl import BflStandin, Flux3Job
from playground.standins.server import KEY
from tests.pictures import encoded_picture

HEADERS = {"x-key": KEY}


@pytest.fixture
def standin() -> Iterator[BflStandin]:
    with BflStandin() as standin:
        yield standin


def submit(standin: BflStandin, model: str = "flux-2-flex", key: str = KEY, **params: Any) -> httpx.Response:
    body = {"prompt": "a fox"} | params
    return httpx.post(f"{standin.address}/v1/{model}", headers={"x-key": key}, json=body)


def test_a_job_is_polled_and_delivers_its_picture(standin: BflStandin) -> None:
    pictures = {"input_image": encoded_picture(), "input_image_2": encoded_picture(32, 32)}
    ticket = submit(standin, width=1536, height=1024, output_format="png", seed=7, **pictures).json()
    assert (ticket["cost"], ticket["input_mp"], ticket["output_mp"]) == (20, 2, 2)
    job = httpx.get(ticket["polling_url"], headers=HEADERS).json()
    assert (job["id"], job["status"], job["result"]["seed"]) == (ticket["id"], "Ready", 7)
    picture = Image.open(BytesIO(httpx.get(job["result"]["sample"]).content))
    assert (picture.format, picture.size) == ("PNG", (1536, 1024))
    assert (standin.paid, standin.violations) == (1, [])


def test_a_job_is_pending_until_it_is_done() -> None:
    with BflStandin(seconds=30) as standin:
        url = submit(standin).json()["polling_url"]
        assert httpx.get(url, headers=HEADERS).json()["status"] == "Pending"
        unknown = httpx.get(f"{standin.address}/v1/get_result", params={"id": "none"}, headers=HEADERS)
        assert unknown.json()["status"] == "Task not found"


def test_flux_3_rewrites_the_prompt(standin: BflStandin) -> None:
    pictures = [encoded_picture(320, 256), encoded_picture(256, 256)]
    ticket = submit(standin, "flux-3-image", images=pictures, resolution="768sq").json()
    result = httpx.get(ticket["polling_url"], headers=HEADERS).json()["result"]
    assert result["prompt"] == "a fox, in fine detail"
    assert "seed" not in result
    picture = Image.open(BytesIO(httpx.get(result["sample"]).content))
    assert (picture.format, picture.width > picture.height, ticket["cost"]) == ("PNG", True, 4.1)
    assert standin.violations == []


@pytest.mark.parametrize(("passed", "word"), [(0, "Pending"), (300, "Reasoning"), (700, "Generating")])
def test_flux_3_says_what_it_is_doing(passed: float, word: str) -> None:
    job = Flux3Job(KEY, {}, (64, 64), "png", 1000, created=time.monotonic() - passed)
    assert job.word == word


@pytest.mark.parametrize(
    ("model", "params", "word"),
    [
        ("flux-2-flex", {"width": 1000}, "width: 1000 is not a multiple of 16"),
        ("flux-2-flex", {"width": 48}, "width: 48 is below the minimum of 64"),
        ("flux-2-flex", {"width": 2048, "height": 2064}, "exceeds 4 megapixels"),
        ("flux-2-flex", {"safety_tolerance": 6}, "safety_tolerance: 6 is above the maximum of 5"),
        ("flux-2-pro", {"steps": 20}, "steps: is not documented"),
        ("flux-2-pro", {"output_format": "gif"}, "output_format"),
        ("flux-2-flex", {"disable_pup": True}, "disable_pup: is not documented"),
        ("flux-2-klein-9b", {"input_image_5": "bm8gcGljdHVyZQ=="}, "input_image_5: is not documented"),
        ("flux-3-image", {"seed": 7}, "seed: is not documented"),
        ("flux-3-image", {"output_format": "png"}, "output_format: is not documented"),
        ("flux-3-image", {"aspect_ratio": "8:5"}, "aspect_ratio"),
        ("flux-3-image", {"safety_tolerance": 5}, "safety_tolerance: 5 is above the maximum of 4"),
        ("flux-3-image", {"images": []}, "images: 0 is below the minimum of 1"),
        ("flux-3-image", {"images": [encoded_picture(96, 64)]}, "smaller than 256 pixels"),
        ("flux-2-klein-4b", {"prompt_upsampling": True}, "prompt_upsampling: is not documented"),
        ("flux-2-max", {"input_image": "not base64!"}, "input_image: is not Base64"),
        ("flux-2-max", {"input_image": "bm8gcGljdHVyZQ=="}, "input_image: is not a picture"),
        ("flux-2-max", {"input_image_2": "bm8gcGljdHVyZQ=="}, "input_image_2: a picture before it is missing"),
    ],
)
def test_undocumented_requests_are_listed(standin: BflStandin, model: str, params: dict[str, Any], word: str) -> None:
    answer = submit(standin, model, **params)
    assert (answer.status_code, type(answer.json()["detail"])) == (422, list)
    assert word in standin.violations[0]
    assert standin.paid == 0


def test_a_bad_key_is_forbidden(standin: BflStandin) -> None:
    assert submit(standin, key="wrong").status_code == 403
    assert httpx.get(f"{standin.address}/v1/credits", headers={"x-key": "wrong"}).status_code == 403
    assert httpx.get(f"{standin.address}/v1/credits", headers=HEADERS).status_code == 200
    assert standin.violations == []
