"""The stand-in for 1min.ai accepts documented requests and refuses others."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import httpx
import pytest
from PIL import Image

from playground.catalog.loading import get_spec
from playground.dialects.planning import plan_request
from playground.dialects.registry import get_dialect
from playground.standins.onemin import OneMinStandin
from playground.standins.server import KEY
from tests.pictures import picture
from tests.standins.asking import order, send, upload

FLEX = "onemin/flux-2-flex/generate"
EDIT = "onemin/flux-2-flex/edit"
DEV = "onemin/flux-2-dev/generate"


@pytest.fixture
def standin() -> Iterator[OneMinStandin]:
    with OneMinStandin() as standin:
        yield standin


def test_delivers_the_requested_picture_at_both_addresses(standin: OneMinStandin) -> None:
    record = order(standin, DEV, {"prompt": "a fox", "aspect_ratio": "4:5", "megapixels": "0.25"}).json()["aiRecord"]
    assert list(record)[-1] == "temporaryUrl"
    bare = f"{standin.address}/{record['aiRecordDetail']['resultObject'][0]}"
    for address in (record["temporaryUrl"], bare):
        picture = Image.open(BytesIO(httpx.get(address).content))
        assert (picture.format, picture.size) == ("WEBP", (448, 560))
    assert (standin.paid, standin.violations) == (1, [])
    assert [entry.step for entry in standin.requests] == ["submit", "download", "download"]


def test_a_record_comes_at_once_and_is_read_again() -> None:
    headers = {"API-KEY": KEY}
    body = {"type": "IMAGE_GENERATOR", "model": "flux-2-flex", "promptObject": {"prompt": "a fox"}, "async": True}
    with OneMinStandin(seconds=30) as standin:
        begun = httpx.post(f"{standin.address}/api/features", headers=headers, json=body).json()["aiRecord"]
        assert (begun["status"], begun["temporaryUrl"], begun["aiRecordDetail"]["resultObject"]) == (
            "PROCESSING",
            None,
            [],
        )
        address = f"{standin.address}/api/results/{begun['uuid']}"
        assert httpx.get(address, headers=headers).json()["aiRecord"]["status"] == "PROCESSING"
        assert httpx.get(address).status_code == 401
    with OneMinStandin() as standin:
        begun = httpx.post(f"{standin.address}/api/features", headers=headers, json=body).json()["aiRecord"]
        address = f"{standin.address}/api/results/{begun['uuid']}"
        ready, again = (httpx.get(address, headers=headers).json()["aiRecord"] for _ in range(2))
        assert ready == again | {"createdAt": ready["createdAt"]}
        assert (ready["uuid"], ready["status"]) == (begun["uuid"], "SUCCESS")
        assert httpx.get(ready["temporaryUrl"]).status_code == 200
        unknown = f"{standin.address}/api/results/{'1' * 8}-1111-4111-8111-{'1' * 12}"
        assert httpx.get(unknown, headers=headers).json() == {"aiRecord": None}
        assert (standin.paid, standin.violations) == (1, [])


def test_edits_only_uploaded_pictures(standin: OneMinStandin) -> None:
    path = upload(standin, EDIT)
    assert order(standin, EDIT, {"prompt": "bluer", "imageUrl": path}).status_code == 200
    assert standin.violations == []
    assert order(standin, EDIT, {"prompt": "bluer", "imageUrl": "images/none.png"}).status_code == 400
    assert "was never uploaded" in standin.violations[0]
    assert standin.paid == 1


@pytest.mark.parametrize(
    ("params", "word"),
    [
        ({"steps": 5}, "steps: 5 is below the minimum of 6"),
        ({"steps": "30"}, "steps: '30' is not of type whole"),
        ({"guidance": 5.5}, "guidance: 5.5 is above the maximum of 5"),
        ({"num_inference_steps": 20}, "num_inference_steps: is not documented"),
        ({"aspect_ratio": "match_input_image"}, "aspect_ratio"),
        ({"output_format": "webp"}, "output_format"),
        ({"prompt_upsampling": 1}, "prompt_upsampling: 1 is not of type switch"),
        ({"imageUrl": "x"}, "imageUrl: is not documented"),
    ],
)
def test_undocumented_requests_are_listed(standin: OneMinStandin, params: dict[str, Any], word: str) -> None:
    answer = order(standin, FLEX, {"prompt": "a fox"} | params)
    assert (answer.status_code, answer.json()["errorCode"]) == (400, "UNKNOWN_ERROR")
    assert word in standin.violations[0]
    assert standin.paid == 0


def test_requires_a_key_except_for_pictures(standin: OneMinStandin) -> None:
    answer = order(standin, FLEX, {"prompt": "a fox"}, key="wrong")
    assert (answer.status_code, answer.json()) == (401, {"message": "Invalid API Key"})
    url = order(standin, FLEX, {"prompt": "a fox"}).json()["aiRecord"]["temporaryUrl"]
    assert standin.violations == []
    httpx.get(url, headers={"API-KEY": KEY})
    assert "without a key" in standin.violations[0]


def test_refuses_files_that_are_not_pictures(standin: OneMinStandin) -> None:
    plan = plan_request(get_dialect("onemin"), get_spec(EDIT), {}, base_url=standin.address, key=KEY, files=["cat.png"])
    assert send(plan.uploads[0].request, b"no picture").status_code == 400
    assert send(plan.uploads[0].request, picture("JPEG")).status_code == 400
    assert ["is not a picture" in standin.violations[0], "is JPEG" in standin.violations[1]] == [True, True]
