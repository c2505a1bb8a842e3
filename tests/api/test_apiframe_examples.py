"""apiframe's own examples and the shown code, run against this server with only host and key replaced."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests

from playground.catalog.loading import specs
from playground.dialects.planning import plan_request
from playground.dialects.registry import get_dialect
from playground.snippets.registry import print_snippet
from tests.api.calling import Program
from tests.api.examples import Example, find_examples
from tests.api.ordering import GENERATE, find_row, load
from tests.api.served import Served
from tests.api.test_shown_curl import AWKWARD, run_command
from tests.programs import need_program

EXAMPLES = find_examples("apiframe")
APIFRAME = [spec for spec in specs().values() if spec.dialect == "apiframe"]
# How long a job may take, in seconds, and the pause between two looks.
TIMEOUT_SECONDS, PAUSE = 30, 0.05


def ask(server: Served, path: str) -> Any:
    response = requests.get(server.address + path, headers={"X-API-Key": server.key}, timeout=20)
    assert response.status_code == 200, response.text
    return response.json()


def wait_for(server: Served, job_id: str) -> dict[str, Any]:
    """Ask until the job has ended, as clients do."""
    gong = threading.Event()
    for _ in range(round(TIMEOUT_SECONDS / PAUSE)):
        job: dict[str, Any] = ask(server, f"/v2/jobs/{job_id}")
        if job["status"] not in ("QUEUED", "PROCESSING"):
            return job
        gong.wait(PAUSE)
    raise AssertionError(f"Job {job_id} did not end.")


def test_a_request_is_recorded() -> None:
    assert {example.body["model"] for example in EXAMPLES} == {"flux-2-flex"}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_an_example_gets_the_documented_answers(server: Served, tmp_path: Path, example: Example) -> None:
    need_program(example.program)
    answer = server.run(example.command, example.against(server.address, server.key), tmp_path)
    assert list(answer) == ["jobId", "status"]
    assert answer["status"] == "QUEUED"
    job = wait_for(server, answer["jobId"])
    wanted = load("apiframe_job.answer.json")
    assert list(job) == list(wanted)
    assert (job["status"], job["progress"], job["input"]) == ("COMPLETED", 100, wanted["input"])
    (address,) = job["result"]["images"]
    assert address.startswith(f"{server.address}/images/")
    assert address.endswith(".png")
    assert requests.get(address, timeout=20).headers["Content-Type"] == "image/png"


def test_ten_clients_with_one_key_get_one_job(server: Served) -> None:
    headers = {"X-API-Key": server.key, "Idempotency-Key": "ten-at-once"}
    body = load("apiframe_flux-2-flex_generate.request.json")

    def send(_: int) -> tuple[int, str]:
        response = requests.post(server.address + GENERATE, json=body, headers=headers, timeout=30)
        return response.status_code, response.json().get("jobId", response.text)

    with ThreadPoolExecutor(10) as pool:
        answers = set(pool.map(send, range(10)))
    ((status, job_id),) = answers
    assert status == 202
    assert wait_for(server, job_id)["status"] == "COMPLETED"


@pytest.mark.parametrize("spec", APIFRAME, ids=lambda spec: spec.id)
def test_the_shown_command_is_an_order(program: Program, spec: Any) -> None:
    params: dict[str, Any] = {"prompt": AWKWARD, "aspect_ratio": "3:4", "seed": 42}
    plan = plan_request(get_dialect("apiframe"), spec, params, base_url="http://testserver", key=program.key)
    row = find_row(run_command(program, print_snippet("curl", plan)))
    assert (row.spec_id, row.params) == (spec.id, params)
