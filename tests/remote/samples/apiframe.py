"""apiframe: a job that is polled by its id."""

import json
from collections.abc import Sequence
from typing import Any

from playground.standins.server import Request
from tests.remote.samples.base import JOB, LINK, Answers, End, Said, Sample, Sent
from tests.remote.samples.onemin import MODERATED


def name_pictures(body: Any, pictures: Sequence[str]) -> None:
    body["result"]["images"] = list(pictures)


def say_status(body: Any, word: str) -> None:
    body["status"] = word


def refuse(body: Any) -> None:
    body.update(status="FAILED", error=MODERATED)


def read_sent(request: Request) -> Sent:
    body = json.loads(request.body)
    params = {"prompt": body["prompt"], **body.get("fluxParams", {})}
    return Sent(params, len(params.pop("input_images", [])))


def read_said(answers: Answers) -> Said:
    return Said(answers("submit")[-1]["jobId"], answers("poll")[-1]["creditCost"])


SAMPLE = Sample(
    dialect="apiframe",
    order=("apiframe/flux-2-dev/generate", {"aspect_ratio": "custom", "width": 256, "height": 256}),
    successes={
        "submit": {"jobId": JOB, "status": "QUEUED"},
        "poll": {"id": JOB, "status": "COMPLETED", "progress": 100, "result": {"images": [LINK]}, "creditCost": 4},
    },
    name_pictures=name_pictures,
    read_sent=read_sent,
    read_said=read_said,
    say_status=say_status,
    at_work="PROCESSING",
    edit=("apiframe/flux-2-dev/generate", "input_images"),
    ends=(End("moderation", "poll", refuse, "refused", "refused the content of this request"),),
)
