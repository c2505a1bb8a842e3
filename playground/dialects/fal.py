"""fal.ai: a flat body is posted to the queue under the model's path; the response names the addresses of the job.

The transport is as in fal's JavaScript client (fal-ai/fal-js: libs/client/src/queue.ts, response.ts, retry.ts), the
inputs as in its generated types (types/endpoints.ts), and errors as in fal.ai/docs. A status is documented to have only
the place in the queue and the address of the result; recordings also have the id and the other addresses in it. What
only other people's code shows is read tolerantly, too: whether a status says why a job failed, and what the queue
answers for a job that it does not know.

The queue is the default. With the base URL `https://fal.run` the same requests are synchronous: the response to a
submitted request then is the model's output itself.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import UUID

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
from playground.dialects.fal_fields import (
    LORAS,
    MOST_LINES,
    SCALE,
    as_data_url,
    join_size,
    last_log,
    list_blocked,
    split_size,
)
from playground.dialects.loras import read_loras, write_loras
from playground.dialects.reading import (
    about_job,
    first_sentence,
    mentions_moderation,
    need_address,
    need_answer,
    need_list,
    need_status,
    read_address,
    read_detail,
    read_id,
    read_prompt,
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
    WireRequest,
)

QUEUE, SYNCHRONOUS = "https://queue.fal.run", "https://fal.run"
# The queue has no word for failed and cancelled jobs: both are COMPLETED.
STATUSES: dict[JobStatus, str] = {
    "queued": "IN_QUEUE",
    "running": "IN_PROGRESS",
    "done": "COMPLETED",
    "failed": "COMPLETED",
    "cancelled": "COMPLETED",
}
MEANINGS: dict[str, JobStatus] = {"IN_QUEUE": "queued", "IN_PROGRESS": "running", "COMPLETED": "done"}

PICTURES = "image_urls"
BLOCKED = "The picture was withheld because of its content (has_nsfw_concepts)."
CONTENT = "content_policy_violation"
DATA_URL = re.compile(r"data:image/[\w.+-]+;base64,")

# fal's own client polls every half second. Its queue keeps a request while the account's other requests run.
POLICY = ClientPolicy(
    "fal.run",
    first_poll_interval=0.5,
    longest_poll_interval=3.0,
    can_cancel=True,
    key_test_accepts=frozenset({404}),
    key_site="fal.ai",
)


@dataclass(frozen=True, slots=True)
class Fal(DialectDefaults):
    """The dialect of fal.ai; this server speaks it as a client only."""

    name: str = "fal"
    title: str = "fal.ai"
    base_url: str = QUEUE
    key_header: str = "Authorization"
    key_prefix: str = "Key "
    key_placeholder: str = "<your-fal-key>"
    key_variable: str = "FAL_KEY"
    policy: ClientPolicy = POLICY
    order: int = 4

    def write_request(
        self, spec: ModelSpec, params: Mapping[str, Any], *, base_url: str = "", key: str = ""
    ) -> WireRequest:
        """Return `POST /<model>`, with the name of the variant as the last part of the path.

        LoRAs have a path of their own. A size in pixels is one object, and the pictures are data URLs.
        """
        headers = (auth_header(self, key), ("Content-Type", "application/json"))
        body = write_loras(join_size(spec, order_params(spec, params, ("prompt",))), LORAS, SCALE)
        if isinstance(pictures := body.get(PICTURES), list):
            body[PICTURES] = [as_data_url(picture) for picture in pictures]
        return WireRequest("POST", build_url(self, base_url, _path(spec, LORAS in params)), headers, body)

    def read_request(self, request: WireRequest, specs: Iterable[ModelSpec]) -> tuple[str, Body]:
        """Return the spec id and the params, with the size in pixels as the word `custom` and two sides."""
        body = need_object(request.body, "The body")
        path = urlsplit(request.url).path.rstrip("/")
        known = {
            _path(spec, has_loras): spec
            for spec in specs
            if spec.dialect == self.name
            for has_loras in ((False, True) if spec.get(LORAS) else (False,))
        }
        spec = known.get(path)
        if spec is None:
            sentence = (
                f"There is no model at {shorten_name(path)}{near_miss(path, (each.slug for each in known.values()))}"
            )
            raise WireError(sentence, field="model")
        return spec.id, read_loras(split_size(body), LORAS, SCALE)

    def write_response(self, outcome: Outcome) -> Body:
        """Return the state of the job in the queue and, if it is finished, the model's output."""
        job: Body = {"status": STATUSES[outcome.status], "request_id": outcome.id}
        if outcome.status in ("failed", "cancelled"):
            return job | {"error": outcome.error or "The request was cancelled."}
        if outcome.status == "done":
            images = [{"url": result.url} for result in outcome.results]
            return job | {"images": images, "seed": outcome.params.get("seed")}
        return job | {"status_url": build_url(self, "", f"/fal-ai/flux-2/requests/{outcome.id}/status")}

    def write_error(self, error: WireError) -> Body:
        return write_detail(error)

    def read_response(self, answer: object, *, base_url: str = "") -> Answer:
        """Read the state of a job in the queue, or the output of a model.

        Only the response to a submitted request has to name the job and its addresses.
        """
        job = need_answer(answer, self.title)
        id_ = read_id(job.get("request_id"))
        with about_job(id_):
            return self._read_output(job, id_) if "images" in job else self._read_status(job, id_)

    def _read_status(self, job: Mapping[str, Any], id_: str) -> Answer:
        status = need_status(job.get("status"), MEANINGS, self.title)
        poll_url, result_url, cancel_url = (
            read_address(job.get(name)) for name in ("status_url", "response_url", "cancel_url")
        )
        reply = Answer(id_, status, None, (), "", poll_url=poll_url, result_url=result_url, cancel_url=cancel_url)
        # Some completed jobs say here already why they failed. The others say so in the response with the result.
        if status == "done" and (job.get("error") or job.get("error_type")):
            error = first_sentence([job.get("error"), job.get("error_type")])
            words = (error, read_sentence(job.get("error_type")))
            return replace(reply, status="failed", error=error, refused=mentions_moderation(*words))
        return replace(reply, queue_position=read_whole(job.get("queue_position")), stage=last_log(job.get("logs")))

    def write_poll(self, id: str, poll_url: str, *, base_url: str = "", key: str = "") -> WireRequest | None:
        """Return the request to the status address of the response, or None if it had none."""
        if not poll_url:
            return None
        # The address has another path than the request, so only the one in the response leads to the job.
        sign = "&" if "?" in poll_url else "?"
        url = poll_url if "logs=" in poll_url else f"{poll_url}{sign}logs=1"
        return WireRequest("GET", url, (auth_header(self, key),), None)

    def write_result(self, answer: Answer, *, base_url: str = "", key: str = "") -> WireRequest | None:
        """Return the request for the output of a completed job, which the state of the job does not contain."""
        if answer.urls or answer.pictures:
            return None
        status_path = answer.poll_url.partition("?")[0]
        url = answer.result_url or (status_path.removesuffix("/status") if status_path.endswith("/status") else "")
        return WireRequest("GET", url, (auth_header(self, key),), None) if url else None

    def write_cancel(self, id: str, cancel_url: str, *, base_url: str = "", key: str = "") -> WireRequest | None:
        """Return the request that removes a job from the queue. A job that runs may ignore it."""
        return WireRequest("PUT", cancel_url, (auth_header(self, key),), None) if cancel_url else None

    def write_webhook(self, request: WireRequest, url: str, *, base_url: str = "") -> WireRequest | None:
        """Return the request to the queue with the address, or None for an address that may be synchronous."""
        if _synchronous(base_url) in ("", base_url.rstrip("/")):
            return None
        return replace(request, url=f"{request.url}?fal_webhook={quote(url, safe='')}")

    def describe_job(self, spec: ModelSpec, *, base_url: str = "", key: str = "") -> JobDescription:
        """Return how the job is polled. A job that failed is completed, too: then its result has an error status."""
        held = _synchronous(base_url)
        return JobDescription(
            pictures=("images", EACH, "url"),
            status=("status",),
            done=(STATUSES["done"],),
            refused=("has_nsfw_concepts", EACH),
            poll_url=("status_url",),
            result_url=("response_url",),
            headers=(auth_header(self, key),),
            pause=POLICY.first_poll_interval,
            held=HeldRequest(held, build_url(self, base_url, ""), has_result=True) if held else None,
        )

    def write_key_test(self, *, base_url: str = "", key: str = "") -> WireRequest:
        """Return a request for the state of a job that does not exist: 404 with a valid key, 401 with another one."""
        # The synchronous address has no jobs.
        base = QUEUE if base_url.rstrip("/") in ("", SYNCHRONOUS) else base_url
        url = build_url(self, base, f"/fal-ai/flux-2/requests/{UUID(int=0)}/status")
        return WireRequest("GET", url, (auth_header(self, key),), None)

    def read_retryable(self, headers: Mapping[str, str]) -> bool | None:
        return {"true": True, "false": False}.get(headers.get("x-fal-retryable", "").strip().lower())

    def read_refusal(self, status: int, body: object) -> Refusal:
        """Read the `detail`, a message or a list of messages with their places and types, and the `error_type`."""
        details = body.get("detail") if isinstance(body, Mapping) else None
        found = details[:MOST_LINES] if isinstance(details, list) else []
        kinds = [read_sentence(item.get("type"), 100) for item in found if isinstance(item, Mapping)]
        others = [body.get(name) for name in ("error", "message", "error_type")] if isinstance(body, Mapping) else []
        sentence = read_detail(details) or first_sentence(others)
        content = status < 500 and CONTENT in kinds
        return Refusal(
            sentence,
            content=content or refuses_content(status, sentence),
            unknown_job=status == 404,
        )

    def _read_output(self, output: Mapping[str, Any], id_: str) -> Answer:
        """Read the pictures, without those that the content filter has replaced by black ones."""
        images = need_list(output["images"], self.title, "images")
        kept = [image for image, blocked in zip(images, list_blocked(output, len(images)), strict=True) if not blocked]
        if images and not kept:
            return Answer(id_, "failed", None, (), "", refused=True, explanation=BLOCKED)
        if not kept:
            raise AnswerError(f"{self.title} reported COMPLETED without a picture.")
        found = [self._read_image(image) for image in kept]
        return Answer(
            id_,
            "done",
            None,
            tuple(text for text, is_url in found if is_url),
            "",
            seed=read_whole(output.get("seed")),
            prompt=read_prompt(output.get("prompt")),
            withheld=len(images) - len(kept),
            pictures=tuple(text for text, is_url in found if not is_url),
        )

    def _read_image(self, image: object) -> tuple[str, bool]:
        """Return the URL of an image and True or, with `sync_mode`, its Base64 text and False."""
        url = image.get("url") if isinstance(image, Mapping) else None
        if isinstance(url, str) and (head := DATA_URL.match(url)):
            return url[head.end() :], False
        return need_address(url, self.title, "images"), True


DIALECT = Fal()


def _synchronous(base_url: str) -> str:
    """Return the synchronous address that belongs to a queue, or "" if the queue's address does not say."""
    base = base_url.rstrip("/") or QUEUE
    if base in (QUEUE, SYNCHRONOUS):
        return SYNCHRONOUS
    # A proxy for both has to tell them apart by their paths.
    return base.removesuffix("/queue") + "/run" if base.endswith("/queue") else ""


def _path(spec: ModelSpec, has_loras: bool) -> str:
    """Return `/fal-ai/flux-2/lora/edit`: the model, then what makes the variant."""
    return "/" + "/".join([spec.model, *(["lora"] if has_loras else []), *(["edit"] if spec.mode == "edit" else [])])
