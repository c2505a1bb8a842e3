"""Whole jobs as code: for every API and option a request, the stand-in that answers it, and what may go wrong."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

from PIL import Image

from playground.catalog.spec import ModelSpec
from playground.dialects.planning import plan_request
from playground.dialects.registry import DIALECTS, get_dialect
from playground.dialects.wire import EnvironmentVariable, JobDescription, JsonPath, RequestPlan
from playground.snippets.job import CodeOptions, list_ways
from playground.standins.registry import STANDINS
from playground.standins.server import KEY, Exchange, Options, Reply, Standin
from tests.snippets.cases import SPECS

FILE = "my cat.png"
PROMPT = """it's a "fox" in $HOME \\ `id` 猫"""
REASON = "the model is resting"
WRONG_KEY = "not-a-key"
# Long enough that code has to poll twice, and short enough for a test.
SECONDS, PAUSE = 0.12, 0.05

type Fault = Callable[[Exchange], int]


@dataclass(frozen=True)
class JobCase:
    """A request as code that follows it, and what goes wrong: `failed`, `refused`, `key`, `upload` or nothing."""

    name: str
    spec: ModelSpec
    options: CodeOptions
    files: tuple[str, ...] = ()
    variants: int = 1
    fault: str = ""

    def __str__(self) -> str:
        return self.name

    @property
    def dialect(self) -> str:
        return self.spec.dialect

    @property
    def key(self) -> str:
        return WRONG_KEY if self.fault == "key" else KEY

    @property
    def server(self) -> tuple[str, str]:
        """The stand-in that answers: cases with the same one share it."""
        return self.dialect, self.fault

    def plan(self, base_url: str) -> RequestPlan:
        dialect = get_dialect(self.dialect)
        seed = self.spec.by_role("seed")
        params = {"prompt": PROMPT} | ({seed.name: 7} if seed and self.variants > 1 else {})
        key = EnvironmentVariable(dialect.key_variable) if dialect.policy.needs_key else ""
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


def _cases_of(dialect: str) -> Iterator[JobCase]:
    own = [spec for spec in SPECS.values() if spec.dialect == dialect]
    plain = next(spec for spec in own if spec.mode == "generate")
    description = describe(plain)
    for way in list_ways(description)[1:]:
        for result in ("save",) if description.is_base64 else ("save", "address"):
            options = CodeOptions(way, prints_address=result == "address")
            yield JobCase(f"{dialect}-{way}-{result}", plain, options)
    options = CodeOptions(list_ways(description)[-1])
    yield JobCase(f"{dialect}-batch", plain, options, variants=2)
    yield JobCase(f"{dialect}-failed", plain, options, fault="failed")
    if description.refused:
        yield JobCase(f"{dialect}-refused", plain, options, fault="refused")
    if get_dialect(dialect).policy.needs_key:
        yield JobCase(f"{dialect}-key", plain, options, fault="key")
    edit = next((spec for spec in own if spec.by_role("picture")), None)
    if edit:
        yield JobCase(f"{dialect}-edit", edit, options, files=(FILE,))
        if get_dialect(dialect).write_upload(FILE):
            yield JobCase(f"{dialect}-upload", edit, options, files=(FILE,), fault="upload")


JOBS = [case for dialect in DIALECTS for case in _cases_of(dialect)]


def picture() -> bytes:
    written = BytesIO()
    Image.effect_noise((512, 512), 40).convert("RGB").save(written, "PNG")
    return written.getvalue()


def serve(dialect: str, fault: str) -> Standin:
    """Return a stand-in, not yet started, in which that goes wrong."""
    spec = next(spec for spec in SPECS.values() if spec.dialect == dialect)
    description = describe(spec)
    faults = {"failed": _fail(description), "upload": _refuse("upload", 502), "refused": _withhold(description)}
    options: Options = {"seconds": SECONDS}
    made: _Failing = type("Failing", (_Failing, STANDINS[dialect]), {})(**options)
    made.fault = faults.get(fault)
    return made


class _Failing(Standin):
    """A stand-in with a fault, which returns 0 where it leaves the exchange to the API."""

    fault: Fault | None = None

    def handle_exchange(self, exchange: Exchange) -> int:
        return (self.fault(exchange) if self.fault else 0) or super().handle_exchange(exchange)


def _refuse(step: str, status: int) -> Fault:
    def fault(exchange: Exchange) -> int:
        if exchange.standin.step(exchange.request) != step:
            return 0
        return exchange.send(exchange.standin.error(status, REASON))

    return fault


def _fail(description: JobDescription) -> Fault:
    """Return what makes jobs fail, as the description says that they do."""
    if not description.failed:
        return _refuse("result" if description.result_url else "submit", 500)
    step = "poll" if description.is_polled else "submit"

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


def _withhold(description: JobDescription) -> Fault:
    """Return what makes a finished job say that its picture was withheld."""

    def fault(exchange: Exchange) -> int:
        if exchange.standin.step(exchange.request) != "result":
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
