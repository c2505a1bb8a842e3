"""Orders by apiframe's API, and what every refusal in its shape has in common."""

import json
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from playground.generations.models import Generation
from tests.api.calling import Program, assert_dressed

GENERATE = "/v2/images/generate"
SAMPLES = Path(__file__).parent.parent / "dialects" / "samples"


def load(name: str) -> dict[str, Any]:
    """Return a recorded request or answer."""
    document: dict[str, Any] = json.loads((SAMPLES / name).read_text())
    return document


def send(program: Program, body: Any, *, key: str = "") -> Any:
    """Post the body, with an Idempotency-Key if there is one."""
    return program.post(GENERATE, body, headers={"Idempotency-Key": key} if key else {})


def order(
    program: Program, model: str = "flux-2-flex", /, *, key: str = "", top: Any = None, **flux_params: Any
) -> Any:
    """Order a picture of a red fox."""
    body = {"prompt": "a red fox", "model": model, **({"fluxParams": flux_params} if flux_params else {})}
    return send(program, body | (top or {}), key=key)


def read_job_id(response: Any) -> str:
    """Return the id of an order that was taken."""
    assert response.status_code == 202, response.content
    assert list(response.json()) == ["jobId", "status"]
    job_id: str = response.json()["jobId"]
    return job_id


def find_row(response: Any) -> Generation:
    """Return the row behind an order that was taken."""
    return Generation.objects.get(wire_id=read_job_id(response))


def get_job(program: Program, job_id: str) -> dict[str, Any]:
    """Return the job, which must be there."""
    response = program.get(f"/v2/jobs/{job_id}")
    assert response.status_code == 200, response.content
    assert_dressed(response)
    job: dict[str, Any] = response.json()
    return job


def upload(program: Program, *files: SimpleUploadedFile, name: str = "file") -> Any:
    """Post to /v2/uploads."""
    return program.client.post("/v2/uploads", {name: list(files)}, headers={"X-API-Key": program.key})


def assert_apiframe_error(response: Any, status: int, *words: str, at: str = "") -> None:
    """The one shape of a refusal: a sentence in which the words stand; a 400 tells it by path, `at` among them."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/json"
    assert_dressed(response)
    body = response.json()
    assert list(body) == (["error", "details"] if status == 400 else ["error"])
    assert body["error"].endswith((".", "?")) or body["error"].startswith("Unknown model: ")
    for word in words:
        assert word in body["error"], body["error"]
    if status == 400:
        assert body["details"]
        assert all(isinstance(message, str) for messages in body["details"].values() for message in messages)
        assert not at or at in body["details"], body["details"]
