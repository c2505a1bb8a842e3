"""Replicate: a prediction that waits for its picture for a while, and is polled after that."""

import json
from collections.abc import Sequence
from typing import Any

from playground.standins.server import Request
from tests.remote.samples.base import JOB, LINK, Answers, End, Said, Sample, Sent
from tests.remote.samples.onemin import MODERATED

ADDRESS = f"https://api.replicate.com/v1/predictions/{JOB}"
PREDICTION = {
    "id": JOB,
    "model": "black-forest-labs/flux-2-dev",
    "version": "hidden",
    "input": {"prompt": "a cat"},
    "logs": "",
    "output": None,
    "data_removed": False,
    "error": None,
    "status": "starting",
    "created_at": "2026-11-20T10:00:00.000Z",
    "urls": {"get": ADDRESS, "cancel": f"{ADDRESS}/cancel"},
}


def name_pictures(body: Any, pictures: Sequence[str]) -> None:
    body["output"] = pictures[0] if pictures else None


def say_status(body: Any, word: str) -> None:
    body["status"] = word


def refuse(body: Any) -> None:
    body.update(status="failed", error=MODERATED)


def call_sensitive(body: Any) -> None:
    body.update(status="failed", error="The input or output was flagged as sensitive. Try again. (E005)")


def abort(body: Any) -> None:
    body.update(status="aborted", output=None)


def remove(body: Any) -> None:
    body.update(status="succeeded", output=None, data_removed=True)


def read_sent(request: Request) -> Sent:
    params = dict(json.loads(request.body)["input"])
    pictures = [params.pop(name) for name in ("images", "input_images") if name in params]
    return Sent(params, sum(map(len, pictures)))


def read_said(answers: Answers) -> Said:
    polled = answers("poll")
    # Within the wait of the request the first answer is the last one. Only the logs have the seed.
    last = polled[-1] if polled else answers("submit")[-1]
    return Said(last["id"], seed=int(last["logs"].split()[2]), is_job=bool(polled))


SAMPLE = Sample(
    dialect="replicate",
    order=("replicate/flux-2-dev/generate", {"aspect_ratio": "custom", "width": 256, "height": 256}),
    successes={
        "submit": PREDICTION,
        "poll": PREDICTION | {"status": "succeeded", "output": LINK, "logs": "Using seed: 7\n"},
    },
    name_pictures=name_pictures,
    read_sent=read_sent,
    read_said=read_said,
    say_status=say_status,
    at_work="processing",
    edit=("replicate/flux-2-dev/generate", "input_images"),
    ends=(
        End("moderation", "poll", refuse, "refused", "refused the content of this request"),
        End("sensitive", "poll", call_sensitive, "refused", "refused the content of this request"),
        End("aborted", "poll", abort, "failed", "did not start before its deadline"),
        End("removed", "poll", remove, "lost", "no longer has this job", tries=3, is_charge_told=True),
    ),
    # Otherwise every picture is in the first answer, and nothing is polled.
    standin={"is_patient": False, "seconds": 0.05},
)
