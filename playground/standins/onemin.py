"""A stand-in for 1min.ai, with one call that waits or is read again, and the Asset API for pictures to edit."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from secrets import token_hex
from typing import Any, Unpack
from uuid import uuid4

from playground.standins.checks import TYPES, Field, Fields, check, read_json, read_upload
from playground.standins.jobs import Job, now
from playground.standins.pictures import draw, size_of
from playground.standins.server import InvalidRequest, Options, Paths, Rejected, Reply, Request, Standin, Step, as_json

RATIOS = ("1:1", "16:9", "9:16", "3:2", "2:3", "4:5", "5:4")
MATCH = "match_input_image"
VENDOR = "black-forest-labs/"

TOP: Fields = {
    "type": Field("text", choices=("IMAGE_GENERATOR", "IMAGE_EDITOR"), required=True),
    "model": Field("text", required=True),
    "promptObject": Field("object", required=True),
    "async": Field("switch"),
}
COMMON: Fields = {
    "prompt": Field("text", minimum=1, required=True),
    "aspect_ratio": Field("text", choices=RATIOS),
    "output_quality": Field("whole", 0, 100),
    "seed": Field("whole"),
}
HOSTED: Fields = COMMON | {
    "output_format": Field("text", choices=("jpg", "png")),
    "steps": Field("whole", 15, 50),
    "guidance": Field("number", 2, 5),
    "safety_tolerance": Field("whole", 1, 6),
    "prompt_upsampling": Field("switch"),
}
MODELS: Mapping[str, Fields] = {
    "flux-2-flex": HOSTED | {"steps": Field("whole", 6, 50)},
    "flux-2-pro": HOSTED,
    "flux-2-max": HOSTED,
    "flux-2-dev": COMMON
    | {
        "output_format": Field("text", choices=("webp", "jpg", "png")),
        "num_inference_steps": Field("whole", 1, 50),
        "guidance": Field("number", 0, 10),
        "prompt_strength": Field("number", 0, 1),
        "go_fast": Field("switch"),
        "megapixels": Field("text", choices=("0.25", "1")),
        "disable_safety_checker": Field("switch"),
    },
}
# Models that clients name and no page documents. Of their parameters only the prompt is certain.
PROMPT_ONLY: Fields = {"prompt": Field("text", minimum=1, required=True)}
UNDOCUMENTED = (
    "flux-2-klein-4b",
    "flux-2-klein-9b",
    "flux-1.1-pro",
    "flux-pro",
    "flux-dev",
    "flux-schnell",
)
EDITING: Fields = {
    "imageUrl": Field("text", minimum=1, required=True),
    "aspect_ratio": Field("text", choices=(*RATIOS, MATCH)),
}
PATHS: Paths = (
    ("POST", r"/api/features", "submit"),
    ("POST", r"/api/assets", "upload"),
    # The API has no path that tests a key. A client asks for a result that does not exist.
    ("GET", r"/api/results/[0-]{36}", "key"),
    ("GET", r"/api/results/[0-9a-f-]{36}", "poll"),
    # The real pictures are on another host. Here there is only one address, so the host is the first part of the path.
    ("GET", r"/(asset\.1min\.ai/)?development/images/[\w.-]+", "download"),
)


@dataclass(frozen=True)
class _StoredFile:
    """A file with the key of its owner and the signature of its temporary address."""

    key: str
    content: bytes
    content_type: str
    size: tuple[int, int]
    signature: str


class OneMinStandin(Standin):
    """1min.ai, as documented."""

    name = "onemin"
    paths = PATHS
    key_header = "API-KEY"

    def __init__(self, **options: Unpack[Options]) -> None:
        super().__init__(**options)
        self._files: dict[str, _StoredFile] = {}
        self._jobs: dict[str, Job] = {}
        self._records: dict[str, dict[str, Any]] = {}

    def respond(self, step: Step, request: Request) -> Reply:
        if step == "key":
            return as_json({"aiRecord": None})
        steps = {"submit": self._make, "poll": self._poll, "upload": self._upload, "download": self._deliver}
        return steps[step](request)

    def error(self, status: int, sentence: str, found: Mapping[str, list[str]] | None = None) -> Reply:
        if status == 401:
            return as_json({"message": "Invalid API Key"}, 401)
        return as_json({"errorCode": "UNKNOWN_ERROR", "message": sentence}, status)

    def owner_of(self, path: str) -> str:
        stored = self._files.get(path.removeprefix("/").removeprefix("asset.1min.ai/"))
        return stored.key if stored else ""

    def _upload(self, request: Request) -> Reply:
        filename, content, picture = read_upload(request, "asset")
        kind = str(picture.format).lower()
        name = f"{token_hex(8)}_{re.sub(r'[^\w.-]', '_', filename)}"
        path = f"development/images/{name}"
        self._store(path, request, content, TYPES[kind], picture.size)
        asset = {
            "fieldname": "asset",
            "originalname": filename,
            "encoding": "7bit",
            "mimetype": TYPES[kind],
            "size": len(content),
            "key": path,
            "acl": "private",
            "contentType": TYPES[kind],
            "location": f"{self.address}/{path}",
        }
        return as_json(
            {"asset": asset, "fileContent": {"uuid": str(uuid4()), "path": path, "type": kind, "name": name}}
        )

    def _make(self, request: Request) -> Reply:
        body = read_json(request)
        check(TOP, body)
        fields = self._fields(body["type"], body["model"])
        params = body["promptObject"]
        check(fields, params, "promptObject.")
        source = self._files.get(params["imageUrl"]) if "imageUrl" in params else None
        if "imageUrl" in params and source is None:
            raise InvalidRequest({"promptObject.imageUrl": [f"{params['imageUrl']} was never uploaded"]})
        key = request.headers["api-key"]
        job = Job(key, body, _size(params, source), _format(body), self.seconds)
        # Charged before the wait: the picture is paid for even if the client gives up before the answer.
        self.charge(request)
        if body.get("async"):
            self._jobs[job.id] = job
            return as_json({"aiRecord": _describe(job, "PROCESSING")})
        # Unlike a sleep, this ends when the stand-in is stopped.
        self.closing.wait(self.seconds)
        return as_json({"aiRecord": self._finish(job, request)})

    def _poll(self, request: Request) -> Reply:
        job = self._jobs.get(request.path.rpartition("/")[2])
        # The results of others are as unknown as those that never were.
        if job is None or job.key != request.headers["api-key"]:
            return as_json({"aiRecord": None})
        if not job.is_done:
            return as_json({"aiRecord": _describe(job, "PROCESSING")})
        if job.id not in self._records:
            self._records[job.id] = self._finish(job, request)
        return as_json({"aiRecord": self._records[job.id]})

    def _fields(self, type_: str, model: str) -> Fields:
        slug = model.removeprefix(VENDOR)
        if slug in UNDOCUMENTED and type_ == "IMAGE_GENERATOR":
            return PROMPT_ONLY
        if slug not in MODELS:
            # `Rejected` alone is not a violation, because it also stands for refusals of valid requests.
            self.add_violation(f"POST /api/features: there is no model {model}")
            raise Rejected(400, f"Model {model} is not supported for feature {type_}")
        return MODELS[slug] | EDITING if type_ == "IMAGE_EDITOR" else MODELS[slug]

    def _finish(self, job: Job, request: Request) -> dict[str, Any]:
        params = job.body["promptObject"]
        path = f"development/images/{now()[:10].replace('-', '_')}_{token_hex(8)}_picture.{job.format}"
        content = draw(job.size, job.format, params.get("output_quality", 80), params.get("seed", 0) % 256)
        stored = self._store(path, request, content, TYPES[job.format.replace("jpg", "jpeg")], job.size)
        url = f"{self.address}/asset.1min.ai/{path}?X-Amz-Expires=604800&X-Amz-Signature={stored.signature}"
        return _describe(job, "SUCCESS", [path], url)

    def _store(
        self, path: str, request: Request, content: bytes, content_type: str, size: tuple[int, int]
    ) -> _StoredFile:
        self._files[path] = stored = _StoredFile(request.headers["api-key"], content, content_type, size, token_hex(16))
        return stored

    def _deliver(self, request: Request) -> Reply:
        path = request.path.removeprefix("/")
        stored = self._files.get(path.removeprefix("asset.1min.ai/"))
        if stored is None:
            raise Rejected(404, "Not found")
        # A client that changes or drops the query of a signed URL gets nothing at the real server.
        if path.startswith("asset.1min.ai/") and request.query.get("X-Amz-Signature") != stored.signature:
            self.add_violation(f"GET {request.path}: the signature is not the one in the response")
            raise Rejected(403, "SignatureDoesNotMatch")
        return Reply(200, stored.content, stored.content_type)


def _describe(job: Job, status: str, results: Sequence[str] = (), url: str | None = None) -> dict[str, Any]:
    """Return the record of a picture, which is without results until it is finished."""
    return {
        "uuid": job.id,
        "model": job.body["model"],
        "type": job.body["type"],
        "status": status,
        "createdAt": now(),
        "aiRecordDetail": {"promptObject": job.body["promptObject"], "resultObject": list(results)},
        "temporaryUrl": url,
    }


def _format(body: Mapping[str, Any]) -> str:
    default = "webp" if body["model"].endswith("flux-2-dev") else "png"
    return str(body["promptObject"].get("output_format", default))


def _size(params: Mapping[str, Any], source: _StoredFile | None) -> tuple[int, int]:
    ratio = params.get("aspect_ratio", MATCH if source else "1:1")
    if ratio == MATCH and source:
        ratio = f"{source.size[0]}:{source.size[1]}"
    return size_of(ratio, float(params.get("megapixels", "1")))


STANDIN = OneMinStandin
