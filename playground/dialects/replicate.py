"""Replicate: a prediction of an official model waits a while for its picture, and is polled if that was too short.

Transport, status words and files follow Replicate's OpenAPI document, and the meaning of a deadline its changelog of
October 2025. The shape of errors and the codes of refused content are known from examples only, so they are read with
tolerance.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from playground.catalog.spec import ModelSpec
from playground.dialects.base import (
    Answer,
    Body,
    ClientPolicy,
    DialectDefaults,
    Refusal,
    auth_header,
    build_url,
    file_part,
    near_miss,
    need_object,
    order_params,
    shorten_name,
    timestamp,
)
from playground.dialects.errors import AnswerError, WireError
from playground.dialects.reading import (
    about_job,
    mentions_moderation,
    need_address,
    need_answer,
    need_id,
    need_status,
    read_address,
    read_number,
    read_sentence,
    read_whole,
    refuses_content,
)
from playground.dialects.wire import (
    EACH,
    HeldRequest,
    JobDescription,
    JobStatus,
    Outcome,
    Upload,
    WireRequest,
    with_fields,
)

STATUSES: dict[JobStatus, str] = {
    "queued": "starting",
    "running": "processing",
    "done": "succeeded",
    "failed": "failed",
    "cancelled": "canceled",
}
# A prediction is aborted if its deadline passes before it has started. Nobody has cancelled it.
MEANINGS: dict[str, JobStatus] = {word: status for status, word in STATUSES.items()} | {"aborted": "failed"}
# Replicate gives no reason for these.
FAILURES = {
    "canceled": "The prediction was cancelled, or did not finish before its deadline (canceled).",
    "aborted": "The prediction did not start before its deadline, so nothing was charged (aborted).",
}

REMOVED = "The picture has been removed; Replicate keeps pictures for one hour."

# Until the answer comes the prediction has no id: it cannot be cancelled, and after a crash it cannot be found again.
# Most models need less than this.
WAIT_SECONDS = 10
POLICY = ClientPolicy(
    "replicate.com", first_poll_interval=0.5, longest_poll_interval=3.0, can_cancel=True, naming_time=WAIT_SECONDS + 2.0
)
LONGEST_WAIT = 60
# Without a deadline a prediction that nobody polls any longer would go on, and be charged.
DEADLINE = f"{round(POLICY.job_timeout / 60)}m"

PATH = re.compile(r"/v1/models/([^/?#]+/[^/?#]+)/predictions/?(?:[?#].*)?$")
# `POST /v1/predictions` names the model in the body.
ANY_MODEL = re.compile(r"/v1/predictions/?(?:[?#].*)?$")
# E005 is the code that models of several vendors have for refused content.
SENSITIVE = re.compile(r"\bE005\b|\bsensitive\b", re.IGNORECASE)
# The logs are those of the model. The progress bars in them are read as in Replicate's own JavaScript client.
PROGRESS = re.compile(r"(\d{1,3})% {0,4}\|")
SEED = re.compile(r"\busing seed\W{1,4}(\d{1,16})\b", re.IGNORECASE)
# The seed is at the beginning of the logs and the progress at their end, and they can be long.
LONGEST_LOGS, LONGEST_STAGE = 4000, 100


@dataclass(frozen=True, slots=True)
class Replicate(DialectDefaults):
    """The dialect of Replicate; this server speaks it as a client only."""

    name: str = "replicate"
    title: str = "Replicate"
    base_url: str = "https://api.replicate.com"
    key_header: str = "Authorization"
    key_prefix: str = "Bearer "
    key_placeholder: str = "<your-api-key>"
    key_variable: str = "REPLICATE_API_TOKEN"
    policy: ClientPolicy = POLICY
    order: int = 5

    def write_upload(self, filename: str, *, base_url: str = "", key: str = "") -> Upload | None:
        """Return `POST /v1/files`. The models accept the address of a file, which Replicate keeps for a day."""
        headers, file = (auth_header(self, key),), file_part("content", filename)
        return Upload(WireRequest("POST", build_url(self, base_url, "/v1/files"), headers, file), ("urls", "get"))

    def write_request(
        self, spec: ModelSpec, params: Mapping[str, Any], *, base_url: str = "", key: str = ""
    ) -> WireRequest:
        """Return `POST /v1/models/<owner>/<name>/predictions`, which waits for the picture and has a deadline."""
        headers = (
            auth_header(self, key),
            ("Content-Type", "application/json"),
            ("Prefer", f"wait={WAIT_SECONDS}"),
            ("Cancel-After", DEADLINE),
        )
        body = {"input": order_params(spec, params, ("prompt",))}
        return WireRequest("POST", build_url(self, base_url, f"/v1/models/{spec.model}/predictions"), headers, body)

    def read_request(self, request: WireRequest, specs: Iterable[ModelSpec]) -> tuple[str, Body]:
        """Return the spec id and the params: all of `input`. The model is in the path, or else in `version`."""
        body = need_object(request.body, "The body")
        found = PATH.search(request.url)
        model = found[1] if found else request.url
        if found is None and ANY_MODEL.search(request.url) and isinstance(body.get("version"), str):
            # A version may follow the name: `black-forest-labs/flux-2-pro:285631b5`.
            model = body["version"].partition(":")[0]
        known = {spec.model: spec for spec in specs if spec.dialect == self.name}
        spec = known.get(model)
        if spec is None:
            raise WireError(f"There is no model {shorten_name(model)}{near_miss(model, known)}", field="model")
        return spec.id, dict(need_object(body.get("input", {}), "input"))

    def write_response(self, outcome: Outcome) -> Body:
        """Return the prediction. It has the same fields in every state."""
        get = f"{self.base_url}/v1/predictions/{outcome.id}"
        pictures = [result.url for result in outcome.results]
        return {
            "id": outcome.id,
            "model": outcome.spec.model,
            "version": "hidden",
            "input": order_params(outcome.spec, outcome.params, ("prompt",)),
            "logs": "",
            "output": (pictures if _answers_list(outcome.spec) else pictures[0]) if pictures else None,
            "data_removed": False,
            "error": outcome.error or None,
            "status": STATUSES[outcome.status],
            "created_at": timestamp(outcome.created),
            "completed_at": timestamp(outcome.completed) if outcome.completed else None,
            "urls": {"get": get, "cancel": f"{get}/cancel"},
        }

    def write_error(self, error: WireError) -> Body:
        """Return the error as `application/problem+json`. A 422 also lists the wrong fields."""
        body: Body = {"title": error.sentence, "detail": error.sentence, "status": error.status}
        if error.details:
            body["invalid_fields"] = [
                {"type": "invalid", "field": path, "description": message}
                for path, messages in error.details.items()
                for message in messages
            ]
        return body

    def read_response(self, answer: object, *, base_url: str = "") -> Answer:
        """Read a prediction: the response to a submitted request, a poll or a cancelling."""
        job = need_answer(answer, self.title)
        id_ = need_id(job.get("id"), self.title, "id")
        with about_job(id_):
            return self._read_prediction(job, id_)

    def _read_prediction(self, job: Mapping[str, Any], id_: str) -> Answer:
        word = job.get("status")
        status = need_status(word, MEANINGS, self.title)
        urls = job.get("urls")
        addresses = urls if isinstance(urls, Mapping) else {}
        logs = log if isinstance(log := job.get("logs"), str) else ""
        pictures = self._pictures(job.get("output")) if status == "done" else ()
        # Replicate removes the output of a prediction after an hour, while the prediction itself stays.
        is_gone = status == "done" and not pictures and job.get("data_removed") is True
        if status == "done" and not pictures and not is_gone:
            raise AnswerError(f"{self.title} reported succeeded without a picture.")
        status = "failed" if is_gone else status
        error = "" if is_gone else read_sentence(_error_text(job.get("error")))
        explanation = REMOVED if is_gone else FAILURES.get(str(word), "")
        return Answer(
            id_,
            status,
            _read_progress(logs) if status == "running" else None,
            pictures,
            error if status in {"failed", "cancelled"} else "",
            refused=status == "failed" and _is_content(error),
            poll_url=read_address(addresses.get("get")),
            seed=_read_seed(logs) if status == "done" else None,
            unknown_job=is_gone,
            cancel_url=read_address(addresses.get("cancel")),
            stage=_read_stage(logs, job.get("metrics")),
            explanation="" if error else explanation,
        )

    def write_poll(self, id: str, poll_url: str, *, base_url: str = "", key: str = "") -> WireRequest:
        """Return the request to the address in the response, or to the documented one if it had none."""
        return WireRequest("GET", poll_url or self._job_url(id, base_url), (auth_header(self, key),), None)

    def write_cancel(self, id: str, cancel_url: str, *, base_url: str = "", key: str = "") -> WireRequest:
        """Return the request that cancels. A prediction that has started is charged nevertheless."""
        url = cancel_url or f"{self._job_url(id, base_url)}/cancel"
        return WireRequest("POST", url, (auth_header(self, key),), None)

    def write_webhook(self, request: WireRequest, url: str, *, base_url: str = "") -> WireRequest | None:
        """Return the request with the address, to which only the end of the prediction is reported."""
        return with_fields(request, webhook=url, webhook_events_filter=["completed"])

    def describe_job(self, spec: ModelSpec, *, base_url: str = "", key: str = "") -> JobDescription:
        return JobDescription(
            pictures=("output", EACH) if _answers_list(spec) else ("output",),
            status=("status",),
            done=(STATUSES["done"],),
            failed=(STATUSES["failed"], STATUSES["cancelled"], "aborted"),
            error=("error",),
            poll_url=("urls", "get"),
            headers=(auth_header(self, key),),
            pause=POLICY.first_poll_interval,
            # The response is the prediction, which is polled if this was too short, too.
            held=HeldRequest(headers=(("Prefer", f"wait={LONGEST_WAIT}"),)),
        )

    def write_key_test(self, *, base_url: str = "", key: str = "") -> WireRequest:
        return WireRequest("GET", build_url(self, base_url, "/v1/account"), (auth_header(self, key),), None)

    def read_refusal(self, status: int, body: object) -> Refusal:
        """Read a problem: its wrong fields if it lists them, otherwise its `detail` or `title`."""
        problem = body if isinstance(body, Mapping) else {}
        sentence = (
            read_sentence(_join_fields(problem.get("invalid_fields")))
            or read_sentence(problem.get("detail"))
            or read_sentence(problem.get("title"))
        )
        content = refuses_content(status, sentence) or (status in {400, 422} and bool(SENSITIVE.search(sentence)))
        return Refusal(sentence, content=content, unknown_job=status == 404)

    def _pictures(self, output: object) -> tuple[str, ...]:
        """Return the addresses. Most models have one as text, and klein has a list."""
        found = output if isinstance(output, list) else [] if output is None else [output]
        return tuple(need_address(url, self.title, "output") for url in found)

    def _job_url(self, id: str, base_url: str) -> str:
        # The id comes from a foreign server and must not lead to another path.
        return build_url(self, base_url, f"/v1/predictions/{quote(id, safe='')}")


DIALECT = Replicate()


def _answers_list(spec: ModelSpec) -> bool:
    """Return whether the model's output is a list of addresses. The others answer with one address."""
    return "klein" in spec.slug


def _error_text(error: object) -> object:
    """Return the message. The error of a prediction is text, and some models have an object with a `detail`."""
    return error.get("detail") or error.get("message") if isinstance(error, Mapping) else error


def _is_content(error: str) -> bool:
    return mentions_moderation(error) or bool(SENSITIVE.search(error))


def _join_fields(fields: object) -> str:
    """Return `input.width: must be at most 2048; …` for a list of `{"field", "description"}`."""
    # A response may contain any number of errors; a message needs only the first ones.
    found = [field for field in fields[:5] if isinstance(field, Mapping)] if isinstance(fields, list) else []
    parts = [(read_sentence(part.get("field"), 100), read_sentence(part.get("description"))) for part in found]
    return "; ".join(": ".join(filter(None, part)) for part in parts if any(part))


def _read_progress(logs: str) -> int | None:
    """Return the per cent of the last progress bar in the logs."""
    found = [bar for line in logs[-LONGEST_LOGS:].splitlines() if (bar := PROGRESS.match(line.lstrip()))]
    return read_whole(int(found[-1][1]), 100) if found else None


def _read_seed(logs: str) -> int | None:
    """Return the seed that the model printed, such as `Using seed: 4711`."""
    found = SEED.search(logs[:LONGEST_LOGS])
    return read_whole(int(found[1])) if found else None


def _read_stage(logs: str, metrics: object) -> str:
    """Return how long the model took, or its last line in the logs while it is at work."""
    seconds = read_number(metrics.get("predict_time")) if isinstance(metrics, Mapping) else None
    if seconds is not None:
        return f"The model took {seconds:.1f} s"
    lines = [line for line in logs[-LONGEST_LOGS:].splitlines() if line.strip() and not PROGRESS.match(line.lstrip())]
    return read_sentence(lines[-1], LONGEST_STAGE) if lines else ""
