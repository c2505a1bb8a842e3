"""apiframe, version 2: a job is submitted, then polled until it is completed."""

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
    missing_name,
    near_miss,
    need_object,
    order_params,
    shorten_name,
    tidy_numbers,
    timestamp,
)
from playground.dialects.errors import AnswerError, WireError
from playground.dialects.reading import (
    mentions_moderation,
    need_address,
    need_answer,
    need_id,
    need_list,
    need_status,
    read_duration,
    read_number,
    read_sentence,
    read_whole,
    refuses_content,
)
from playground.dialects.wire import EACH, JobDescription, JobStatus, Outcome, Upload, WireRequest, with_fields

STATUSES: dict[JobStatus, str] = {
    "queued": "QUEUED",
    "running": "PROCESSING",
    "done": "COMPLETED",
    "failed": "FAILED",
    "cancelled": "CANCELLED",
}
MEANINGS: dict[str, JobStatus] = {word: status for status, word in STATUSES.items()}
# What the API's models make. This server has image models only, but accepts the other words as filters.
MODALITIES = ("image", "video", "music")
# How many jobs a page of the list has, and how long the cursor to the next page may be.
LARGEST_PAGE, USUAL_PAGE = 100, 20
LONGEST_CURSOR = 100

# The order of the example in the API's documentation, which differs from that of its table.
EXAMPLE_ORDER = ("prompt", "aspect_ratio", "steps", "guidance", "output_format")


# With this header a request whose response was lost can be sent again without a second charge.
# apiframe asks its clients to poll every two to three seconds.
POLICY = ClientPolicy("apiframe.ai", idempotency_header="Idempotency-Key", shortest_poll_interval=2.0)


@dataclass(frozen=True, slots=True)
class Apiframe(DialectDefaults):
    name: str = "apiframe"
    title: str = "apiframe"
    base_url: str = "https://api.apiframe.ai"
    key_header: str = "X-API-Key"
    key_placeholder: str = "afk_your_api_key_here"
    key_variable: str = "APIFRAME_API_KEY"
    policy: ClientPolicy = POLICY
    order: int = 2

    def write_upload(self, filename: str, *, base_url: str = "", key: str = "") -> Upload | None:
        headers, file = (auth_header(self, key),), file_part("file", filename)
        return Upload(WireRequest("POST", build_url(self, base_url, "/v2/uploads"), headers, file), ("url",))

    def write_request(
        self, spec: ModelSpec, params: Mapping[str, Any], *, base_url: str = "", key: str = ""
    ) -> WireRequest:
        headers = (auth_header(self, key), ("Content-Type", "application/json"))
        prompt, flux_params = self._split_params(spec, params)
        body = {**prompt, "model": spec.model, **flux_params}
        return WireRequest("POST", build_url(self, base_url, "/v2/images/generate"), headers, body)

    def read_request(self, request: WireRequest, specs: Iterable[ModelSpec]) -> tuple[str, Body]:
        """Return the spec id and the params: the prompt and all of `fluxParams`. The view reads the other keys."""
        body = need_object(request.body, "The body")
        model = body.get("model")
        known = {spec.model: spec for spec in specs if spec.dialect == self.name}
        # A list or an object is not hashable, so looking it up in a dict would raise an exception.
        spec = known.get(model) if isinstance(model, str) else None
        if model is None:
            raise WireError(missing_name("model", known), field="model")
        if spec is None:
            raise WireError(f"Unknown model: {shorten_name(model)}{near_miss(model, known)}", field="model")
        flux_params = need_object(body.get("fluxParams", {}), "fluxParams")
        # It would silently replace the prompt beside it when the two are merged.
        if "prompt" in flux_params:
            raise WireError("prompt belongs beside fluxParams, not inside it.", field="fluxParams.prompt")
        # A missing prompt is left for the validator, which names the field as it does everywhere else.
        prompt = {"prompt": body["prompt"]} if "prompt" in body else {}
        return spec.id, {**prompt, **flux_params}

    def write_response(self, outcome: Outcome) -> Body:
        """Return the job. It has the same fields in every state."""
        prompt, flux_params = self._split_params(outcome.spec, outcome.params)
        images = [result.url for result in outcome.results]
        return {
            "id": outcome.id,
            "status": STATUSES[outcome.status],
            "model": outcome.spec.model,
            "progress": outcome.progress,
            "result": {"images": images} if outcome.status == "done" else None,
            "error": (outcome.error or None) if outcome.status in {"failed", "cancelled"} else None,
            "creditCost": tidy_numbers(outcome.cost) if outcome.status == "done" else 0,
            # The view fills in this field and `expired`: both depend on rows, which a dialect does not read.
            "webhookStatus": None,
            "createdAt": timestamp(outcome.created),
            "completedAt": timestamp(outcome.completed) if outcome.completed else None,
            "input": {**prompt, **flux_params},
            "expired": False,
        }

    def write_error(self, error: WireError) -> Body:
        """Return the error message. A 400 also lists the messages by the path of each wrong key."""
        if error.status != 400:
            return {"error": error.sentence}
        # Clients iterate over `details` of every 400, so it is never left out.
        details = error.details or {"body": [error.sentence]}
        return {"error": error.sentence, "details": {path: list(messages) for path, messages in details.items()}}

    def read_response(self, answer: object, *, base_url: str = "") -> Answer:
        """Read a job, or the response to a submitted request."""
        job = need_answer(answer, self.title)
        # The API calls it `jobId` when it accepts a request, and `id` in the job itself.
        id_ = need_id(job.get("id") or job.get("jobId"), self.title, "job id")
        status = need_status(job.get("status"), MEANINGS, self.title)
        if "id" not in job and status != "queued":
            # The response to a repeated request may have a later status, but only the job itself has the result.
            return Answer(id_, "running", None, (), "")
        urls = self._images(job.get("result")) if status == "done" else ()
        if status == "done" and not urls:
            raise AnswerError(f"{self.title} reported COMPLETED without a picture.")
        over = status in {"failed", "cancelled"}
        error = read_sentence(job.get("error")) if over else ""
        return Answer(
            id_,
            status,
            read_whole(job.get("progress"), 100),
            urls,
            error,
            refused=status == "failed" and mentions_moderation(error),
            cost=read_number(job.get("creditCost")) if over or status == "done" else None,
            took=read_duration(job.get("createdAt"), job.get("completedAt")),
        )

    def write_poll(self, id: str, poll_url: str, *, base_url: str = "", key: str = "") -> WireRequest:
        headers = (auth_header(self, key),)
        # The id comes from a foreign server and must not lead to another path.
        return WireRequest("GET", build_url(self, base_url, f"/v2/jobs/{quote(id, safe='')}"), headers, None)

    def write_webhook(self, request: WireRequest, url: str, *, base_url: str = "") -> WireRequest | None:
        """Return the request with the address, to which only the end of the job is reported."""
        return with_fields(request, webhookUrl=url, webhookEvents=["completed", "failed"])

    def describe_job(self, spec: ModelSpec, *, base_url: str = "", key: str = "") -> JobDescription:
        return JobDescription(
            pictures=("result", "images", EACH),
            status=("status",),
            done=(STATUSES["done"],),
            failed=(STATUSES["failed"], STATUSES["cancelled"]),
            error=("error",),
            id=("jobId",),
            poll_address=build_url(self, base_url, "/v2/jobs/{id}"),
            headers=(auth_header(self, key),),
            pause=POLICY.first_poll_interval,
        )

    def write_key_test(self, *, base_url: str = "", key: str = "") -> WireRequest:
        headers = (auth_header(self, key),)
        return WireRequest("GET", build_url(self, base_url, "/v2/me"), headers, None)

    def read_refusal(self, status: int, body: object) -> Refusal:
        """Read the `error`. A 404 means that the job is unknown."""
        sentence = read_sentence(body.get("error")) if isinstance(body, Mapping) else ""
        return Refusal(sentence, content=refuses_content(status, sentence), unknown_job=status == 404)

    def _images(self, result: object) -> tuple[str, ...]:
        images = result.get("images") if isinstance(result, Mapping) else None
        return tuple(need_address(url, self.title, "images") for url in need_list(images, self.title, "images"))

    def _split_params(self, spec: ModelSpec, params: Mapping[str, Any]) -> tuple[Body, Body]:
        ordered = order_params(spec, params, EXAMPLE_ORDER)
        prompt = {"prompt": ordered.pop("prompt")} if "prompt" in ordered else {}
        return prompt, {"fluxParams": ordered} if ordered else {}


DIALECT = Apiframe()
