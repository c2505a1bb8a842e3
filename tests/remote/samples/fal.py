"""fal.ai: a queue whose answers name the addresses of a job; a further answer has the pictures."""

import json
from collections.abc import Sequence
from typing import Any

from playground.standins.server import Request
from tests.remote.samples.base import JOB, LINK, Answers, End, Said, Sample, Sent

ADDRESS = f"https://queue.fal.run/fal-ai/flux-2/requests/{JOB}"
ADDRESSES = {
    "request_id": JOB,
    "response_url": ADDRESS,
    "status_url": f"{ADDRESS}/status",
    "cancel_url": f"{ADDRESS}/cancel",
}


def name_pictures(body: Any, pictures: Sequence[str]) -> None:
    body["images"] = [{"url": picture, "content_type": "image/png"} for picture in pictures]
    body["has_nsfw_concepts"] = [False] * len(pictures)


def say_status(body: Any, word: str) -> None:
    body["status"] = word


def block(body: Any) -> None:
    body["has_nsfw_concepts"] = [True]


def hide(body: Any) -> None:
    body.update(status="COMPLETED")
    for name in ADDRESSES.keys() - {"request_id"}:
        del body[name]


def break_down(body: Any) -> None:
    body.update(error="The runner disconnected", error_type="runner_disconnected")


def read_sent(request: Request) -> Sent:
    params = json.loads(request.body)
    pictures = params.pop("image_urls", [])
    if isinstance(size := params.get("image_size"), dict):
        params |= {"image_size": "custom", **size}
    if "loras" in params:
        lines = [" ".join(str(lora[name]) for name in ("path", "scale") if name in lora) for lora in params["loras"]]
        params["loras"] = "\n".join(lines)
    return Sent(params, len(pictures))


def read_said(answers: Answers) -> Said:
    return Said(answers("submit")[-1]["request_id"], seed=answers("result")[-1]["seed"])


SAMPLE = Sample(
    dialect="fal",
    order=("fal/flux-2-dev/generate", {"image_size": "square"}),
    successes={
        "submit": {"status": "IN_QUEUE", "queue_position": 0, **ADDRESSES},
        "poll": {"status": "COMPLETED", "logs": [], "metrics": {"inference_time": 2.1}, **ADDRESSES},
        "result": {"images": [{"url": LINK}], "seed": 7, "has_nsfw_concepts": [False], "prompt": "a cat"},
    },
    name_pictures=name_pictures,
    read_sent=read_sent,
    read_said=read_said,
    say_status=say_status,
    at_work="IN_PROGRESS",
    ends=(
        End("black", "result", block, "refused", "refused the content of this request"),
        End("completed as a failure", "poll", break_down, "failed", "could not make the picture"),
        # The worker itself says so: no further response is known that could name them.
        End("no address", "submit", hide, "failed", "reports success, but names no picture", is_charge_told=True),
    ),
)
