"""Black Forest Labs: a job that is polled at the address that the answer names; pictures are in the body."""

import json
from collections.abc import Sequence
from functools import partial
from typing import Any

from playground.standins.server import Request
from tests.remote.samples.base import JOB, LINK, Answers, End, Said, Sample, Sent

POLL = f"https://api.eu.bfl.ai/v1/get_result?id={JOB}"
REFUSED = "refused the content of this request"


def name_pictures(body: Any, pictures: Sequence[str]) -> None:
    body["result"]["sample"] = pictures[0] if pictures else None


def say_status(body: Any, word: str) -> None:
    body["status"] = word


def read_sent(request: Request) -> Sent:
    params = json.loads(request.body)
    pictures = [params.pop(name) for name in list(params) if name == "images" or name.startswith("input_image")]
    return Sent(params, sum(len(each) if isinstance(each, list) else 1 for each in pictures))


def read_said(answers: Answers) -> Said:
    first, last = answers("submit")[-1], answers("poll")[-1]
    return Said(first["id"], first["cost"], last["result"].get("seed"))


SAMPLE = Sample(
    dialect="bfl",
    order=("bfl/flux-2-klein-4b/generate", {"width": 256, "height": 256}),
    successes={
        "submit": {"id": JOB, "polling_url": POLL, "cost": 6.0},
        "poll": {"id": JOB, "status": "Ready", "result": {"sample": LINK, "seed": 7}},
    },
    name_pictures=name_pictures,
    read_sent=read_sent,
    read_said=read_said,
    say_status=say_status,
    at_work="Pending",
    ends=(
        End("moderated request", "poll", partial(say_status, word="Request Moderated"), "refused", REFUSED),
        End("moderated picture", "poll", partial(say_status, word="Content Moderated"), "refused", REFUSED),
        End(
            "unknown task",
            "poll",
            partial(say_status, word="Task not found"),
            "lost",
            "no longer has this job",
            tries=3,
            is_charge_told=True,
        ),
    ),
)
