"""A stand-in for Black Forest Labs, with pictures as Base64 in the body and a polling address in the response.

The rules are those of docs.bfl.ai. Of FLUX 3 the pages name the price at 1k only; those of the other resolutions follow
from the prices of a reseller, and its sizes in pixels are a guess. So is the status in the response with a webhook.
"""

import base64
import binascii
import json
from collections.abc import Mapping
from math import ceil
from typing import Any, Unpack

from playground.standins.checks import TYPES, Field, Fields, check, read_json, read_picture
from playground.standins.jobs import Job, now
from playground.standins.pictures import MEGAPIXEL, draw, size_of
from playground.standins.server import InvalidRequest, Options, Paths, Rejected, Reply, Request, Standin, Step, as_json
from playground.standins.webhooks import Webhook, Webhooks, check_address, sign_body

MOST_PIXELS = 4 * MEGAPIXEL

PICTURES = ("input_image", *(f"input_image_{place}" for place in range(2, 9)))
# The smallest FLUX.2 models take half as many pictures as the others.
FEWER_PICTURES = PICTURES[:4]
COMMON: Fields = {
    "prompt": Field("text", minimum=1, required=True),
    "seed": Field("whole"),
    "width": Field("whole", 64, multiple=16),
    "height": Field("whole", 64, multiple=16),
    "safety_tolerance": Field("whole", 0, 5),
    "output_format": Field("text", choices=("jpeg", "png", "webp")),
    "webhook_url": Field("text", minimum=1),
    "webhook_secret": Field("text", minimum=1),
}
SMALL: Fields = COMMON | {name: Field("text", minimum=1) for name in FEWER_PICTURES}
LARGE: Fields = COMMON | {name: Field("text", minimum=1) for name in PICTURES}
RATIOS = ["21:9", "2:1", "16:9", "3:2", "7:5", "4:3", "5:4", "1:1", "4:5", "3:4", "5:7", "2:3", "9:16", "1:2", "9:21"]
# The areas in megapixels and the prices in credits of FLUX 3.
RESOLUTIONS = {"768sq": (0.5625, 4.1), "1k": (1, 4.8), "1.5k": (2.25, 7), "2k": (4, 10), "4k": (16, 60.7)}
FLUX_3: Fields = {
    "prompt": Field("text", minimum=1, required=True),
    "images": Field("texts", 1, 10),
    "aspect_ratio": Field("text", choices=("auto", *RATIOS)),
    "resolution": Field("text", choices=tuple(RESOLUTIONS)),
    "grounding": Field("switch"),
    "safety_tolerance": Field("whole", 0, 4),
    "version": Field("text", choices=("latest",)),
}
SMALLEST_REFERENCE = 256
# The share of its time after which FLUX 3 has rewritten the prompt.
THINKING_SHARE = 0.5
MODELS: Mapping[str, Fields] = {
    "flux-2-flex": LARGE
    | {
        "steps": Field("whole", 1, 50),
        "guidance": Field("number", 1.5, 10),
        "prompt_upsampling": Field("switch"),
    },
    "flux-2-pro": LARGE | {"disable_pup": Field("switch")},
    "flux-2-max": LARGE | {"disable_pup": Field("switch")},
    "flux-2-klein-4b": SMALL,
    "flux-2-klein-9b": SMALL,
    "flux-3-image": FLUX_3,
}
# Credits for the first megapixel of the result, and for each further megapixel of the result and the inputs.
PRICES = {
    "flux-2-flex": (5, 5),
    "flux-2-pro": (3, 1.5),
    "flux-2-max": (7, 3),
    "flux-2-klein-4b": (1.4, 0.1),
    "flux-2-klein-9b": (1.5, 0.2),
}
PATHS: Paths = (
    ("POST", r"/v1/(flux-[\w.-]+)", "submit"),
    ("GET", r"/v1/get_result", "poll"),
    ("GET", r"/v1/credits", "key"),
    ("GET", r"/delivery/[\w-]+/sample\.\w+", "download"),
)


class Flux3Job(Job):
    """A job whose prompt is rewritten first."""

    @property
    def word(self) -> str:
        if self.is_waiting:
            return "Pending"
        return "Reasoning" if self.fraction < THINKING_SHARE else "Generating"


class BflStandin(Standin):
    """The API of Black Forest Labs, as documented."""

    name = "bfl"
    paths = PATHS
    key_header = "x-key"
    bad_key_status = 403
    bad_form_status = 422

    def __init__(self, **options: Unpack[Options]) -> None:
        super().__init__(**options)
        self._jobs: dict[str, Job] = {}
        self.webhooks = Webhooks(self.closing, pauses=(1, 5, 30))

    def respond(self, step: Step, request: Request) -> Reply:
        if step == "key":
            return as_json({"credits": 1000})
        return {"submit": self._submit, "poll": self._poll, "download": self._deliver}[step](request)

    def error(self, status: int, sentence: str, found: Mapping[str, list[str]] | None = None) -> Reply:
        if status != 422:
            return as_json({"detail": sentence}, status)
        found = found or {"body": [sentence]}
        wrong = [{"loc": ["body", path], "msg": msg, "type": "value_error"} for path in found for msg in found[path]]
        return as_json({"detail": wrong}, 422)

    def owner_of(self, path: str) -> str:
        parts = path.split("/")
        job = self._jobs.get(parts[2]) if parts[1] == "delivery" else None
        return job.key if job else ""

    def _submit(self, request: Request) -> Reply:
        model = request.path.rpartition("/")[2]
        # `Rejected` alone is not a violation, because it also stands for refusals of valid requests.
        if model not in MODELS:
            self.add_violation(f"POST {request.path}: there is no such model")
            raise Rejected(404, "Not Found")
        body = read_json(request)
        check(MODELS[model], body)
        webhook = body.get("webhook_url")
        check_address("webhook_url", webhook)
        if model == "flux-3-image":
            job, cost, taken = self._make_flux_3(request, body)
        else:
            job, cost, taken = self._make_flux_2(request, model, body)
        self._jobs[job.id] = job
        self.charge(request)
        self.webhooks.send(webhook, job, lambda: self._webhook(job))
        # The response to a request with a webhook has no address to poll.
        polling = {"polling_url": f"{self.address}/v1/get_result?id={job.id}"}
        answer = {
            "id": job.id,
            **({"status": "registered", "webhook_url": webhook} if webhook else polling),
            "cost": cost,
            "input_mp": taken,
            "output_mp": _megapixels(job.size),
        }
        return as_json(answer)

    def _make_flux_2(self, request: Request, model: str, body: Mapping[str, Any]) -> tuple[Job, float, int]:
        """Return the job, its cost and the megapixels of its inputs."""
        inputs = self._inputs(body)
        job = Job(request.headers["x-key"], body, _size(body, inputs), body.get("output_format", "jpeg"), self.seconds)
        taken, made = sum(_megapixels(size) for size in inputs), _megapixels(job.size)
        first, further = PRICES[model]
        return job, first + further * (made - 1 + taken), taken

    def _make_flux_3(self, request: Request, body: Mapping[str, Any]) -> tuple[Job, float, int]:
        inputs = [_decode("images", picture) for picture in body.get("images", ())]
        if any(min(size) < SMALLEST_REFERENCE for size in inputs):
            raise InvalidRequest({"images": [f"a picture is smaller than {SMALLEST_REFERENCE} pixels"]})
        megapixels, cost = RESOLUTIONS[body.get("resolution", "1k")]
        ratio = body.get("aspect_ratio", "auto")
        first = inputs[0] if inputs else (1, 1)
        size = size_of(f"{first[0]}:{first[1]}" if ratio == "auto" else ratio, megapixels)
        job = Flux3Job(request.headers["x-key"], body, size, "png", self.seconds)
        return job, cost, sum(_megapixels(size) for size in inputs)

    def _inputs(self, body: Mapping[str, Any]) -> list[tuple[int, int]]:
        given = [name for name in PICTURES if name in body]
        # The fields are numbered, and the order of the pictures follows the numbers.
        if given != list(PICTURES[: len(given)]):
            raise InvalidRequest({given[-1]: ["a picture before it is missing"]})
        return [_decode(name, body[name]) for name in given]

    def _poll(self, request: Request) -> Reply:
        job = self._jobs.get(request.query.get("id", ""))
        # The API reports this in the body of a response with status 200, which a client must not take for success.
        if job is None or job.key != request.headers["x-key"]:
            return as_json({"id": request.query.get("id", ""), "status": "Task not found", "result": None})
        return self._describe(job)

    def _webhook(self, job: Job) -> Webhook:
        content = json.dumps(json.loads(self._describe(job).body) | {"timestamp": now()}).encode()
        secret = job.body.get("webhook_secret")
        return Webhook(content, sign_body("X-BFL-Signature", secret, content) if secret else ())

    def _describe(self, job: Job) -> Reply:
        empty = {"details": None, "preview": None}
        if not job.is_done:
            word = job.word if isinstance(job, Flux3Job) else "Pending"
            return as_json({"id": job.id, "status": word, "result": None, "progress": job.fraction} | empty)
        result: dict[str, Any] = {
            "sample": f"{self.address}/delivery/{job.id}/sample.{job.format}",
            "prompt": job.body["prompt"],
        }
        if isinstance(job, Flux3Job):
            result["prompt"] = f"{job.body['prompt']}, in fine detail"
        else:
            # The API chooses a seed if it gets none, and returns the one that it used.
            result["seed"] = job.body.get("seed", 4711)
        return as_json({"id": job.id, "status": "Ready", "result": result, "progress": 1.0} | empty)

    def _deliver(self, request: Request) -> Reply:
        _, _, id_, name = request.path.split("/")
        job = self._jobs.get(id_)
        if job is None or name != f"sample.{job.format}" or not job.is_done:
            raise Rejected(404, "Not Found")
        return Reply(200, draw(job.size, job.format, hue=job.body.get("seed", 0) % 256), TYPES[job.format])


def _decode(name: str, value: str) -> tuple[int, int]:
    try:
        # Without `validate` Python skips the characters that are not Base64.
        content = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidRequest({name: ["is not Base64"]}) from error
    return read_picture(content, name).size


def _size(body: Mapping[str, Any], inputs: list[tuple[int, int]]) -> tuple[int, int]:
    first = inputs[0] if inputs else (1024, 1024)
    # Without a size the result has that of the first input, rounded down to what the API accepts.
    width, height = (max(64, side // 16 * 16) for side in first)
    size = body.get("width", width), body.get("height", height)
    if size[0] * size[1] > MOST_PIXELS:
        raise InvalidRequest({"width": [f"{size[0]} × {size[1]} exceeds 4 megapixels"]})
    return size


def _megapixels(size: tuple[int, int]) -> int:
    # Each megapixel that has begun is charged.
    return max(1, ceil(size[0] * size[1] / MEGAPIXEL))


STANDIN = BflStandin
