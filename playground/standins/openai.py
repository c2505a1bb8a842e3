"""A stand-in for servers that speak OpenAI's images API: one answer with the pictures, or with their addresses."""

import base64
import binascii
import json
import re
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from time import sleep, time
from typing import Any, Unpack
from uuid import uuid4

from playground.standins.checks import TYPES, Field, Fields, check, read_json, read_parts, read_picture
from playground.standins.openai_kinds import KINDS, Kind, write_object
from playground.standins.pictures import draw, size_of
from playground.standins.server import InvalidRequest, Options, Paths, Rejected, Reply, Request, Standin, Step, as_json

PATHS: Paths = (
    ("POST", r"/v1/images(/generations|/edits)?", "submit"),
    ("GET", r"/v1/(models|key)", "key"),
)
SIZE = re.compile(r"([1-9]\d{1,3})x([1-9]\d{1,3})")
WHOLE = re.compile(r"-?\d+")
NUMBER = re.compile(r"-?\d+(\.\d+)?")
SWITCHES = {"true": True, "false": False}
# What OpenRouter's answer says that a picture cost, in US dollars.
COST = 0.03
# The seed of a server that gets none.
SEED = 1024


@dataclass(frozen=True)
class Made:
    """A finished picture, and the key that it was made with."""

    content: bytes
    type: str
    key: str


class OpenAiStandin(Standin):
    """The images API as documented by each kind of server.

    With a `profile` it plays that kind of server only; otherwise the model says which.
    """

    name = "openai"
    paths = PATHS
    key_header = "Authorization"
    key_prefix = "Bearer "

    def __init__(self, *, profile: str = "", **options: Unpack[Options]) -> None:
        super().__init__(**options)
        self.profile = profile
        self._made: dict[str, Made] = {}
        # Each request has a thread of its own.
        self._current = threading.local()

    def answer(self, request: Request) -> Reply:
        self._current.kind = KINDS.get(self.profile)
        return super().answer(request)

    def respond(self, step: Step, request: Request) -> Reply:
        if step == "key":
            listed = [{"id": model, "object": "model"} for model in self._models()]
            return as_json({"data": {"label": "sk-or-…"}} if request.path == "/v1/key" else {"data": listed})
        if step == "download":
            return self._deliver(request)
        is_form = request.path == "/v1/images/edits"
        body, inputs = _read_form(request) if is_form else (read_json(request), [])
        kind = self._current.kind = self._find_kind(body)
        fields = kind.edits if is_form else kind.generations
        if fields is None or (not is_form and request.path != kind.path):
            self.add_violation(f"POST {request.path}: there is no such address")
            raise Rejected(404, "Not Found")
        if is_form:
            body = _convert(fields, body)
        check(fields, body)
        if is_form and not inputs:
            raise InvalidRequest({"image": ["is missing"]})
        inputs += _read_inputs(body, kind)
        size, format_ = _size(body, inputs), str(body.get("output_format", kind.format))
        self.charge(request)
        # A synchronous answer takes as long as the picture.
        sleep(self.seconds)
        return self._write(request, kind, body, Made(_draw(size, format_, body), TYPES[_type(format_)], ""))

    def error(self, status: int, sentence: str, found: Mapping[str, list[str]] | None = None) -> Reply:
        kind: Kind | None = getattr(self._current, "kind", None)
        if kind is None:
            return as_json(write_object(status, sentence, found), status)
        status = kind.bad_form_status if found else status
        return as_json(kind.write_error(status, sentence, found), status)

    def owner_of(self, path: str) -> str:
        made = self._made.get(path.split("/")[3]) if path.endswith("/content") else None
        return made.key if made else ""

    def _check_key(self, step: Step, request: Request) -> None:
        # A server of one's own has no keys, but a proxy before it may have.
        if step in ("submit", "key") and "authorization" not in request.headers and not self._needs_key(request):
            return
        super()._check_key(step, request)

    def _needs_key(self, request: Request) -> bool:
        if self.profile:
            return KINDS[self.profile].needs_key
        needing = [model for kind in KINDS.values() if kind.needs_key for model in kind.models]
        return any(json.dumps(model).encode() in request.body for model in needing)

    def _models(self) -> tuple[str, ...]:
        kinds = [KINDS[self.profile]] if self.profile else KINDS.values()
        return tuple(model for kind in kinds for model in kind.models)

    def _find_kind(self, body: Mapping[str, Any]) -> Kind:
        model = body.get("model")
        kinds = [KINDS[self.profile]] if self.profile else list(KINDS.values())
        # A server of one model needs no name; where all are played, a request without one is for SGLang.
        found = [
            kind for kind in kinds if model in kind.models or (model is None and (self.profile or not kind.models))
        ]
        if not found:
            self.add_violation(f"there is no model {model}")
            raise Rejected(404, f"The model `{model}` does not exist.")
        # vLLM-Omni and Together have a model of one name, but other words for Base64.
        return next((kind for kind in found if kind.takes(body)), found[0])

    def _write(self, request: Request, kind: Kind, body: Mapping[str, Any], made: Made) -> Reply:
        key = str(uuid4())
        self._made[key] = Made(made.content, made.type, self.label(request))
        item = self._name_picture(key)
        answer: dict[str, Any] = {"created": int(time()), "data": [item]}
        if kind is KINDS["vllm-omni"]:
            item |= {"url": None, "revised_prompt": None}
        if kind is KINDS["sglang"]:
            answer |= {"id": key, "peak_memory_mb": 13000.5, "inference_time_s": self.seconds}
        if kind is KINDS["omlx"]:
            item["seed"] = body.get("seed", SEED)
        if kind is KINDS["together"]:
            answer = {"id": key, "model": body["model"], "object": "list", "data": [{"index": 0, **item}]}
        if kind is KINDS["openrouter"]:
            item["media_type"] = made.type
            answer["usage"] = {"prompt_tokens": 0, "completion_tokens": 4175, "total_tokens": 4175, "cost": COST}
        return as_json(answer)

    def _name_picture(self, key: str) -> dict[str, Any]:
        return {"b64_json": base64.b64encode(self._made[key].content).decode()}

    def _deliver(self, request: Request) -> Reply:
        made = self._made.get(request.path.split("/")[3])
        if made is None:
            raise Rejected(404, "Not Found")
        return Reply(200, made.content, made.type)


class AddressingStandin(OpenAiStandin):
    """The same, but its answers have relative addresses of the pictures, as those of SGLang and LocalAI may."""

    paths = (*PATHS, ("GET", r"/v1/images/[\w-]+/content", "download"))

    def _name_picture(self, key: str) -> dict[str, Any]:
        return {"url": f"/v1/images/{key}/content"}


def _read_form(request: Request) -> tuple[dict[str, Any], list[tuple[int, int]]]:
    """Return the texts of a form, and the sizes of its pictures."""
    body: dict[str, Any] = {}
    sizes = []
    for part in read_parts(request):
        if part.filename:
            if part.name not in ("image", "image[]"):
                raise InvalidRequest({part.name: ["is not documented"]})
            sizes.append(part.read_picture().size)
        elif part.name in body:
            raise InvalidRequest({part.name: ["appears twice"]})
        else:
            body[part.name] = part.content.decode()
    return body, sizes


def _convert(fields: Fields, body: Mapping[str, str]) -> dict[str, Any]:
    """Return the texts of a form as the numbers and switches that they stand for."""
    return {name: _convert_one(fields[name], text) if name in fields else text for name, text in body.items()}


def _convert_one(field: Field, text: str) -> Any:  # noqa: ANN401
    if field.kind == "whole" and WHOLE.fullmatch(text):
        return int(text)
    if field.kind == "number" and NUMBER.fullmatch(text):
        return float(text)
    return SWITCHES.get(text, text) if field.kind == "switch" else text


def _read_inputs(body: Mapping[str, Any], kind: Kind) -> list[tuple[int, int]]:
    return [size for name in kind.picture for item in body.get(name, ()) for size in _input_sizes(name, item)]


def _input_sizes(name: str, item: object) -> Iterator[tuple[int, int]]:
    if name == "input_references":
        inner = item.get("image_url") if isinstance(item, dict) and item.get("type") == "image_url" else None
        item = inner.get("url") if isinstance(inner, dict) else None
    if not isinstance(item, str):
        raise InvalidRequest({name: ["is not a picture"]})
    # An address is fetched by the server, which this one does not do.
    if item.startswith(("http://", "https://")):
        return
    head, comma, encoded = item.rpartition(",")
    # LocalAI takes plain Base64; the hosts take data URLs.
    if bool(comma) != (name != "ref_images") or not re.fullmatch(r"(data:image/(png|jpeg|webp);base64)?", head):
        raise InvalidRequest({name: ["has the wrong form"]})
    try:
        content = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidRequest({name: ["is not Base64"]}) from error
    yield read_picture(content, name).size


def _size(body: Mapping[str, Any], inputs: list[tuple[int, int]]) -> tuple[int, int]:
    if "aspect_ratio" in body:
        return size_of(body["aspect_ratio"])
    if "size" in body:
        found = SIZE.fullmatch(body["size"])
        if not found:
            raise InvalidRequest({"size": [f"{body['size']!r} is not WIDTHxHEIGHT"]})
        return int(found[1]), int(found[2])
    width, height = inputs[0] if inputs else (1024, 1024)
    width, height = (max(64, side // 16 * 16) for side in (width, height))
    return body.get("width", width), body.get("height", height)


def _draw(size: tuple[int, int], format_: str, body: Mapping[str, Any]) -> bytes:
    return draw(size, format_, quality=body.get("output_compression", 80), hue=body.get("seed", SEED) % 256)


def _type(format_: str) -> str:
    return "jpeg" if format_ == "jpg" else format_


STANDIN = OpenAiStandin
