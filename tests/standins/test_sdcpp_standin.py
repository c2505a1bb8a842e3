"""The stand-in for `sd-server` has one queue, makes one picture at a time, and has no keys."""

import base64
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import httpx
import pytest
from PIL import Image

from playground.standins.sdcpp import SdcppStandin
from tests.pictures import encoded_picture


@pytest.fixture
def standin() -> Iterator[SdcppStandin]:
    with SdcppStandin() as standin:
        yield standin


def submit(standin: SdcppStandin, **params: Any) -> httpx.Response:
    return httpx.post(f"{standin.address}/sdcpp/v1/img_gen", json={"prompt": "a fox"} | params)


def ask(standin: SdcppStandin, id: str) -> dict[str, Any]:
    found: dict[str, Any] = httpx.get(f"{standin.address}/sdcpp/v1/jobs/{id}").json()
    return found


def cancel(standin: SdcppStandin, id: str) -> httpx.Response:
    return httpx.post(f"{standin.address}/sdcpp/v1/jobs/{id}/cancel")


def test_a_job_delivers_its_pictures_in_its_result(standin: SdcppStandin) -> None:
    sampling = {"sample_steps": 4, "sample_method": "euler", "guidance": {"txt_cfg": 1}}
    pictures = [encoded_picture(), f"data:image/png;base64,{encoded_picture(32, 32)}"]
    lora = [{"path": "looks/linocut.safetensors", "multiplier": 0.8}]
    response = submit(
        standin,
        width=640,
        height=512,
        seed=7,
        batch_count=2,
        sample_params=sampling,
        ref_images=pictures,
        lora=lora,
        output_format="webp",
    )
    accepted = response.json()
    assert (response.status_code, accepted["status"]) == (202, "queued")
    assert accepted["poll_url"] == f"/sdcpp/v1/jobs/{accepted['id']}"
    job = ask(standin, accepted["id"])
    assert (job["status"], job["queue_position"], job["error"]) == ("completed", 0, None)
    files = [base64.b64decode(image["b64_json"]) for image in job["result"]["images"]]
    opened = [Image.open(BytesIO(file)) for file in files]
    assert [(picture.format, picture.size) for picture in opened] == [("WEBP", (640, 512))] * 2
    assert (standin.paid, standin.violations) == (1, [])


def test_jobs_wait_in_one_queue_and_can_be_cancelled_there() -> None:
    with SdcppStandin(seconds=30) as standin:
        first, second, third = (submit(standin).json()["id"] for _ in range(3))
        assert [ask(standin, id_)["status"] for id_ in (first, second, third)] == ["generating", "queued", "queued"]
        assert [ask(standin, id_)["queue_position"] for id_ in (first, second, third)] == [0, 1, 2]
        assert cancel(standin, first).status_code == 409
        assert cancel(standin, second).json()["error"]["code"] == "cancelled"
        assert ask(standin, second)["status"] == "cancelled"
        assert ask(standin, third)["queue_position"] == 1
        assert cancel(standin, "job_none").status_code == 404


def test_a_full_queue_takes_no_job_and_old_results_are_gone() -> None:
    with SdcppStandin(seconds=30) as standin:
        standin.most_queued = 1
        submit(standin)
        full = submit(standin)
        assert (full.status_code, full.json()) == (429, {"error": "job queue is full"})
    with SdcppStandin() as standin:
        standin.kept_seconds = 0
        id_ = submit(standin).json()["id"]
        gone = httpx.get(f"{standin.address}/sdcpp/v1/jobs/{id_}")
        assert (gone.status_code, gone.json()) == (410, {"error": "job expired"})


@pytest.mark.parametrize(
    ("params", "word"),
    [
        ({"width": 32}, "width: 32 is below the minimum of 64"),
        ({"steps": 4}, "steps: is not documented"),
        ({"sample_params": {"sample_steps": 0}}, "sample_params.sample_steps: 0 is below"),
        ({"sample_params": {"sample_method": "magic"}}, "sample_params.sample_method"),
        ({"sample_params": {"guidance": {"cfg": 1}}}, "sample_params.guidance.cfg: is not documented"),
        ({"ref_images": ["not base64!"]}, "ref_images.0: is not Base64"),
        ({"ref_images": ["bm8gcGljdHVyZQ=="]}, "ref_images.0: is not a picture"),
        ({"lora": [{"path": "../secret"}]}, "lora.0.path"),
        ({"lora": ["grain.safetensors"]}, "lora.0: is not an object"),
        ({"lora": [{"path": "grain.safetensors", "scale": 1}]}, "lora.0.scale: is not documented"),
        ({"output_format": "avif"}, "output_format"),
    ],
)
def test_undocumented_requests_are_listed(standin: SdcppStandin, params: dict[str, Any], word: str) -> None:
    answer = submit(standin, **params)
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid generation parameters"})
    assert word in standin.violations[0]
    assert standin.paid == 0


def test_says_what_it_offers(standin: SdcppStandin) -> None:
    offered = httpx.get(f"{standin.address}/sdcpp/v1/capabilities").json()
    assert offered["model"]["stem"] == "flux-2-klein-4b-Q4_0"
    assert offered["defaults_by_mode"]["img_gen"]["sample_params"]["sample_steps"] == 4
    assert standin.violations == []


def test_a_proxy_in_front_of_it_may_want_a_key() -> None:
    with SdcppStandin(keys=("a-key",)) as standin:
        address = f"{standin.address}/sdcpp/v1/capabilities"
        assert httpx.get(address).status_code == 401
        assert httpx.get(address, headers={"Authorization": "Bearer a-key"}).status_code == 200
