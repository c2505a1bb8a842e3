"""A stand-in for fal.ai: under `/queue` the queue, which names the addresses of its jobs; under `/run` the other host.

The real API has a host for each of the two.
"""

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from typing import Any, Unpack
from uuid import UUID

from PIL import Image

from playground.standins.checks import TYPES, read_json
from playground.standins.fal_rules import MODELS, PAID, check_body
from playground.standins.jobs import Job, now
from playground.standins.pictures import FORMATS, draw
from playground.standins.server import InvalidRequest, Options, Paths, Rejected, Reply, Request, Standin, Step, as_json
from playground.standins.webhooks import Webhook, Webhooks, check_address

NOBODY = str(UUID(int=0))
JOB = r"/queue/fal-ai/[\w.-]+/requests/[\w-]+"
PATHS: Paths = (
    ("POST", r"/(?:queue|run)/fal-ai/flux-2[\w./-]*", "submit"),
    ("GET", rf"/queue/fal-ai/[\w.-]+/requests/{NOBODY}/status", "key"),
    ("GET", rf"{JOB}/status", "poll"),
    ("GET", JOB, "result"),
    ("PUT", rf"{JOB}/cancel", "cancel"),
    ("GET", r"/files/[\w-]+\.\w+", "download"),
)
LOGS = ("Loading the model", "Generating the picture")


@dataclass(frozen=True)
class FailedJob:
    """How every job ends: the status and the `type` of the model's error, and whether it may be tried again."""

    status: int
    type: str
    message: str
    retryable: bool = False


@dataclass
class FalJob(Job):
    """A job, and whether it was cancelled while it was in the queue."""

    model: str = ""
    is_cancelled: bool = False
    failed: FailedJob | None = None
    blocked: frozenset[int] = field(default_factory=frozenset)

    @property
    def number(self) -> int:
        return int(self.body.get("num_images", 1))


class FalStandin(Standin):
    """fal.ai's queue, as documented.

    `blocked` are the positions, counted from 0, of the pictures that the content filter of new jobs makes black, and
    `failed` is how new jobs fail.
    """

    name = "fal"
    paths = PATHS
    key_header = "Authorization"
    key_prefix = "Key "
    bad_form_status = 422

    def __init__(self, **options: Unpack[Options]) -> None:
        super().__init__(**options)
        self.root = self.address
        self.address = f"{self.root}/queue"
        self.blocked: frozenset[int] = frozenset()
        self.failed: FailedJob | None = None
        self.jobs: dict[str, FalJob] = {}
        self.webhooks = Webhooks(self.closing)

    def respond(self, step: Step, request: Request) -> Reply:
        if step == "key":
            raise Rejected(404, "Request not found")
        if step == "submit":
            return self._submit(request)
        if step == "download":
            return self._deliver(request)
        # In all other paths the id of the job follows after `requests`.
        job = self.jobs.get(request.path.split("/")[5])
        if job is None or job.key != self.read_key(request):
            return as_json({"status": "NOT_FOUND"} if step == "cancel" else {"detail": "Request not found"}, 404)
        answers = {"poll": self._poll, "result": self._answer_result, "cancel": self._cancel}
        return answers[step](job, request)

    def error(self, status: int, sentence: str, found: Mapping[str, list[str]] | None = None) -> Reply:
        if status != 422:
            return as_json({"detail": sentence}, status)
        found = found or {"body": [sentence]}
        wrong = [
            {"loc": ["body", *path.split(".")], "msg": msg, "type": "value_error", "input": None}
            for path in found
            for msg in found[path]
        ]
        return as_json({"detail": wrong}, 422, ("X-Fal-Retryable", "false"))

    def owner_of(self, path: str) -> str:
        job = self.jobs.get(re.sub(r"-\d+\.\w+$", "", path.rpartition("/")[2]))
        return job.key if job else ""

    def _submit(self, request: Request) -> Reply:
        place, _, path = request.path.rpartition("/fal-ai/")
        path = f"fal-ai/{path}"
        is_edit = path.endswith("/edit")
        model = path.removesuffix("/edit")
        if model not in MODELS:
            self.add_violation(f"POST {request.path}: there is no such model")
            raise Rejected(404, f"Application {path} not found")
        body = read_json(request)
        size = check_body(model, body, is_edit)
        if not set(request.query) <= ({"fal_webhook"} if place == "/queue" else set()):
            raise InvalidRequest({"query": ["may only contain fal_webhook, and only in the queue"]})
        check_address("fal_webhook", request.query.get("fal_webhook"))
        job = FalJob(
            self.read_key(request),
            body,
            size,
            body.get("output_format", "jpeg" if MODELS[model].keys() >= PAID.keys() else "png"),
            0.0 if place == "/run" else self.seconds,
            model=model,
            failed=self.failed,
            blocked=self.blocked if body.get("enable_safety_checker", True) else frozenset(),
        )
        self.jobs[job.id] = job
        for _ in range(job.number):
            self.charge(request)
        if place == "/run":
            return self._output(job)
        self.webhooks.send(request.query.get("fal_webhook"), job, lambda: self._webhook(job))
        # A job that takes no time would be finished already, but a new one is always answered as queued.
        return as_json({"status": "IN_QUEUE", "queue_position": 0, **self._addresses(job)})

    def _addresses(self, job: FalJob) -> dict[str, str]:
        # Without the rest of the model's path.
        app = "/".join(job.model.split("/")[:2])
        url = f"{self.address}/{app}/requests/{job.id}"
        return {"request_id": job.id, "response_url": url, "status_url": f"{url}/status", "cancel_url": f"{url}/cancel"}

    def _poll(self, job: FalJob, request: Request) -> Reply:
        if not set(request.query) <= {"logs"}:
            raise InvalidRequest({"query": ["may only contain logs"]})
        # Unlike the response to a submitted request, a status has neither the id nor the other addresses.
        answer: dict[str, Any] = {"response_url": self._addresses(job)["response_url"]}
        if job.is_waiting:
            return as_json({"status": "IN_QUEUE", "queue_position": 0, **answer}, 202)
        lines = LOGS if job.is_done else LOGS[: 1 + (job.fraction > 0.5)]
        logs = [{"message": line, "level": "INFO", "source": "USER", "timestamp": now()} for line in lines]
        if request.query.get("logs") in ("1", "true"):
            answer["logs"] = logs
        if not job.is_done:
            return as_json({"status": "IN_PROGRESS", **answer}, 202)
        return as_json({"status": "COMPLETED", **answer, "metrics": {"inference_time": job.seconds}})

    def _answer_result(self, job: FalJob, request: Request) -> Reply:
        if not job.is_done:
            self.add_violation(f"GET {request.path}: the request is not completed")
            raise Rejected(400, "Request is still in progress")
        return self._output(job)

    def _webhook(self, job: FalJob) -> Webhook:
        if job.is_cancelled:
            report: dict[str, Any] = {"status": "ERROR", "error": "Request was cancelled", "payload": None}
        else:
            output = self._output(job)
            report = {"status": "OK" if output.status == 200 else "ERROR", "payload": json.loads(output.body)}
            report |= {"error": f"Invalid status code: {output.status}"} if output.status != 200 else {}
        return Webhook(json.dumps({"request_id": job.id, **report}).encode())

    def _output(self, job: FalJob) -> Reply:
        if job.is_cancelled:
            raise Rejected(400, "Request was cancelled")
        if failed := job.failed:
            detail = {"loc": ["body"], "msg": failed.message, "type": failed.type, "url": "", "input": None}
            return as_json({"detail": [detail]}, failed.status, ("X-Fal-Retryable", str(failed.retryable).lower()))
        images = [self._image(job, position) for position in range(job.number)]
        # The API chooses a seed if it gets none, and returns the one that it used.
        output: dict[str, Any] = {"images": images, "seed": job.body.get("seed", 4711)}
        if "num_images" in MODELS[job.model]:
            blocked = [position in job.blocked for position in range(job.number)]
            output |= {"prompt": job.body["prompt"], "has_nsfw_concepts": blocked, "timings": {"inference": 0.5}}
        return as_json(output, 200, ("x-fal-request-id", job.id))

    def _image(self, job: FalJob, position: int) -> dict[str, Any]:
        content = _draw(job, position)
        url = f"{self.root}/files/{job.id}-{position}.{job.format}"
        if job.body.get("sync_mode"):
            url = f"data:{TYPES[job.format]};base64,{base64.b64encode(content).decode()}"
        return {
            "url": url,
            "content_type": TYPES[job.format],
            "file_name": f"{position}.{job.format}",
            "file_size": len(content),
            "width": job.size[0],
            "height": job.size[1],
        }

    def _cancel(self, job: FalJob, request: Request) -> Reply:
        if job.is_done:
            return as_json({"status": "ALREADY_COMPLETED"}, 400)
        # A job that runs gets a signal, which this model ignores.
        job.is_cancelled = job.is_waiting
        if job.is_cancelled:
            job.seconds = 0.0
        return as_json({"status": "CANCELLATION_REQUESTED"}, 202)

    def _deliver(self, request: Request) -> Reply:
        name, _, ending = request.path.rpartition("/")[2].rpartition(".")
        id_, _, position = name.rpartition("-")
        job = self.jobs.get(id_)
        if job is None or ending != job.format or not job.is_done or int(position) >= job.number:
            raise Rejected(404, "Not Found")
        return Reply(200, _draw(job, int(position)), TYPES[job.format])


def _draw(job: FalJob, position: int) -> bytes:
    if position in job.blocked:
        return _black(job.size, job.format)
    return draw(job.size, job.format, hue=(job.body.get("seed", 0) + position) % 256)


@lru_cache(maxsize=8)
def _black(size: tuple[int, int], format: str) -> bytes:
    """Return the picture that takes the place of a blocked one."""
    file = BytesIO()
    Image.new("RGB", size).save(file, FORMATS[format])
    return file.getvalue()


STANDIN = FalStandin
