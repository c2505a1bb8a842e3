"""The stand-in for Replicate waits, cancels, keeps deadlines and takes files, as documented."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import httpx
import pytest
from PIL import Image

from playground.dialects.registry import get_dialect
from playground.standins.replicate import ReplicateStandin
from playground.standins.server import KEY
from tests.standins.asking import order, send, upload

FLEX = "replicate/flux-2-flex/generate"
KLEIN = "replicate/flux-2-klein-4b/generate"
DIALECT = get_dialect("replicate")
HEADERS = {"Authorization": f"Bearer {KEY}"}


@pytest.fixture
def standin() -> Iterator[ReplicateStandin]:
    with ReplicateStandin() as standin:
        yield standin


def submit(standin: ReplicateStandin, model: str = "flux-2-pro", **headers: str) -> httpx.Response:
    url = f"{standin.address}/v1/models/black-forest-labs/{model}/predictions"
    return httpx.post(url, headers=HEADERS | headers, json={"input": {"prompt": "a fox"}})


def ask_after(prediction: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = httpx.get(prediction["urls"]["get"], headers=HEADERS).json()
    return answer


def test_a_prediction_delivers_the_requested_size_and_format(standin: ReplicateStandin) -> None:
    url = upload(standin, FLEX)
    params = {"prompt": "a fox", "aspect_ratio": "custom", "width": 500, "height": 270, "output_format": "jpg"}
    answer = order(standin, FLEX, params | {"input_images": [url], "seed": 9})
    job = answer.json()
    assert (answer.status_code, job["status"], job["version"]) == (201, "succeeded", "hidden")
    assert "seed: 9" in job["logs"]
    picture = Image.open(BytesIO(httpx.get(job["output"]).content))
    assert (picture.format, picture.size) == ("JPEG", (496, 272))
    assert ask_after(job)["output"] == job["output"]
    assert (standin.paid, standin.violations) == (1, [])


def test_klein_answers_with_a_list_and_follows_its_input(standin: ReplicateStandin) -> None:
    url = upload(standin, KLEIN)
    params = {"prompt": "a fox", "aspect_ratio": "match_input_image", "output_megapixels": "0.25", "images": [url]}
    [output] = order(standin, KLEIN, params).json()["output"]
    picture = Image.open(BytesIO(httpx.get(output).content))
    assert (picture.format, picture.size) == ("JPEG", (576, 432))
    assert standin.violations == []


def test_a_prediction_passes_through_its_states_and_is_removed_in_the_end() -> None:
    with ReplicateStandin(seconds=1000) as standin:
        job = submit(standin).json()
        seen = []
        for passed in (0, 500, 500, 4000):
            standin.jobs[job["id"]].created -= passed
            found = ask_after(job)
            seen.append((found["status"], bool(found["output"]), found["data_removed"]))
    assert seen == [
        ("starting", False, False),
        ("processing", False, False),
        ("succeeded", True, False),
        ("succeeded", False, True),
    ]


def test_the_wait_may_be_too_short() -> None:
    with ReplicateStandin(seconds=60) as standin:
        standin.is_patient = False
        assert submit(standin, Prefer="wait=10").json()["status"] == "starting"
        assert standin.violations == []


def test_a_prediction_is_cancelled() -> None:
    with ReplicateStandin(seconds=60) as standin:
        job = submit(standin).json()
        answer = send(DIALECT.write_cancel(job["id"], job["urls"]["cancel"], key=KEY))
        assert (answer.status_code, answer.json()["status"]) == (200, "canceled")
        assert ask_after(job)["status"] == "canceled"
        assert standin.violations == []


@pytest.mark.parametrize(("passed", "word"), [(100, "aborted"), (300, "canceled")])
def test_a_deadline_ends_a_prediction(passed: int, word: str) -> None:
    with ReplicateStandin(seconds=1000) as standin:
        job = submit(standin, **{"Cancel-After": "1m30s"}).json()
        assert job["deadline"] > job["created_at"]
        standin.jobs[job["id"]].created -= passed
        assert ask_after(job)["status"] == word


@pytest.mark.parametrize(
    ("params", "word"),
    [
        ({"steps": 51}, "input.steps: 51 is above the maximum of 50"),
        ({"resolution": "1MP"}, "input.resolution"),
        ({"width": 4096}, "input.width: 4096 is above the maximum of 2048"),
        ({"aspect_ratio": "custom"}, "custom needs width and height"),
        ({"aspect_ratio": "match_input_image"}, "no input image to match"),
        ({"input_images": ["https://example.com/cat.png"]}, "was never uploaded"),
        ({"safety_tolerance": 6}, "input.safety_tolerance: 6 is above the maximum of 5"),
        ({"go_fast": True}, "input.go_fast: is not documented"),
        ({"prompt": ""}, "input.prompt: 0 is below the minimum of 1"),
    ],
)
def test_undocumented_requests_are_listed(standin: ReplicateStandin, params: dict[str, Any], word: str) -> None:
    answer = order(standin, FLEX, {"prompt": "a fox"} | params)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert answer.json()["invalid_fields"][0]["field"].startswith("input.")
    assert word in standin.violations[0]
    assert standin.paid == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [("Prefer", "wait=61"), ("Prefer", "wait=0"), ("Cancel-After", "4s"), ("Cancel-After", "soon")],
)
def test_headers_are_checked(standin: ReplicateStandin, name: str, value: str) -> None:
    assert submit(standin, **{name: value}).status_code == 422
    assert name in standin.violations[0]


@pytest.mark.parametrize("value", ["60", "60s", "5m", "1h30m45s"])
def test_deadlines_are_written_in_several_ways(standin: ReplicateStandin, value: str) -> None:
    assert submit(standin, **{"Cancel-After": value}).status_code == 201
    assert standin.violations == []


def test_a_bad_key_is_refused(standin: ReplicateStandin) -> None:
    for authorization in ("Bearer wrong", KEY, f"Token {KEY}"):
        answer = httpx.get(f"{standin.address}/v1/account", headers={"Authorization": authorization})
        assert (answer.status_code, answer.json()["title"]) == (401, "Unauthenticated")
    assert send(DIALECT.write_key_test(base_url=standin.address, key=KEY)).json()["username"] == "standin"


def test_another_account_sees_neither_predictions_nor_files() -> None:
    with ReplicateStandin(keys=(KEY, "other")) as standin:
        job = submit(standin).json()
        other = {"Authorization": "Bearer other"}
        assert httpx.get(job["urls"]["get"], headers=other).status_code == 404
        assert (
            order(standin, FLEX, {"prompt": "a", "input_images": [upload(standin, FLEX)]}, "other").status_code == 422
        )


def test_there_are_no_other_models(standin: ReplicateStandin) -> None:
    assert submit(standin, "flux-2-ultra").status_code == 404
    assert "there is no such model" in standin.violations[0]


def test_a_prediction_can_fail_with_an_error() -> None:
    with ReplicateStandin() as standin:
        standin.failed = "CUDA out of memory (E1001)"
        failed = submit(standin).json()
        standin.failed = ""
        assert (failed["status"], failed["error"]) == ("failed", "CUDA out of memory (E1001)")
        assert failed["output"] is None
        assert submit(standin).json()["error"] is None
