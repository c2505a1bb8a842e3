"""The stand-in for apiframe handles jobs, repeated requests and uploads as documented."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import httpx
import pytest
from PIL import Image

from playground.dialects.registry import get_dialect
from playground.standins.apiframe import ApiframeStandin
from playground.standins.server import KEY
from tests.standins.asking import order, send, upload

FLEX = "apiframe/flux-2-flex/generate"
DEV = "apiframe/flux-2-dev/generate"


@pytest.fixture
def standin() -> Iterator[ApiframeStandin]:
    with ApiframeStandin() as standin:
        yield standin


def ask_after(standin: ApiframeStandin, id_: str, key: str = KEY) -> httpx.Response:
    return send(get_dialect("apiframe").write_poll(id_, "", base_url=standin.address, key=key))


def test_a_job_delivers_the_requested_size_and_format(standin: ApiframeStandin) -> None:
    url = upload(standin, FLEX)
    params = {"prompt": "a fox", "aspect_ratio": "custom", "width": 512, "height": 256, "output_format": "jpg"}
    answer = order(standin, FLEX, params | {"input_images": [url]})
    assert (answer.status_code, answer.json()["status"]) == (202, "QUEUED")
    job = ask_after(standin, answer.json()["jobId"]).json()
    assert (job["status"], job["progress"], job["creditCost"]) == ("COMPLETED", 100, 7)
    picture = Image.open(BytesIO(httpx.get(job["result"]["images"][0]).content))
    assert (picture.format, picture.size) == ("JPEG", (512, 256))
    assert (standin.paid, standin.violations) == (1, [])


def test_a_job_passes_through_its_states() -> None:
    with ApiframeStandin(seconds=1000) as standin:
        id_ = order(standin, DEV, {"prompt": "a fox"}).json()["jobId"]
        seen = []
        for passed in (0, 500, 500):
            standin.jobs[id_].created -= passed
            job = ask_after(standin, id_).json()
            seen.append((job["status"], job["progress"] // 10))
    assert seen == [("QUEUED", 0), ("PROCESSING", 5), ("COMPLETED", 10)]


def test_an_idempotency_key_returns_the_same_job(standin: ApiframeStandin) -> None:
    def submit(prompt: str) -> httpx.Response:
        headers = {"X-API-Key": KEY, "Idempotency-Key": "one"}
        body = {"prompt": prompt, "model": "flux-2-dev"}
        return httpx.post(f"{standin.address}/v2/images/generate", headers=headers, json=body)

    first, second = submit("a fox"), submit("a fox")
    assert (first.json()["jobId"], second.status_code) == (second.json()["jobId"], 202)
    assert (standin.paid, standin.violations) == (1, [])
    conflict = submit("an owl")
    assert (conflict.status_code, list(conflict.json())) == (409, ["error"])
    assert standin.paid == 1


@pytest.mark.parametrize(
    ("params", "word"),
    [
        ({"steps": 51}, "fluxParams.steps: 51 is above the maximum of 50"),
        ({"resolution": "3 MP"}, "fluxParams.resolution"),
        ({"width": 1000}, "fluxParams.width: 1000 is not a multiple of 16"),
        ({"aspect_ratio": "custom"}, "custom needs width and height"),
        ({"aspect_ratio": "match_input_image"}, "no input image to match"),
        ({"input_images": ["https://example.com/cat.png"]}, "was never uploaded"),
        ({"safety_tolerance": 2}, "fluxParams.safety_tolerance: is not documented"),
        ({"prompt": ""}, "prompt: 0 is below the minimum of 1"),
    ],
)
def test_undocumented_requests_are_listed(standin: ApiframeStandin, params: dict[str, Any], word: str) -> None:
    answer = order(standin, FLEX, {"prompt": "a fox"} | params)
    assert (answer.status_code, list(answer.json())) == (400, ["error", "details"])
    assert word in standin.violations[0]
    assert standin.paid == 0


def test_a_job_is_private_to_its_key() -> None:
    with ApiframeStandin(keys=("one", "two")) as standin:
        id_ = order(standin, DEV, {"prompt": "a fox"}, key="one").json()["jobId"]
        assert ask_after(standin, id_, key="two").status_code == 404
        assert ask_after(standin, id_, key="wrong").status_code == 401
        assert (standin.paid_by("one"), standin.paid_by("two")) == (1, 0)
