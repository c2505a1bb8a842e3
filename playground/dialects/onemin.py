"""1min.ai: one synchronous call with a `promptObject` in the request and an `aiRecord` in the response."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from playground.catalog.spec import Mode, ModelSpec
from playground.dialects.base import (
    Answer,
    Body,
    ClientPolicy,
    DialectDefaults,
    Refusal,
    auth_header,
    build_url,
    file_part,
    missing_name,
    near_miss,
    need_object,
    order_params,
    shorten_name,
    timestamp,
)
from playground.dialects.errors import AnswerError, WireError
from playground.dialects.reading import (
    about_job,
    first_sentence,
    mentions_moderation,
    need_address,
    need_answer,
    need_list,
    need_status,
    read_id,
    read_sentence,
    refuses_content,
)
from playground.dialects.wire import HeldRequest, JobDescription, JobStatus, Outcome, Upload, WireRequest

TYPES: dict[Mode, str] = {"generate": "IMAGE_GENERATOR", "edit": "IMAGE_EDITOR"}
MODES: dict[str, Mode] = {type_: mode for mode, type_ in TYPES.items()}

# The API is synchronous: its records do not distinguish a queued from a running request, nor a cancelled one.
STATUSES: dict[JobStatus, str] = {
    "queued": "PROCESSING",
    "running": "PROCESSING",
    "done": "SUCCESS",
    "failed": "FAILURE",
    "cancelled": "FAILURE",
}
MEANINGS: dict[str, JobStatus] = {"PROCESSING": "running", "SUCCESS": "done", "FAILURE": "failed"}

# The API itself only has UNSUPPORTED_MODEL and UNKNOWN_ERROR; these codes are this server's additions.
ERROR_CODES = {
    404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    413: "PAYLOAD_TOO_LARGE",
    415: "UNSUPPORTED_MEDIA_TYPE",
    429: "TOO_MANY_REQUESTS",
    502: "GENERATION_FAILED",
    504: "TIMEOUT",
}
# Clients still send the ids of earlier FLUX models. Those that cannot edit are missing from the models for editing.
REPLACED_MODELS = {
    "flux-schnell": "flux-2-dev",
    "flux-dev": "flux-2-dev",
    "flux-pro": "flux-2-pro",
    "flux-1.1-pro": "flux-2-pro",
    "flux-1.1-pro-ultra": "flux-2-max",
    "flux-2-klein-4b": "flux-2-dev",
    "flux-2-klein-9b": "flux-2-dev",
}
VENDOR = "black-forest-labs/"
INVALID_KEY = "Invalid API Key"
RESULTS = "/api/results"
# How many pictures one request may ask for with `n`, which the API does not document but clients send.
MOST_PICTURES = 4

# The order of the examples in the API's documentation, which differs from that of its tables.
EXAMPLE_ORDER = (
    "imageUrl",
    "prompt",
    "aspect_ratio",
    "steps",
    "num_inference_steps",
    "guidance",
    "megapixels",
    "output_format",
    "output_quality",
    "safety_tolerance",
)


# Without an idempotency header, a request that may have arrived is not sent again: it could be charged twice.
POLICY = ClientPolicy("1min.ai")


@dataclass(frozen=True, slots=True)
class OneMin(DialectDefaults):
    name: str = "onemin"
    title: str = "1min.ai"
    base_url: str = "https://api.1min.ai"
    key_header: str = "API-KEY"
    key_placeholder: str = "<your-api-key>"
    key_variable: str = "ONEMIN_API_KEY"
    policy: ClientPolicy = POLICY
    order: int = 1

    def write_upload(self, filename: str, *, base_url: str = "", key: str = "") -> Upload | None:
        headers, file = (auth_header(self, key),), file_part("asset", filename)
        return Upload(
            WireRequest("POST", build_url(self, base_url, "/api/assets"), headers, file), ("fileContent", "path")
        )

    def write_request(
        self, spec: ModelSpec, params: Mapping[str, Any], *, base_url: str = "", key: str = ""
    ) -> WireRequest:
        headers = (auth_header(self, key), ("Content-Type", "application/json"))
        prompt_object = order_params(spec, params, EXAMPLE_ORDER)
        body = {"type": TYPES[spec.mode], "model": spec.model, "promptObject": prompt_object}
        return WireRequest("POST", build_url(self, base_url, "/api/features"), headers, body)

    def read_request(self, request: WireRequest, specs: Iterable[ModelSpec]) -> tuple[str, Body]:
        """Return the spec id and the params. Like the API, it ignores other top-level keys."""
        body = need_object(request.body, "The body")
        type_, model = body.get("type"), body.get("model")
        # A list or an object is not hashable, so looking it up in a dict would raise an exception.
        mode = MODES.get(type_) if isinstance(type_, str) else None
        if type_ is None:
            raise WireError(missing_name("type", MODES), code="UNKNOWN_ERROR", field="type")
        if mode is None:
            sentence = f"Unsupported feature type: {shorten_name(type_)}{near_miss(type_, MODES)}"
            raise WireError(sentence, code="UNKNOWN_ERROR", field="type")
        known = {spec.model: spec for spec in specs if spec.dialect == self.name and spec.mode == mode}
        # Clients send the id with or without its vendor.
        spec = known.get(model) or known.get(VENDOR + model) if isinstance(model, str) else None
        if model is None:
            raise WireError(missing_name("model", known), code="UNSUPPORTED_MODEL", field="model")
        if spec is None:
            sentence = f"Model {shorten_name(model)} is not supported for feature {type_}{_suggest_model(model, known)}"
            raise WireError(sentence, code="UNSUPPORTED_MODEL", field="model")
        return spec.id, dict(need_object(body.get("promptObject"), "promptObject"))

    def write_response(self, outcome: Outcome) -> Body:
        """Return the `aiRecord`. Without a picture, `resultObject` is empty and `temporaryUrl` is null."""
        return {
            "aiRecord": {
                "uuid": outcome.id,
                "model": outcome.spec.model,
                "type": TYPES[outcome.spec.mode],
                "status": STATUSES[outcome.status],
                "createdAt": timestamp(outcome.created),
                "aiRecordDetail": {
                    "promptObject": order_params(outcome.spec, outcome.params, EXAMPLE_ORDER),
                    "resultObject": [result.path for result in outcome.results],
                },
                "temporaryUrl": outcome.results[0].temporary_url if outcome.results else None,
            }
        }

    def write_error(self, error: WireError) -> Body:
        """Return the code and message. For an invalid key it is the API's fixed message, without a code."""
        if error.status == 401:
            return {"message": INVALID_KEY}
        code = error.code or ERROR_CODES.get(error.status, "UNKNOWN_ERROR")
        return {"errorCode": code, "message": error.sentence}

    def read_response(self, answer: object, *, base_url: str = "") -> Answer:
        """Read the `aiRecord`. The first picture has a signed URL; the others only have their paths."""
        record = need_answer(answer, self.title).get("aiRecord")
        if not isinstance(record, Mapping):
            raise AnswerError(f"{self.title}'s response has no aiRecord.")
        # The id is optional: a finished picture must not be lost because it is missing.
        id_ = read_id(record.get("uuid"))
        with about_job(id_):
            return self._read_record(record, id_, answer, base_url)

    def _read_record(self, record: Mapping[str, Any], id_: str, answer: object, base_url: str) -> Answer:
        status = need_status(record.get("status"), MEANINGS, self.title)
        if status == "failed":
            sentence = first_sentence([record.get("message"), record.get("error"), _message(answer)])
            return Answer(id_, status, None, (), sentence, refused=mentions_moderation(sentence))
        urls = self._result_urls(record, base_url)
        if status == "done" and not urls:
            raise AnswerError(f"{self.title} reported SUCCESS without a picture.")
        return Answer(id_, status, None, urls, "")

    def write_poll(self, id: str, poll_url: str, *, base_url: str = "", key: str = "") -> WireRequest | None:
        """Return None: a synchronous call has no job to poll."""
        return None

    def describe_job(self, spec: ModelSpec, *, base_url: str = "", key: str = "") -> JobDescription:
        """Return where the response has the signed URL of its picture. A failed record has no documented message.

        The call is held until the picture is finished. With `async`, which clients send although no page of the API
        describes it, the record comes at once and is read again at `/api/results`.
        """
        return JobDescription(
            pictures=("aiRecord", "temporaryUrl"),
            status=("aiRecord", "status"),
            done=(STATUSES["done"],),
            failed=(STATUSES["failed"],),
            id=("aiRecord", "uuid"),
            poll_address=build_url(self, base_url, f"{RESULTS}/{{id}}"),
            headers=(auth_header(self, key),),
            held=HeldRequest(has_result=True),
            at_once=(("async", True),),
        )

    def write_key_test(self, *, base_url: str = "", key: str = "") -> WireRequest:
        """Return a request for a result that does not exist. It needs a valid key and costs nothing."""
        headers = (auth_header(self, key),)
        return WireRequest("GET", build_url(self, base_url, f"{RESULTS}/{UUID(int=0)}"), headers, None)

    def read_refusal(self, status: int, body: object) -> Refusal:
        """Read the `message`. Only its wording and that of `errorCode` show whether the content was refused."""
        sentence = _message(body)
        code = read_sentence(body.get("errorCode")) if isinstance(body, Mapping) else ""
        return Refusal(sentence, content=refuses_content(status, sentence, code))

    def _result_urls(self, record: Mapping[str, Any], base_url: str) -> tuple[str, ...]:
        detail = record.get("aiRecordDetail")
        paths = detail.get("resultObject") if isinstance(detail, Mapping) else None
        urls = [self._result_url(path, base_url) for path in need_list(paths, self.title, "resultObject")]
        # The signed URL replaces the path of the first picture, which may not be public.
        if record.get("temporaryUrl"):
            urls[:1] = [need_address(record["temporaryUrl"], self.title, "temporaryUrl")]
        return tuple(urls)

    def _result_url(self, path: object, base_url: str) -> str:
        if isinstance(path, str) and path and "://" not in path:
            path = build_url(self, base_url, f"/{path.lstrip('/')}")
        return need_address(path, self.title, "resultObject")


def _message(answer: object) -> str:
    return read_sentence(answer.get("message")) if isinstance(answer, Mapping) else ""


def _suggest_model(model: object, known: Iterable[str]) -> str:
    """Return the end of an error message: the replacement of an older model, or else the closest name."""
    newer = VENDOR + REPLACED_MODELS.get(str(model).removeprefix(VENDOR), "")
    return f"; use {newer} instead" if newer in known else near_miss(model, known)


DIALECT = OneMin()
