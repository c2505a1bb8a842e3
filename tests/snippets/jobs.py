"""Whole jobs as code: for every API and option a request, the stand-in that answers it, and what may go wrong."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from playground.catalog.spec import ModelSpec
from playground.dialects.openai_profiles import profile_named
from playground.dialects.planning import plan_request
from playground.dialects.registry import DIALECTS, get_dialect
from playground.dialects.wire import EnvironmentVariable, JobDescription, JsonPath, RequestPlan
from playground.snippets.job import CodeOptions, list_ways
from playground.standins.registry import STANDINS
from playground.standins.server import Exchange, Options, Reply, Request, Standin
from tests.pictures import picture
from tests.specs import SPECS

FILE, SECOND = "my cat.png", "it's 2.jpeg"
PROMPT = """it's a "fox" in $HOME \\ `id` 猫"""
BOXES = 'lamp_1 100 200 500 600 a brass lamp, it\'s "lit"\ncup_2 0 0 300 300'
REASON = "the model is resting"
WRONG_KEY = "not-a-key"
# Long enough that code has to poll twice, and short enough for a test.
SECONDS, PAUSE = 0.12, 0.05

type Fault = Callable[[Exchange], int]


@cache
def content_of(filename: str) -> bytes:
    """Return the content of an input picture. That of the first is longer than an argument of a command may be."""
    return picture("PNG", 320, 320) if filename == FILE else picture("JPEG")


@dataclass(frozen=True)
class JobCase:
    """A request as code that follows it, and what goes wrong: `failed`, `refused`, `key`, `upload` or nothing.

    One response has `pictures`, and with `is_slow` they are not ready when a held request ends. The prompt says for
    each runner whose request it is, and so does the key, if there is one: the cases of all runners share a stand-in.
    """

    name: str
    spec: ModelSpec
    options: CodeOptions
    files: tuple[str, ...] = ()
    variants: int = 1
    fault: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    pictures: int = 1
    is_slow: bool = False

    def __str__(self) -> str:
        return self.name

    @property
    def dialect(self) -> str:
        return self.spec.dialect

    @property
    def needs_key(self) -> bool:
        is_host = self.dialect == "openai" and profile_named(self.spec.profile).needs_key
        return get_dialect(self.dialect).policy.needs_key or is_host

    @property
    def server(self) -> tuple[str, str, str]:
        """The stand-in that answers: cases with the same one share it."""
        # What fails with one way to follow a job would keep another from getting that far.
        way = self.options.follow if self.fault in ("failed", "refused") else ""
        return self.dialect, "slow" if self.is_slow else self.fault, way

    def mark(self, runner: str) -> str:
        """Return what the prompt has for this run only."""
        return f"[{runner}.{self.name}]"

    def key(self, runner: str) -> str:
        return WRONG_KEY if self.fault == "key" else f"{runner}-{self.name}"

    def plan(self, base_url: str, runner: str = "") -> RequestPlan:
        dialect = get_dialect(self.dialect)
        seed = self.spec.by_role("seed")
        params = {"prompt": f"{PROMPT} {self.mark(runner)}", **self.params}
        params |= {seed.name: 7} if seed and self.variants > 1 else {}
        key = EnvironmentVariable(dialect.key_variable) if self.needs_key else ""
        plan = plan_request(
            dialect,
            self.spec,
            params,
            base_url=base_url,
            key=key,
            files=self.files,
            variants=self.variants,
        )
        assert plan.job is not None
        return replace(plan, job=replace(plan.job, pause=PAUSE))


def describe(spec: ModelSpec) -> JobDescription:
    description = get_dialect(spec.dialect).describe_job(spec)
    assert description is not None
    return description


def _choose(dialect: str, profile: str = "") -> tuple[ModelSpec, ModelSpec]:
    """Return the first spec that needs no picture, and the first that takes one."""
    own = [spec for spec in SPECS.values() if spec.dialect == dialect and profile in ("", spec.profile)]
    plain = next(spec for spec in own if spec.mode == "generate")
    return plain, next(spec for spec in own if spec.by_role("picture"))


def _cases_of(dialect: str) -> Iterator[JobCase]:
    plain, edit = _choose(dialect)
    description = describe(plain)
    *_, last = ways = list_ways(description)[1:]
    for way in ways:
        options = CodeOptions(way)
        yield JobCase(f"{dialect}-{way}-save", plain, options)
        if not description.is_base64:
            yield JobCase(f"{dialect}-{way}-address", plain, replace(options, prints_address=True))
        yield JobCase(f"{dialect}-{way}-edit", edit, options, files=(FILE,))
        yield JobCase(f"{dialect}-{way}-failed", plain, options, fault="failed")
        if description.refused:
            yield JobCase(f"{dialect}-{way}-refused", plain, options, fault="refused")
    options = CodeOptions(last)
    yield JobCase(f"{dialect}-batch", plain, options, variants=2)
    if get_dialect(dialect).policy.needs_key:
        yield JobCase(f"{dialect}-key", plain, options, fault="key")
    if get_dialect(dialect).write_upload(FILE):
        yield JobCase(f"{dialect}-upload", edit, options, files=(FILE,), fault="upload")


def _profile_cases() -> Iterator[JobCase]:
    """Return a plain request and an edit for every kind of server that speaks OpenAI's API."""
    options = CodeOptions("wait")
    for profile in dict.fromkeys(spec.profile for spec in SPECS.values() if spec.dialect == "openai"):
        plain, edit = _choose("openai", profile)
        yield JobCase(f"{profile}-plain", plain, options)
        yield JobCase(f"{profile}-two-files", edit, options, files=(FILE, SECOND))


def _special_cases() -> Iterator[JobCase]:
    """Return several pictures in one response, several input pictures, LoRAs, boxes and a format."""
    wait, poll = CodeOptions("wait"), CodeOptions("poll")
    two, both = {"num_images": 2}, (FILE, SECOND)
    loras = {"loras": "someone/ink\nhttps://example.com/ink.safetensors 0.8"}
    on_server = {"lora": "grain.safetensors 0.5\nlooks/Ink wash.safetensors"}
    fal, fal_edit = SPECS["fal/flux-2-dev/generate"], SPECS["fal/flux-2-dev/edit"]
    png = {"output_format": "png"}
    yield JobCase("fal-two-pictures", fal_edit, poll, both, params=two | png, pictures=2)
    yield JobCase("fal-loras", fal, replace(wait, prints_address=True), params=two | loras, pictures=2)
    yield JobCase("bfl-boxes", SPECS["bfl/flux-3-image/generate"], poll, params={"boxes": BOXES})
    sdcpp = SPECS["sdcpp/loaded-model/generate"]
    yield JobCase("sdcpp-two-pictures", sdcpp, poll, both, params={"n": 2} | on_server, pictures=2)
    # The output of these models is a list.
    klein = SPECS["replicate/flux-2-klein-4b/generate"]
    yield JobCase("replicate-list", klein, wait, both)
    yield JobCase("replicate-slow", klein, wait, is_slow=True)


JOBS = [*(case for dialect in DIALECTS for case in _cases_of(dialect)), *_profile_cases(), *_special_cases()]


def serve(dialect: str, fault: str, way: str) -> "JobStandin":
    """Return a stand-in, not yet started, in which that goes wrong."""
    description = describe(_choose(dialect)[0])
    is_held = way == "wait" and description.held is not None
    faults = {
        "failed": _fail(description, is_held=is_held),
        "upload": _refuse("upload", 502),
        "refused": _withhold(description, "submit" if is_held else "result"),
    }
    options: Options = {"seconds": SECONDS}
    made: JobStandin = type("Failing", (JobStandin, STANDINS[dialect]), {"is_patient": fault != "slow"})(**options)
    made.fault, made.replies = faults.get(fault), []
    return made


class JobStandin(Standin):
    """A stand-in that keeps its replies. `fault` returns 0 where it leaves the exchange to the API."""

    fault: Fault | None = None
    replies: list[tuple[Request, Reply]]

    def handle_exchange(self, exchange: Exchange) -> int:
        status = self.fault(exchange) if self.fault else 0
        if status:
            return status
        reply = exchange.reply()
        self.replies.append((exchange.request, reply))
        return exchange.send(reply)


def _refuse(step: str, status: int) -> Fault:
    def fault(exchange: Exchange) -> int:
        if exchange.standin.step(exchange.request) != step:
            return 0
        return exchange.send(exchange.standin.error(status, REASON))

    return fault


def _fail(description: JobDescription, *, is_held: bool) -> Fault:
    """Return what makes jobs fail, as the description says that they do."""
    if not description.failed:
        return _refuse("result" if description.result_url and not is_held else "submit", 500)
    step = "poll" if description.is_polled and not is_held else "submit"

    def fault(exchange: Exchange) -> int:
        if exchange.standin.step(exchange.request) != step:
            return 0
        reply = exchange.reply()
        body = json.loads(reply.body)
        if description.error != description.status:
            _put(body, description.error or ("message",), REASON)
        _put(body, description.status, description.failed[0])
        return exchange.send(Reply(reply.status, json.dumps(body).encode()))

    return fault


def _withhold(description: JobDescription, step: str) -> Fault:
    """Return what makes a finished job say that its picture was withheld."""

    def fault(exchange: Exchange) -> int:
        if exchange.standin.step(exchange.request) != step:
            return 0
        reply = exchange.reply()
        body = json.loads(reply.body)
        body[description.refused[0]] = [True]
        return exchange.send(Reply(reply.status, json.dumps(body).encode()))

    return fault


def _put(body: dict[str, Any], path: JsonPath, value: str) -> None:
    for step in path[:-1]:
        body[step] = body.get(step) or {}
        body = body[step]
    body[path[-1]] = value
