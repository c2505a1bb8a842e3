"""stable-diffusion.cpp: the native jobs of its `sd-server`, which somebody runs with one model of their own.

The facts are those of the server's own document and source (leejet/stable-diffusion.cpp, examples/server/api.md,
routes_sdcpp.cpp and async_jobs.cpp, as of November 2026). Older servers have `defaults`, `features` and
`output_formats` for one mode only, and report no `queue_position`; both are read.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlsplit

from playground.catalog.narrowing import Offers
from playground.catalog.spec import ModelSpec
from playground.dialects.base import (
    Answer,
    Body,
    ClientPolicy,
    DialectDefaults,
    Refusal,
    auth_header,
    build_url,
    need_object,
    order_params,
    shorten_name,
)
from playground.dialects.errors import AnswerError, WireError
from playground.dialects.loras import read_loras, write_loras
from playground.dialects.reading import (
    about_job,
    first_sentence,
    need_answer,
    need_id,
    need_list,
    need_status,
    read_sentence,
    read_whole,
    refuses_content,
)
from playground.dialects.sdcpp_offers import LORAS, MODE, read_capabilities
from playground.dialects.wire import EACH, JobDescription, JobStatus, Outcome, WireRequest

STATUSES: dict[JobStatus, str] = {
    "queued": "queued",
    "running": "generating",
    "done": "completed",
    "failed": "failed",
    "cancelled": "cancelled",
}
MEANINGS: dict[str, JobStatus] = {word: status for status, word in STATUSES.items()}
PATH = "/sdcpp/v1/img_gen"
JOBS = "/sdcpp/v1/jobs"

# The document's example has the keys in this order.
ORDER = ("prompt", "negative_prompt", "width", "height", "seed", "ref_images", "scheduler", "sample_method")
# These parameters are inside of `sample_params` in the body, and of `guidance` inside of that.
SAMPLING = frozenset({"scheduler", "sample_method", "sample_steps"})
GUIDANCE = frozenset({"txt_cfg", "distilled_guidance"})
# This server's own word for several pictures in one request, and the server's.
COUNT, BATCH = "n", "batch_count"
# What the server calls the strength of a LoRA.
MULTIPLIER = "multiplier"

POLICY = ClientPolicy(
    # The person who runs the server names its address.
    "",
    first_poll_interval=0.5,
    longest_poll_interval=3.0,
    # A queue of 64 jobs is worked on one by one, and on a machine without a graphics card a picture takes minutes.
    job_timeout=3600.0,
    needs_key=False,
    is_own_server=True,
    can_cancel=True,
    hint=(
        "You run this server yourself, on this machine or on another, and pictures cost nothing. Start sd-server with a"
        " model such as FLUX.2 klein 4B, as docs/local-engine.md shows step by step, then enter its address."
    ),
    # A PNG of 4 megapixels in Base64 has up to 22 MB.
    largest_answer=64 * 1024 * 1024,
)


@dataclass(frozen=True, slots=True)
class Sdcpp(DialectDefaults):
    """The dialect of `sd-server`; this server speaks it as a client only. The server has one model, without a name."""

    name: str = "sdcpp"
    title: str = "stable-diffusion.cpp"
    # Where `sd-server` listens without options.
    base_url: str = "http://127.0.0.1:1234"
    # The server itself has no keys. A proxy in front of it may want one, usually like this.
    key_header: str = "Authorization"
    key_prefix: str = "Bearer "
    key_placeholder: str = "<your-key>"
    key_variable: str = "SDCPP_API_KEY"
    policy: ClientPolicy = POLICY
    order: int = 7

    def is_free(self, spec: ModelSpec | None = None) -> bool:
        """Return True: people run the server themselves."""
        return True

    def write_request(
        self, spec: ModelSpec, params: Mapping[str, Any], *, base_url: str = "", key: str = ""
    ) -> WireRequest:
        headers = (*self._auth(key), ("Content-Type", "application/json"))
        body: Body = {}
        for name, value in write_loras(order_params(spec, params, ORDER), LORAS, MULTIPLIER).items():
            if name in GUIDANCE:
                body.setdefault("sample_params", {}).setdefault("guidance", {})[name] = value
            elif name in SAMPLING:
                body.setdefault("sample_params", {})[name] = value
            else:
                body[BATCH if name == COUNT else name] = value
        return WireRequest("POST", build_url(self, base_url, PATH), headers, body)

    def read_request(self, request: WireRequest, specs: Iterable[ModelSpec]) -> tuple[str, Body]:
        """Return the spec id and the flat params. The body names no model: a server has one."""
        body = need_object(request.body, "The body")
        path = urlsplit(request.url).path.rstrip("/")
        spec = next((spec for spec in specs if spec.dialect == self.name), None)
        if not path.endswith(PATH) or spec is None:
            raise WireError(f"The address {shorten_name(request.url)} does not generate images.", field="path")
        params: Body = {}
        for name, value in body.items():
            params |= _flatten(value) if name == "sample_params" else {COUNT if name == BATCH else name: value}
        return spec.id, read_loras(params, LORAS, MULTIPLIER)

    def write_response(self, outcome: Outcome) -> Body:
        """Return the job. Instead of the picture's Base64 text it says where the picture is."""
        images = [{"index": index, "b64_json": f"<{link.url}>"} for index, link in enumerate(outcome.results)]
        has_error = outcome.status in {"failed", "cancelled"}
        code = "cancelled" if outcome.status == "cancelled" else "generation_failed"
        return {
            "id": outcome.id,
            "kind": MODE,
            "status": STATUSES[outcome.status],
            "created": _seconds(outcome.created),
            "started": None,
            "completed": _seconds(outcome.completed),
            "queue_position": 0,
            "result": {"images": images} if outcome.status == "done" else None,
            "error": {"code": code, "message": outcome.error} if has_error else None,
        }

    def write_error(self, error: WireError) -> Body:
        return {"error": error.sentence}

    def read_response(self, answer: object, *, base_url: str = "") -> Answer:
        """Read a job, or the response to a submitted request, which has fewer fields."""
        job = need_answer(answer, self.title)
        id_ = need_id(job.get("id"), self.title, "id")
        with about_job(id_):
            status = need_status(job.get("status"), MEANINGS, self.title)
            pictures = self._pictures(job.get("result")) if status == "done" else ()
        error = job.get("error") if status in {"failed", "cancelled"} else None
        error = error if isinstance(error, Mapping) else {"message": error}
        return Answer(
            id_,
            status,
            # The server does not say how far a picture is.
            None,
            (),
            first_sentence([error.get("message"), error.get("code")]),
            pictures=pictures,
            # The first in the queue has position 1, and the picture before it is being made.
            queue_position=read_whole(job.get("queue_position"), 10_000) or None if status == "queued" else None,
        )

    def write_poll(self, id: str, poll_url: str, *, base_url: str = "", key: str = "") -> WireRequest:
        """Return the request for the job. The server's own `poll_url` is only a path."""
        return WireRequest("GET", self._job_url(id, base_url), self._auth(key), None)

    def write_cancel(self, id: str, cancel_url: str, *, base_url: str = "", key: str = "") -> WireRequest:
        """Return the request that cancels a queued job. A job that is being made answers 409."""
        return WireRequest("POST", f"{self._job_url(id, base_url)}/cancel", self._auth(key), None)

    def describe_job(self, spec: ModelSpec, *, base_url: str = "", key: str = "") -> JobDescription:
        return JobDescription(
            pictures=("result", "images", EACH, "b64_json"),
            is_base64=True,
            status=("status",),
            done=(STATUSES["done"],),
            failed=(STATUSES["failed"], STATUSES["cancelled"]),
            error=("error", "message"),
            id=("id",),
            poll_address=build_url(self, base_url, f"{JOBS}/{{id}}"),
            headers=self._auth(key),
            pause=1,
        )

    def write_key_test(self, *, base_url: str = "", key: str = "") -> WireRequest:
        """Return the request for what the server offers."""
        return WireRequest("GET", build_url(self, base_url, "/sdcpp/v1/capabilities"), self._auth(key), None)

    def read_offers(self, answer: object) -> Offers:
        """Read the capabilities: the name of the model, its defaults and limits, and the lists of the form."""
        return read_capabilities(need_answer(answer, self.title))

    def read_refusal(self, status: int, body: object) -> Refusal:
        """Read the `error`, and the `message` that explains it if there is one.

        404 means an unknown job, and 410 one whose result was kept for 10 minutes. The server refuses no content, but a
        proxy in front of it may.
        """
        found = body if isinstance(body, Mapping) else {}
        parts = [read_sentence(found.get("error"), 240), read_sentence(found.get("message"), 240)]
        sentence = ": ".join(part for part in parts if part)
        return Refusal(sentence, content=refuses_content(status, sentence), unknown_job=status in {404, 410})

    def _auth(self, key: str) -> tuple[tuple[str, str], ...]:
        return (auth_header(self, key),) if key else ()

    def _job_url(self, id: str, base_url: str) -> str:
        # The id comes from a foreign server and must not lead to another path.
        return build_url(self, base_url, f"{JOBS}/{quote(id, safe='')}")

    def _pictures(self, result: object) -> tuple[str, ...]:
        found = result if isinstance(result, Mapping) else {}
        images = need_list(found.get("images"), self.title, "result.images")
        texts = [image.get("b64_json") if isinstance(image, Mapping) else None for image in images]
        if not texts or not all(isinstance(text, str) and text for text in texts):
            raise AnswerError(f"{self.title} reported completed without a picture.")
        return tuple(str(text) for text in texts)


DIALECT = Sdcpp()


def _flatten(sampling: object) -> Body:
    """Return the parameters inside of `sample_params`, and of `guidance` inside of that, without their wrapping."""
    params: Body = {}
    for name, value in need_object(sampling, "sample_params").items():
        params |= need_object(value, "sample_params.guidance") if name == "guidance" else {name: value}
    return params


def _seconds(moment: datetime | None) -> int | None:
    return None if moment is None else int(moment.timestamp())
