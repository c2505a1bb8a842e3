"""stable-diffusion.cpp on a server of one's own: a job whose result contains the picture, and nothing is charged."""

import json
from collections.abc import Sequence
from typing import Any

from playground.standins.server import Request
from tests.remote.samples.base import JOB, Answers, End, Said, Sample, Sent

ACCEPTED = {"id": JOB, "kind": "img_gen", "status": "queued", "created": 1775401200}
TEXT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAAB"


def name_pictures(body: Any, pictures: Sequence[str]) -> None:
    body["result"]["images"] = [{"index": place, "b64_json": text} for place, text in enumerate(pictures)]


def say_status(body: Any, word: str) -> None:
    body["status"] = word


def fail(body: Any) -> None:
    error = {"code": "generation_failed", "message": "generate_image returned empty results"}
    body.update(status="failed", result=None, error=error)


def cancel(body: Any) -> None:
    body.update(status="cancelled", result=None, error={"code": "cancelled", "message": "job cancelled by client"})


def read_sent(request: Request) -> Sent:
    params = json.loads(request.body)
    sampling = params.pop("sample_params", {})
    flat = params | sampling.pop("guidance", {}) | sampling
    if "lora" in flat:
        lines = [" ".join(str(lora[name]) for name in ("path", "multiplier") if name in lora) for lora in flat["lora"]]
        flat["lora"] = "\n".join(lines)
    return Sent(flat, len(flat.pop("ref_images", ())))


def read_said(answers: Answers) -> Said:
    return Said(answers("submit")[-1]["id"])


SAMPLE = Sample(
    dialect="sdcpp",
    order=("sdcpp/loaded-model/generate", {"width": 64, "height": 64}),
    successes={
        "submit": ACCEPTED | {"poll_url": f"/sdcpp/v1/jobs/{JOB}"},
        "poll": ACCEPTED
        | {"status": "completed", "result": {"output_format": "png", "images": [{"index": 0, "b64_json": TEXT}]}},
    },
    name_pictures=name_pictures,
    read_sent=read_sent,
    read_said=read_said,
    say_status=say_status,
    at_work="generating",
    ends=(
        End("failed", "poll", fail, "failed", "generate_image returned empty results"),
        End("cancelled", "poll", cancel, "failed", "job cancelled by client"),
    ),
)
