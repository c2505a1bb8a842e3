"""1min.ai: one synchronous request."""

import json
from collections.abc import Sequence
from typing import Any

from playground.standins.server import Request
from tests.remote.samples.base import JOB, LINK, Answers, End, Said, Sample, Sent

MODERATED = "Your prompt was flagged by our content moderation."
DETAIL = {"promptObject": {}, "resultObject": ["images/one.png"]}


def name_pictures(body: Any, pictures: Sequence[str]) -> None:
    record = body["aiRecord"]
    record["temporaryUrl"] = pictures[0] if pictures else None
    # Only the signed URL is followed where there is one.
    record["aiRecordDetail"]["resultObject"] = ["images/one.png"] if any(pictures) else []


def say_status(body: Any, word: str) -> None:
    body["aiRecord"]["status"] = word


def refuse(body: Any) -> None:
    body["aiRecord"].update(status="FAILURE", message=MODERATED)


def read_sent(request: Request) -> Sent:
    params = dict(json.loads(request.body)["promptObject"])
    return Sent(params, int(params.pop("imageUrl", None) is not None))


def read_said(answers: Answers) -> Said:
    return Said(answers("submit")[-1]["aiRecord"]["uuid"], is_job=False)


SAMPLE = Sample(
    dialect="onemin",
    order=("onemin/flux-2-dev/generate", {"megapixels": "0.25", "output_format": "png"}),
    successes={
        "submit": {"aiRecord": {"uuid": JOB, "status": "SUCCESS", "aiRecordDetail": DETAIL, "temporaryUrl": LINK}}
    },
    name_pictures=name_pictures,
    read_sent=read_sent,
    read_said=read_said,
    say_status=say_status,
    edit=("onemin/flux-2-dev/edit", "imageUrl"),
    ends=(End("moderation in the end", "submit", refuse, "refused", "refused the content of this request"),),
)
