"""A stand-in for apiframe, with asynchronous jobs that are polled."""

import hashlib
import json
import re
from collections.abc import Mapping
from secrets import token_hex
from typing import Any, Unpack

from playground.standins.checks import TYPES, Field, Fields, check, read_json, read_upload
from playground.standins.jobs import Job, now, timestamp
from playground.standins.pictures import draw, size_of
from playground.standins.server import InvalidRequest, Options, Paths, Rejected, Reply, Request, Standin, Step, as_json
from playground.standins.webhooks import Webhook, Webhooks, check_address, sign_body

RATIOS = ("1:1", "16:9", "9:16", "3:2", "2:3", "4:5", "5:4", "3:4", "4:3", "match_input_image", "custom")
RESOLUTIONS = ("0.5 MP", "1 MP", "2 MP", "4 MP", "0.5MP", "1MP", "2MP", "4MP")
EVENTS = {"progress", "completed", "failed"}
CREDITS = 7

TOP: Fields = {
    "prompt": Field("text", 1, 2000, required=True),
    "model": Field("text", required=True),
    "fluxParams": Field("object"),
    "webhookUrl": Field("text", minimum=1),
    "webhookEvents": Field("texts"),
}
DEV: Fields = {
    "aspect_ratio": Field("text", choices=RATIOS),
    "output_format": Field("text", choices=("jpg", "png", "webp")),
    "output_quality": Field("whole", 0, 100),
    "seed": Field("whole"),
    "width": Field("whole", 256, 2048, multiple=16),
    "height": Field("whole", 256, 2048, multiple=16),
}
PRO: Fields = DEV | {
    "resolution": Field("text", choices=RESOLUTIONS),
    "input_images": Field("texts", maximum=8),
    "prompt_upsampling": Field("switch"),
}
MODELS: Mapping[str, Fields] = {
    "flux-2-flex": PRO
    | {
        "input_images": Field("texts", maximum=10),
        "steps": Field("whole", 1, 50),
        "guidance": Field("number", 1.5, 10),
    },
    "flux-2-pro": PRO,
    "flux-2-max": PRO,
    "flux-2-dev": DEV | {"input_images": Field("texts", maximum=5), "go_fast": Field("switch")},
}
PATHS: Paths = (
    ("POST", r"/v2/images/generate", "submit"),
    ("POST", r"/v2/uploads", "upload"),
    ("GET", r"/v2/jobs/[^/]+", "poll"),
    ("GET", r"/v2/me", "key"),
    ("GET", r"/images/[\w-]+\.\w+", "download"),
)


class ApiframeStandin(Standin):
    """apiframe, version 2, as documented."""

    name = "apiframe"
    paths = PATHS
    key_header = "X-API-Key"

    def __init__(self, **options: Unpack[Options]) -> None:
        super().__init__(**options)
        self.jobs: dict[str, Job] = {}
        self._uploads: dict[str, tuple[int, int]] = {}
        # The API key is part of the key, because two accounts may choose the same Idempotency-Key.
        self._repeats: dict[tuple[str, str], tuple[str, Job]] = {}
        self.webhooks = Webhooks(self.closing)

    def respond(self, step: Step, request: Request) -> Reply:
        if step == "key":
            return as_json({"id": "usr_standin", "email": "standin@example.com", "credits": 1000})
        steps = {"submit": self._submit, "upload": self._upload, "poll": self._poll, "download": self._deliver}
        return steps[step](request)

    def error(self, status: int, sentence: str, found: Mapping[str, list[str]] | None = None) -> Reply:
        body: dict[str, Any] = {"error": sentence}
        if status == 400:
            body["details"] = dict(found or {"body": [sentence]})
        if status == 402:
            body |= {"creditsRequired": CREDITS, "creditsAvailable": 0}
        return as_json(body, status, ("x-request-id", token_hex(8)))

    def owner_of(self, path: str) -> str:
        # A file is named after its job, with a number and the extension.
        job = self.jobs.get(re.sub(r"-\d+\.\w+$", "", path.rpartition("/")[2]))
        return job.key if job else ""

    def _submit(self, request: Request) -> Reply:
        body = read_json(request)
        self._check(body)
        key, repeat = request.headers["x-api-key"], request.headers.get("idempotency-key")
        # Sorted, because two bodies that differ only in the order of their members are the same request.
        digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
        # Two equal requests at the same time must give one job, which is charged once.
        with self.lock:
            seen = self._repeats.get((key, repeat)) if repeat else None
            if seen and seen[0] != digest:
                self.add_violation("POST /v2/images/generate: an Idempotency-Key was reused with a different body")
                raise Rejected(409, "This Idempotency-Key was used with a different body")
            job = seen[1] if seen else self._order(request, body)
            if repeat:
                self._repeats[key, repeat] = (digest, job)
        # A job that takes no time would be finished already, but a new job is always answered as queued.
        return as_json({"jobId": job.id, "status": self._status(job) if seen else "QUEUED"}, 202)

    def _check(self, body: Mapping[str, Any]) -> None:
        check(TOP, body)
        if body["model"] not in MODELS:
            raise InvalidRequest({"model": [f"{body['model']} does not exist"]})
        params = body.get("fluxParams", {})
        check(MODELS[body["model"]], params, "fluxParams.")
        pictures = params.get("input_images", [])
        strange = [url for url in pictures if url not in self._uploads]
        if strange:
            raise InvalidRequest({"fluxParams.input_images": [f"{url} was never uploaded" for url in strange]})
        ratio = params.get("aspect_ratio")
        if ratio == "custom" and not {"width", "height"} <= params.keys():
            raise InvalidRequest({"fluxParams.width": ["custom needs width and height"]})
        if ratio == "match_input_image" and not pictures:
            raise InvalidRequest({"fluxParams.aspect_ratio": ["there is no input image to match"]})
        if not EVENTS.issuperset(body.get("webhookEvents", ())):
            raise InvalidRequest({"webhookEvents": ["may only contain " + ", ".join(sorted(EVENTS))]})
        check_address("webhookUrl", body.get("webhookUrl"))

    def _order(self, request: Request, body: Mapping[str, Any]) -> Job:
        params = body.get("fluxParams", {})
        size = self._size(params)
        job = Job(request.headers["x-api-key"], body, size, params.get("output_format", "png"), self.seconds)
        self.jobs[job.id] = job
        self.charge(request)
        if "completed" in body.get("webhookEvents", EVENTS):
            self.webhooks.send(body.get("webhookUrl"), job, lambda: self._webhook(job))
        return job

    def _webhook(self, job: Job) -> Webhook:
        """Return the report of the end, signed with the digest of the API key. Progress is not reported."""
        described = json.loads(self._describe(job).body)
        event = {
            name: described[name] for name in ("status", "progress", "result", "model", "creditCost", "completedAt")
        }
        content = json.dumps({"event": "completed", "jobId": job.id, **event}).encode()
        secret = hashlib.sha256(job.key.encode()).hexdigest()
        return Webhook(content, (("X-Webhook-Event", "completed"), *sign_body("X-Webhook-Signature", secret, content)))

    def _size(self, params: Mapping[str, Any]) -> tuple[int, int]:
        ratio = params.get("aspect_ratio", "1:1")
        if ratio == "custom":
            return params["width"], params["height"]
        if ratio == "match_input_image":
            width, height = self._uploads[params["input_images"][0]]
            ratio = f"{width}:{height}"
        # `1 MP` and `1MP` are both accepted: `float` ignores the space.
        return size_of(ratio, float(params.get("resolution", "1 MP").removesuffix("MP")))

    def _upload(self, request: Request) -> Reply:
        _, content, picture = read_upload(request, "file")
        kind = str(picture.format).lower()
        url = f"{self.address}/uploads/{token_hex(12)}.{kind}"
        # The size is enough, because results are drawn without the contents of their inputs.
        self._uploads[url] = picture.size
        answer = {
            "id": token_hex(12),
            "url": url,
            "kind": "image",
            "contentType": TYPES[kind],
            "byteSize": len(content),
            "expiresAt": now(),
        }
        return as_json(answer, 201)

    def _poll(self, request: Request) -> Reply:
        job = self.jobs.get(request.path.rpartition("/")[2])
        # A client that polls with another key than it submitted with has mixed up two accounts.
        if job is None or job.key != request.headers["x-api-key"]:
            raise Rejected(404, "Job not found")
        return self._describe(job)

    def _describe(self, job: Job) -> Reply:
        images = [f"{self.address}/images/{job.id}-1.{job.format}"]
        answer = {
            "id": job.id,
            "status": self._status(job),
            "model": job.body["model"],
            "progress": job.percent,
            "result": {"images": images} if job.is_done else None,
            "error": None,
            "creditCost": CREDITS if job.is_done else 0,
            "webhookStatus": None,
            "createdAt": timestamp(job.created),
            "completedAt": timestamp(job.created + job.seconds) if job.is_done else None,
            "input": {"prompt": job.body["prompt"], **job.body.get("fluxParams", {})},
            "expired": False,
        }
        return as_json(answer)

    def _status(self, job: Job) -> str:
        return "COMPLETED" if job.is_done else "QUEUED" if job.is_waiting else "PROCESSING"

    def _deliver(self, request: Request) -> Reply:
        name, _, ending = request.path.rpartition("/")[2].rpartition(".")
        job = self.jobs.get(name.removesuffix("-1"))
        if job is None or ending != job.format or not job.is_done:
            raise Rejected(404, "Not found")
        params = job.body.get("fluxParams", {})
        # The seed is visible as the hue, so that tests can tell the pictures of two seeds apart.
        content = draw(job.size, job.format, params.get("output_quality", 80), params.get("seed", 0) % 256)
        return Reply(200, content, TYPES[job.format.replace("jpg", "jpeg")])


STANDIN = ApiframeStandin
