"""Black Forest Labs: a flat body is posted to the model's path; the response names the address to poll.

Sources: docs.bfl.ai and the API's OpenAPI document. Third parties have recorded the rest, so the code only tolerates
it: the states of FLUX 3, `Failed`, the place of an expanded prompt, and a failed task that is polled with status 503.

A request with a webhook is answered without the address to poll, so its task can only be asked for by its id. That is
only certain to lead to the task at the address of a single cluster (docs.bfl.ai/integration_guidelines). The others
would risk a paid picture for the sake of a hint, so no webhook is registered there, nor for FLUX 3, whose body takes no
other fields than the documented ones.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
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
    near_miss,
    need_object,
    order_params,
    shorten_name,
)
from playground.dialects.errors import AnswerError, WireError, write_detail
from playground.dialects.reading import (
    about_job,
    first_sentence,
    need_address,
    need_answer,
    need_id,
    need_status,
    read_detail,
    read_number,
    read_prompt,
    read_sentence,
    read_whole,
    refuses_content,
)
from playground.dialects.wire import (
    EncodedPicture,
    JobDescription,
    JobStatus,
    Outcome,
    UploadReference,
    WireRequest,
    with_fields,
)

# The API has no separate words for queued and cancelled tasks.
STATUSES: dict[JobStatus, str] = {
    "queued": "Pending",
    "running": "Pending",
    "done": "Ready",
    "failed": "Error",
    "cancelled": "Error",
}
MEANINGS: dict[str, JobStatus] = {
    "Pending": "running",
    "Reasoning": "running",
    "Generating": "running",
    "Ready": "done",
    "Request Moderated": "failed",
    "Content Moderated": "failed",
    "Task not found": "failed",
    "Error": "failed",
    "Failed": "failed",
}
# What FLUX 3 does before and while it draws: it always rewrites the prompt first.
STAGES = {"Reasoning": "Rewriting the prompt", "Generating": "Generating"}
# The API's own words for these states are codes; people see these sentences instead.
FAILURES = {
    "Request Moderated": "The prompt or an input picture was refused because of its content (Request Moderated).",
    "Content Moderated": "The finished picture was withheld because of its content (Content Moderated).",
    "Task not found": "The API no longer knows the task (Task not found).",
    "Error": "The task ended with the status Error.",
    "Failed": "The task ended with the status Failed.",
}
MODERATED = frozenset({"Request Moderated", "Content Moderated"})
UNKNOWN = "Task not found"

# FLUX.2 takes numbered pictures, FLUX 3 a list.
PICTURE = "input_image"
PICTURES = "images"
# The first picture has no number.
PICTURE_KEY = re.compile(rf"{PICTURE}(?:_([2-9]|[1-9][0-9]))?")
# The result of a task, at the address of a cluster such as `https://api.us1.bfl.ai`.
RESULT = "/v1/get_result"
CLUSTER = re.compile(r"https://api\.[a-z]{2}[0-9]\.bfl\.ai")
WITH_WEBHOOK = re.compile(r"/v1/flux-2-[^/?#]+$")
PATH = re.compile(r"/v1/([^/?#]+)/?(?:[?#].*)?$")

# The examples in the API's documentation poll every half second.
POLICY = ClientPolicy(
    "bfl.ai",
    first_poll_interval=0.5,
    longest_poll_interval=3.0,
    # Its help pages say that only tasks that end as Ready consume credits, so moderated ones do not. Those of fal.ai
    # say that refused content may be charged, and the other APIs say nothing about it.
    charges_failures=False,
)


@dataclass(frozen=True, slots=True)
class Bfl(DialectDefaults):
    """The dialect of Black Forest Labs; this server speaks it as a client only."""

    name: str = "bfl"
    title: str = "Black Forest Labs"
    base_url: str = "https://api.bfl.ai"
    key_header: str = "x-key"
    key_placeholder: str = "<your-api-key>"
    key_variable: str = "BFL_API_KEY"
    policy: ClientPolicy = POLICY
    order: int = 3

    def write_request(
        self, spec: ModelSpec, params: Mapping[str, Any], *, base_url: str = "", key: str = ""
    ) -> WireRequest:
        """Return `POST /v1/<model>`. Each picture of the list has its own key in the body."""
        headers = (auth_header(self, key), ("Content-Type", "application/json"))
        body: Body = {}
        for name, value in order_params(spec, params, ("prompt",)).items():
            body |= _number_pictures(value) if name == PICTURE and isinstance(value, list) else {name: value}
        return WireRequest("POST", build_url(self, base_url, f"/v1/{spec.model}"), headers, body)

    def read_request(self, request: WireRequest, specs: Iterable[ModelSpec]) -> tuple[str, Body]:
        """Return the spec id and the params, with the numbered pictures as one list."""
        body = need_object(request.body, "The body")
        found = PATH.search(request.url)
        known = {spec.model: spec for spec in specs if spec.dialect == self.name}
        spec = known.get(found[1]) if found else None
        if spec is None:
            model = found[1] if found else request.url
            raise WireError(f"There is no model at {shorten_name(model)}{near_miss(model, known)}", field="model")
        pictures = sorted((int(number[1] or 1), name) for name in body if (number := PICTURE_KEY.fullmatch(name)))
        params = {name: value for name, value in body.items() if not PICTURE_KEY.fullmatch(name)}
        # A single picture is accepted without its list.
        if spec.get(PICTURES) and isinstance(params.get(PICTURES), str):
            params[PICTURES] = [params[PICTURES]]
        return spec.id, params | ({PICTURE: [body[name] for _, name in pictures]} if pictures else {})

    def write_response(self, outcome: Outcome) -> Body:
        sample = {"sample": outcome.results[0].url} if outcome.results else None
        return {"id": outcome.id, "status": STATUSES[outcome.status], "result": sample}

    def write_error(self, error: WireError) -> Body:
        return write_detail(error)

    def read_response(self, answer: object, *, base_url: str = "") -> Answer:
        """Read the response to a poll or to a submitted request."""
        job = need_answer(answer, self.title)
        id_ = need_id(job.get("id"), self.title, "id")
        with about_job(id_):
            return self._read_task(job, id_)

    def _read_task(self, job: Mapping[str, Any], id_: str) -> Answer:
        word, has_webhook = job.get("status", ""), "webhook_url" in job
        # No page says which words the response with a webhook has.
        if has_webhook and not (isinstance(word, str) and word in MEANINGS):
            word = ""
        # Only the response to a submitted request has no status. Without a webhook it must name the address to poll.
        status = need_status(word, MEANINGS, self.title) if word != "" else "queued"
        address = job.get("polling_url")
        must_poll = status == "queued" and not has_webhook
        poll_url = need_address(address, self.title, "polling_url") if address or must_poll else ""
        # The API reports the progress as a share of 1, not in percent.
        share = read_number(job.get("progress"), 1)
        reply = Answer(
            id_,
            status,
            None if share is None else round(share * 100),
            (),
            "",
            refused=word in MODERATED,
            poll_url=poll_url,
            cost=read_number(job.get("cost")),
            unknown_job=word == UNKNOWN,
            stage=STAGES.get(word, ""),
            explanation=FAILURES[word] if status == "failed" else "",
        )
        return self._with_result(reply, job) if status == "done" else reply

    def write_poll(self, id: str, poll_url: str, *, base_url: str = "", key: str = "") -> WireRequest | None:
        """Return the request to the polling address of the response, or None if it had none and is not a cluster's."""
        # The API's address distributes tasks over several regions. Only the address in the response leads to the right
        # one.
        url = poll_url or (
            build_url(self, base_url, f"{RESULT}?id={quote(id, safe='')}") if _is_cluster(base_url) else ""
        )
        return WireRequest("GET", url, (auth_header(self, key),), None) if url else None

    def write_webhook(self, request: WireRequest, url: str, *, base_url: str = "") -> WireRequest | None:
        """Return the request with the address, or None where the task could not be found without its own address."""
        if not _is_cluster(base_url) or not WITH_WEBHOOK.search(request.url):
            return None
        return with_fields(request, webhook_url=url)

    def describe_job(self, spec: ModelSpec, *, base_url: str = "", key: str = "") -> JobDescription:
        """Return how the task is polled. Its failed words are the error messages: the task has no other."""
        return JobDescription(
            pictures=("result", "sample"),
            status=("status",),
            done=(STATUSES["done"],),
            failed=tuple(FAILURES),
            error=("status",),
            poll_url=("polling_url",),
            headers=(auth_header(self, key),),
            pause=POLICY.first_poll_interval,
        )

    def write_key_test(self, *, base_url: str = "", key: str = "") -> WireRequest | None:
        """Return the request for the account's credits, which costs nothing."""
        return WireRequest("GET", build_url(self, base_url, "/v1/credits"), (auth_header(self, key),), None)

    def read_refusal(self, status: int, body: object) -> Refusal:
        """Read an error: `detail` is a message or a list of messages; an invalid key may be `error` and `message`."""
        found = body if isinstance(body, Mapping) else {}
        detail, word = found.get("detail"), found.get("status")
        texts = [detail, found.get("message"), found.get("error"), word]
        sentence = read_detail(detail) if isinstance(detail, list) else first_sentence(texts)
        content = refuses_content(status, sentence, read_sentence(word))
        is_failed = isinstance(word, str) and MEANINGS.get(word) == "failed"
        # 503 means that the API is over capacity and has not accepted the request. A failed task may be polled with the
        # same status; its body has the word for it, and no later poll will say anything else.
        is_over_capacity = status == 503 and not is_failed
        retryable = is_over_capacity if status == 503 else None
        # Without the API's own body the status may come from something between.
        unsent = is_over_capacity and bool(found)
        return Refusal(sentence, content=content, unknown_job=status == 404, retryable=retryable, unsent=unsent)

    def _with_result(self, reply: Answer, job: Mapping[str, Any]) -> Answer:
        result = job.get("result")
        if not isinstance(result, Mapping):
            raise AnswerError(f"{self.title} reported Ready without a picture.")
        url = need_address(result.get("sample"), self.title, "result.sample")
        # The pages say that `result.prompt` is the prompt after its expansion, a recording has it under `info`.
        places = (place.get("info") for place in (result, job))
        expanded = [info.get("expanded_prompt") for info in places if isinstance(info, Mapping)]
        prompts = [read_prompt(text) for text in (*expanded, result.get("prompt"))]
        prompt = next((text for text in prompts if text), "")
        return replace(reply, urls=(url,), seed=read_whole(result.get("seed")), prompt=prompt)


DIALECT = Bfl()


def _is_cluster(base_url: str) -> bool:
    return bool(CLUSTER.fullmatch(base_url.rstrip("/")))


def _number_pictures(pictures: Sequence[EncodedPicture | UploadReference | str]) -> Body:
    """Return the pictures under the keys `input_image`, `input_image_2`…"""
    return {PICTURE if number == 1 else f"{PICTURE}_{number}": picture for number, picture in enumerate(pictures, 1)}
