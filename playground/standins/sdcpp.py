"""A stand-in for stable-diffusion.cpp's `sd-server`: one queue, one picture at a time, and results in the job."""

import base64
import binascii
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Unpack

from playground.standins.checks import Field, Fields, check, read_json, read_picture
from playground.standins.pictures import draw
from playground.standins.server import InvalidRequest, Options, Paths, Rejected, Reply, Request, Standin, Step, as_json

MODEL = "flux-2-klein-4b-Q4_0"
# The files in its folder of LoRAs, in its subfolders too.
LORAS = ("grain.safetensors", "looks/Ink wash.safetensors", "looks/linocut.safetensors")
# The names in the server's source, src/stable-diffusion.cpp.
_SAMPLERS = (
    "euler euler_a heun dpm2 dpm++2s_a dpm++2m dpm++2mv2 ipndm ipndm_v lcm ddim_trailing tcd res_multistep res_2s"
    " er_sde euler_cfg_pp euler_a_cfg_pp euler_ge dpm++2m_sde dpm++2m_sde_bt lms"
)
_SCHEDULERS = (
    "discrete normal karras exponential ays gits sgm_uniform simple smoothstep kl_optimal lcm bong_tangent ltx2"
    " logit_normal flux2 flux beta"
)
SAMPLERS, SCHEDULERS = tuple(_SAMPLERS.split()), tuple(_SCHEDULERS.split())
FORMATS = ("png", "jpeg", "webp")
DEFAULTS: Mapping[str, Any] = {
    "prompt": "",
    "negative_prompt": "",
    "width": 512,
    "height": 512,
    "seed": 42,
    "batch_count": 1,
    "sample_params": {
        "scheduler": "default",
        "sample_method": "euler",
        "sample_steps": 4,
        "guidance": {"txt_cfg": 1.0, "img_cfg": None, "distilled_guidance": 3.5},
    },
    "output_format": "png",
    "output_compression": 100,
}
LIMITS = {
    "min_width": 64,
    "max_width": 4096,
    "min_height": 64,
    "max_height": 4096,
    "max_batch_count": 8,
    "max_queue_size": 64,
}
SIDE = Field("whole", 64, 4096)
# The fields that a client of pictures needs; the document has more, for videos and other models.
BODY: Fields = {
    "prompt": Field("text", required=True),
    "negative_prompt": Field("text"),
    "width": SIDE,
    "height": SIDE,
    "seed": Field("whole", -1),
    "batch_count": Field("whole", 1, 8),
    "ref_images": Field("texts"),
    "sample_params": Field("object"),
    "lora": Field("list"),
    "output_format": Field("text", choices=FORMATS),
    "output_compression": Field("whole", 0, 100),
}
SAMPLING: Fields = {
    "scheduler": Field("text", choices=SCHEDULERS),
    "sample_method": Field("text", choices=SAMPLERS),
    "sample_steps": Field("whole", 1),
    "guidance": Field("object"),
}
GUIDANCE: Fields = {"txt_cfg": Field("number", 0), "distilled_guidance": Field("number", 0)}
LORA: Fields = {
    "path": Field("text", choices=LORAS, required=True),
    "multiplier": Field("number"),
    "is_high_noise": Field("switch"),
}
PATHS: Paths = (
    ("POST", r"/sdcpp/v1/img_gen", "submit"),
    ("GET", r"/sdcpp/v1/jobs/[\w-]+", "poll"),
    ("POST", r"/sdcpp/v1/jobs/[\w-]+/cancel", "cancel"),
    ("GET", r"/sdcpp/v1/capabilities", "key"),
)


@dataclass
class QueuedJob:
    """One job. Its picture is made from `starts` to `ends`, after those of the jobs before it."""

    id: str
    label: str
    body: Mapping[str, Any]
    starts: float
    ends: float
    is_cancelled: bool = False
    created: int = field(default_factory=lambda: int(time.time()))

    @property
    def status(self) -> str:
        now = time.monotonic()
        if self.is_cancelled:
            return "cancelled"
        return "completed" if now >= self.ends else "generating" if now >= self.starts else "queued"


class SdcppStandin(Standin):
    """The native API of `sd-server`, as documented. Like the server it has no keys, unless a proxy wants `keys`.

    `most_queued` is the length of its queue, and results are kept for `kept_seconds`.
    """

    name = "sdcpp"
    paths = PATHS
    key_header = "Authorization"
    key_prefix = "Bearer "
    most_queued = 64
    kept_seconds = 600.0

    def __init__(self, **options: Unpack[Options]) -> None:
        super().__init__(**({"keys": ()} | options))
        self._jobs: dict[str, QueuedJob] = {}

    def respond(self, step: Step, request: Request) -> Reply:
        if step == "key":
            return as_json(list_capabilities())
        if step == "submit":
            return self._submit(request)
        job = self._find(request.path)
        return self._cancel(job) if step == "cancel" else as_json(self._describe(job))

    def error(self, status: int, sentence: str, found: Mapping[str, list[str]] | None = None) -> Reply:
        # The server does not say which parameter is wrong.
        return as_json({"error": "invalid generation parameters" if found else sentence}, status)

    def owner_of(self, path: str) -> str:
        return ""

    def _check_key(self, step: Step, request: Request) -> None:
        if self.keys:
            super()._check_key(step, request)
        elif step == "other":
            raise Rejected(404, "Not found")

    def _submit(self, request: Request) -> Reply:
        body = read_json(request)
        check(BODY, body)
        sampling = body.get("sample_params", {})
        check(SAMPLING, sampling, "sample_params.")
        check(GUIDANCE, sampling.get("guidance", {}), "sample_params.guidance.")
        for place, entry in enumerate(body.get("lora", ())):
            if not isinstance(entry, dict):
                raise InvalidRequest({f"lora.{place}": ["is not an object"]})
            check(LORA, entry, f"lora.{place}.")
        for place, text in enumerate(body.get("ref_images", ())):
            _read_reference(f"ref_images.{place}", text)
        with self.lock:
            waiting = [job for job in self._jobs.values() if job.status in {"queued", "generating"}]
            if len(waiting) >= self.most_queued:
                raise Rejected(429, "job queue is full")
            starts = max([time.monotonic(), *(job.ends for job in waiting)])
            id_ = f"job_{int(time.time()):x}_{len(self._jobs):08d}"
            job = QueuedJob(id_, self.label(request), body, starts, starts + self.seconds)
            self._jobs[id_] = job
            self.charge(request)
        answer = {"id": id_, "kind": "img_gen", "status": "queued", "created": job.created}
        return as_json(answer | {"poll_url": f"/sdcpp/v1/jobs/{id_}"}, 202)

    def _find(self, path: str) -> QueuedJob:
        job = self._jobs.get(path.split("/")[4])
        if job is None:
            raise Rejected(404, "job not found")
        if not job.is_cancelled and time.monotonic() >= job.ends + self.kept_seconds:
            raise Rejected(410, "job expired")
        return job

    def _cancel(self, job: QueuedJob) -> Reply:
        with self.lock:
            if job.status == "generating":
                raise Rejected(409, "job is currently generating and cannot be interrupted yet")
            if job.status == "queued":
                self._leave_queue(job)
        return as_json(self._describe(job))

    def _leave_queue(self, job: QueuedJob) -> None:
        """Cancel the job; those behind it are made earlier."""
        for other in self._jobs.values():
            if other.status == "queued" and other.starts > job.starts:
                other.starts, other.ends = other.starts - self.seconds, other.ends - self.seconds
        job.is_cancelled = True

    def _describe(self, job: QueuedJob) -> dict[str, Any]:
        status = job.status
        ahead = [other for other in self._jobs.values() if other.status == "queued" and other.starts < job.starts]
        error = {"code": "cancelled", "message": "job cancelled by client"} if status == "cancelled" else None
        return {
            "id": job.id,
            "kind": "img_gen",
            "status": status,
            "created": job.created,
            "started": None if status in {"queued", "cancelled"} else job.created,
            "completed": int(time.time()) if status in {"completed", "cancelled"} else None,
            "queue_position": len(ahead) + 1 if status == "queued" else 0,
            "result": _result(job.body) if status == "completed" else None,
            "error": error,
        }


def list_capabilities() -> dict[str, Any]:
    """Return what a server with FLUX.2 [klein] 4B says about itself."""
    features = {"ref_images": True, "lora": True, "cancel_queued": True, "cancel_generating": False}
    return {
        "model": {"name": f"{MODEL}.gguf", "stem": MODEL, "path": f"/models/{MODEL}.gguf"},
        "current_mode": "img_gen",
        "supported_modes": ["img_gen"],
        "defaults": DEFAULTS,
        "defaults_by_mode": {"img_gen": DEFAULTS},
        "limits": LIMITS,
        "samplers": list(SAMPLERS),
        "schedulers": list(SCHEDULERS),
        "output_formats": list(FORMATS),
        "output_formats_by_mode": {"img_gen": list(FORMATS)},
        "features": features,
        "features_by_mode": {"img_gen": features},
        "loras": [{"name": path.rpartition("/")[2].partition(".")[0], "path": path} for path in LORAS],
        "upscalers": [{"name": "None", "model": False}],
    }


def _result(body: Mapping[str, Any]) -> dict[str, Any]:
    size = body.get("width", DEFAULTS["width"]), body.get("height", DEFAULTS["height"])
    kind, quality = body.get("output_format", "png"), body.get("output_compression", 100)
    seed = body.get("seed", DEFAULTS["seed"])
    files = [draw(size, kind, quality, hue=(seed + place) % 256) for place in range(body.get("batch_count", 1))]
    images = [{"index": place, "b64_json": base64.b64encode(file).decode()} for place, file in enumerate(files)]
    return {"output_format": kind, "images": images}


def _read_reference(name: str, text: str) -> None:
    head, found, rest = text.partition(";base64,")
    try:
        # Without `validate` Python skips the characters that are not Base64.
        content = base64.b64decode(rest if found and head.startswith("data:image/") else text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidRequest({name: ["is not Base64"]}) from error
    read_picture(content, name)


STANDIN = SdcppStandin
