"""A stand-in for Replicate: predictions that wait for their picture or are polled, and files as inputs."""

import hashlib
import json
from collections.abc import Mapping
from secrets import token_hex
from time import monotonic
from typing import Any, Unpack

from playground.standins.checks import TYPES, Field, Fields, check, read_json, read_upload
from playground.standins.jobs import Job, now
from playground.standins.pictures import MEGAPIXEL, draw, size_of
from playground.standins.replicate_times import later, read_deadline, read_wait
from playground.standins.server import InvalidRequest, Options, Paths, Rejected, Reply, Request, Standin, Step, as_json
from playground.standins.webhooks import Webhook, Webhooks, check_address, sign_standard

NINE = ("1:1", "16:9", "3:2", "2:3", "4:5", "5:4", "9:16", "3:4", "4:3")
MATCH, CUSTOM = "match_input_image", "custom"
VENDOR = "black-forest-labs/"
LARGEST_FILE = 100 * 1024 * 1024
# How long a file and a finished prediction's output are kept, in seconds.
DAY, HOUR = 86_400.0, 3_600.0

TOP: Fields = {
    "input": Field("object", required=True),
    "webhook": Field("text", minimum=1),
    "webhook_events_filter": Field("texts"),
    "stream": Field("switch"),
}
COMMON: Fields = {
    "prompt": Field("text", minimum=1, required=True),
    "aspect_ratio": Field("text", choices=(*NINE, MATCH, CUSTOM)),
    "seed": Field("whole"),
    "output_format": Field("text", choices=("webp", "jpg", "png")),
    "output_quality": Field("whole", 0, 100),
}
HOSTED: Fields = COMMON | {
    "input_images": Field("texts", maximum=8),
    "resolution": Field("text", choices=("0.5 MP", "1 MP", "2 MP", "4 MP", MATCH)),
    "width": Field("whole", 256, 2048),
    "height": Field("whole", 256, 2048),
    "safety_tolerance": Field("whole", 1, 5),
}
KLEIN: Fields = COMMON | {
    "images": Field("texts", maximum=5),
    "aspect_ratio": Field("text", choices=(*NINE, MATCH)),
    "output_megapixels": Field("text", choices=("0.25", "0.5", "1", "2", "4")),
    "go_fast": Field("switch"),
    "disable_safety_checker": Field("switch"),
}
MODELS: Mapping[str, Fields] = {
    "flux-2-flex": HOSTED
    | {
        "input_images": Field("texts", maximum=10),
        "steps": Field("whole", 1, 50),
        "guidance": Field("number", 1.5, 10),
        "prompt_upsampling": Field("switch"),
    },
    "flux-2-pro": HOSTED,
    "flux-2-max": HOSTED,
    "flux-2-dev": COMMON
    | {
        "input_images": Field("texts", maximum=5),
        "width": Field("whole", 256, 1440),
        "height": Field("whole", 256, 1440),
        "go_fast": Field("switch"),
        "disable_safety_checker": Field("switch"),
    },
    "flux-2-klein-4b": KLEIN,
    "flux-2-klein-9b": KLEIN,
}
# The sides of a custom size are rounded to these multiples, as the documents of the newest versions say.
GRIDS = {"flux-2-flex": 16, "flux-2-pro": 16, "flux-2-max": 32, "flux-2-dev": 32}
EVENTS = frozenset({"start", "output", "logs", "completed"})
PATHS: Paths = (
    ("POST", r"/v1/models/[\w.-]+/[\w.-]+/predictions", "submit"),
    ("GET", r"/v1/predictions/[^/]+", "poll"),
    ("POST", r"/v1/predictions/[^/]+/cancel", "cancel"),
    ("POST", r"/v1/files", "upload"),
    ("GET", r"/v1/account", "key"),
    # The real pictures are at replicate.delivery. Here there is only one address, so the host is part of the path.
    ("GET", r"/replicate\.delivery/[\w-]+/out-0\.\w+", "download"),
)


class ReplicateStandin(Standin):
    """Replicate's HTTP API, as documented. With `is_patient` off the wait of `Prefer` has always passed already.

    `failed` is the `error` with which new predictions fail, or "".
    """

    name = "replicate"
    paths = PATHS
    key_header = "Authorization"
    key_prefix = "Bearer "
    bad_form_status = 422
    is_patient = True

    def __init__(self, **options: Unpack[Options]) -> None:
        super().__init__(**options)
        self.jobs: dict[str, Job] = {}
        self.cancelled: set[str] = set()
        self.failed = ""
        self._errors: dict[str, str] = {}
        self._files: dict[str, tuple[str, tuple[int, int]]] = {}
        self.webhooks = Webhooks(self.closing)

    def respond(self, step: Step, request: Request) -> Reply:
        if step == "key":
            return as_json({"type": "organization", "username": "standin", "name": "Stand-in", "github_url": None})
        steps = {
            "submit": self._submit,
            "upload": self._upload,
            "poll": self._poll,
            "cancel": self._cancel,
            "download": self._deliver,
        }
        return steps[step](request)

    def error(self, status: int, sentence: str, found: Mapping[str, list[str]] | None = None) -> Reply:
        titles = {401: "Unauthenticated", 402: "Insufficient credit", 422: "Input validation failed"}
        body: dict[str, Any] = {"title": titles.get(status, sentence), "detail": sentence, "status": status}
        if status == 429:
            body = {"detail": "Request was throttled. Your rate limit resets in ~1s."}
        if found:
            body["invalid_fields"] = [
                {"type": "invalid", "field": path, "description": text} for path in found for text in found[path]
            ]
        reply = as_json(body, status)
        return Reply(status, reply.body, "application/problem+json")

    def owner_of(self, path: str) -> str:
        parts = path.split("/")
        job = self.jobs.get(parts[2]) if parts[1] == "replicate.delivery" else None
        return job.key if job else ""

    def _submit(self, request: Request) -> Reply:
        _, _, _, owner, model, _ = request.path.split("/")
        if f"{owner}/" != VENDOR or model not in MODELS:
            # `Rejected` alone is not a violation, because it also stands for refusals of valid requests.
            self.add_violation(f"POST {request.path}: there is no such model")
            raise Rejected(404, "The requested resource could not be found.")
        body = read_json(request)
        check(TOP, body)
        if not EVENTS.issuperset(body.get("webhook_events_filter", ())):
            raise InvalidRequest({"webhook_events_filter": ["may only contain " + ", ".join(sorted(EVENTS))]})
        check_address("webhook", body.get("webhook"))
        params = body["input"]
        check(MODELS[model], params, "input.")
        wait, deadline = read_wait(request), read_deadline(request)
        size = self._size(model, params, self._inputs(request, params))
        default = "jpg" if "klein" in model else "webp"
        body = body | {"model": f"{owner}/{model}", "deadline": deadline}
        job = Job(self.read_key(request), body, size, params.get("output_format", default), self.seconds)
        self.jobs[job.id] = job
        if self.failed:
            self._errors[job.id] = self.failed
        # Charged before the wait: the picture is paid for even if the client gives up before the answer.
        self.charge(request)
        if "completed" in body.get("webhook_events_filter", EVENTS):
            self.webhooks.send(body.get("webhook"), job, lambda: self._webhook(job))
        # Unlike a sleep, this ends when the stand-in is stopped.
        self.closing.wait(min(wait, self.seconds) if self.is_patient else 0)
        return as_json(self._prediction(job), 201)

    def _inputs(self, request: Request, params: Mapping[str, Any]) -> list[tuple[int, int]]:
        """Return the sizes of the input pictures, which must be files of the same account."""
        name = "images" if "images" in params else "input_images"
        sizes = []
        for url in params.get(name, []):
            key, size = self._files.get(url, ("", (0, 0)))
            if key != self.read_key(request):
                raise InvalidRequest({f"input.{name}": [f"{url[:100]} was never uploaded"]})
            sizes.append(size)
        return sizes

    def _size(self, model: str, params: Mapping[str, Any], inputs: list[tuple[int, int]]) -> tuple[int, int]:
        ratio, area = params.get("aspect_ratio", "1:1"), params.get("resolution", "1 MP")
        if MATCH in (ratio, area) and not inputs:
            raise InvalidRequest({"input.aspect_ratio": ["there is no input image to match"]})
        if ratio == CUSTOM:
            if not {"width", "height"} <= params.keys():
                raise InvalidRequest({"input.width": ["custom needs width and height"]})
            grid = GRIDS[model]
            width, height = (round(params[side] / grid) * grid for side in ("width", "height"))
            return width, height
        if ratio == MATCH:
            ratio = f"{inputs[0][0]}:{inputs[0][1]}"
        if area == MATCH:
            return size_of(ratio, min(4.0, max(0.5, inputs[0][0] * inputs[0][1] / MEGAPIXEL)))
        return size_of(ratio, float(params.get("output_megapixels", area.removesuffix(" MP"))))

    def _upload(self, request: Request) -> Reply:
        filename, content, picture = read_upload(request, "content")
        if len(content) >= LARGEST_FILE:
            raise Rejected(413, "Files must be less than 100MB in size")
        if len(filename.encode()) > 255:
            raise InvalidRequest({"filename": ["is longer than 255 bytes"]})
        id_ = token_hex(20)
        url = f"{self.address}/v1/files/{id_}"
        self._files[url] = (self.read_key(request), picture.size)
        answer = {
            "id": id_,
            "content_type": TYPES[str(picture.format).lower()],
            "size": len(content),
            "checksums": {"sha256": hashlib.sha256(content).hexdigest()},
            "metadata": {},
            "created_at": now(),
            "expires_at": later(DAY),
            "urls": {"get": url},
        }
        return as_json(answer, 201)

    def _poll(self, request: Request) -> Reply:
        return as_json(self._prediction(self._job(request, request.path.rpartition("/")[2])))

    def _cancel(self, request: Request) -> Reply:
        job = self._job(request, request.path.split("/")[3])
        if not job.is_done:
            self.cancelled.add(job.id)
        return as_json(self._prediction(job))

    def _job(self, request: Request, id_: str) -> Job:
        job = self.jobs.get(id_)
        # A client that polls with another key than it submitted with has mixed up two accounts.
        if job is None or job.key != self.read_key(request):
            raise Rejected(404, "Prediction not found")
        return job

    def _prediction(self, job: Job) -> dict[str, Any]:
        """Return the prediction, which has the required fields of the OpenAPI document in every state."""
        word = self._word(job)
        url = f"{self.address}/replicate.delivery/{job.id}/out-0.{job.format}"
        get = f"{self.address}/v1/predictions/{job.id}"
        output: object = [url] if "klein" in job.body["model"] else url
        # The input, the output and the logs are removed after an hour.
        is_removed = job.is_done and monotonic() - job.created - job.seconds > HOUR
        prediction = {
            "id": job.id,
            "model": job.body["model"],
            # Official models have no public versions.
            "version": "hidden",
            "input": {} if is_removed else job.body["input"],
            "logs": "" if is_removed or word == "starting" else f"Using seed: {_seed(job)}\nGenerating image...\n",
            "output": output if word == "succeeded" and not is_removed else None,
            "data_removed": is_removed,
            "error": self._errors[job.id] if word == "failed" else None,
            "source": "api",
            "status": word,
            "created_at": now(),
            "urls": {"get": get, "cancel": f"{get}/cancel", "web": f"https://replicate.com/p/{job.id}"},
        }
        if job.body["deadline"]:
            prediction["deadline"] = later(job.body["deadline"])
        if word == "succeeded":
            prediction |= {"started_at": now(), "completed_at": now()}
            prediction["metrics"] = {"predict_time": job.seconds, "total_time": job.seconds}
        return prediction

    def _webhook(self, job: Job) -> Webhook:
        """Return the report of the end, which is the prediction. The reports of other events are not sent."""
        content = json.dumps(self._prediction(job)).encode()
        return Webhook(content, sign_standard(job.id, content))

    def _word(self, job: Job) -> str:
        if job.id in self.cancelled:
            return "canceled"
        if not job.is_done and 0 < job.body["deadline"] < monotonic() - job.created:
            return "aborted" if job.is_waiting else "canceled"
        if job.is_done and job.id in self._errors:
            return "failed"
        return "succeeded" if job.is_done else "starting" if job.is_waiting else "processing"

    def _deliver(self, request: Request) -> Reply:
        _, _, id_, name = request.path.split("/")
        job = self.jobs.get(id_)
        if job is None or name != f"out-0.{job.format}" or self._word(job) != "succeeded":
            raise Rejected(404, "Not found")
        # The seed is visible as the hue, so that tests can tell the pictures of two seeds apart.
        content = draw(job.size, job.format, job.body["input"].get("output_quality", 80), _seed(job) % 256)
        return Reply(200, content, TYPES[job.format.replace("jpg", "jpeg")])


def _seed(job: Job) -> int:
    # The model chooses a seed if it gets none, and prints the one that it used.
    return int(job.body["input"].get("seed", 4711))


STANDIN = ReplicateStandin
