"""apiframe's endpoints: submit a job, upload pictures, list models, read the account."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.http import JsonResponse

from playground.api.endpoint import ApiRequest, as_wire_error, endpoint
from playground.api.idempotency import read_idempotency
from playground.api.params import clean_params
from playground.api.pictures import find_picture_or_address
from playground.catalog.loading import get_spec, specs
from playground.catalog.spec import ModelSpec
from playground.catalog.validation import MAX_UNKNOWN_NAMES
from playground.catalog.values import shorten, show
from playground.catalog.words import suggest
from playground.dialects.apiframe import MODALITIES, STATUSES
from playground.dialects.base import timestamp
from playground.dialects.errors import WireError
from playground.dialects.events import EVENTS
from playground.dialects.wire import WireRequest
from playground.errors import SubmissionRefused
from playground.generations.models import Generation
from playground.generations.storage.purge import KEEP_UNUSED_ASSETS
from playground.generations.storage.quota import StorageFull
from playground.generations.storage.store import store_asset
from playground.generations.submission.idempotency import (
    IdempotentRequest,
    KeyReused,
    create_once,
    find_earlier,
)
from playground.generations.submission.submit import Submission, Webhook, submit
from playground.imaging.decoding import DECODES
from playground.imaging.errors import UploadRefused
from playground.outbound.addresses import check_url
from playground.outbound.errors import OutboundError

FIELDS = ("prompt", "model", "fluxParams", "webhookUrl", "webhookEvents")
# The events that a webhook gets when the request does not name any.
LAST_EVENTS = ("completed", "failed")
# Nothing is charged here, but clients check that enough credits are left.
CREDITS = 1_000_000


@endpoint("apiframe", "POST")
def generate(request: ApiRequest) -> JsonResponse:
    """Submit a job and return its id immediately."""
    body = request.json()
    idempotent = read_idempotency(request, body)
    # A repeated request is answered before it is validated: meanwhile the queue may be full or a picture gone.
    try:
        generation = (idempotent and find_earlier(idempotent)) or _create(request, body, idempotent)
    except KeyReused as error:
        raise WireError(error.sentence, status=409) from error
    return JsonResponse({"jobId": str(generation.wire_id), "status": STATUSES[generation.status]}, status=202)  # type: ignore[index]


@endpoint("apiframe", "POST")
def uploads(request: ApiRequest) -> JsonResponse:
    """Store an uploaded picture, whose URL then works in `input_images`."""
    file = request.file("file")
    # Clients guess the type from the file name, which may have no extension. The format is read from the content.
    file.content_type = ""
    try:
        with DECODES.take(request.person):
            asset = store_asset(request.owner, file)
    except StorageFull as error:
        raise WireError(error.sentence, status=507) from error
    except UploadRefused as error:
        raise WireError(error.sentence, field="file") from error
    answer = {
        "id": str(asset.id),
        "url": f"{request.origin}/{asset.key}",
        "kind": "image",
        "contentType": asset.content_type,
        "byteSize": asset.byte_size,
        "expiresAt": timestamp(asset.created + KEEP_UNUSED_ASSETS),
    }
    return JsonResponse(answer, status=201)


@endpoint("apiframe", "GET", needs_key=False)
def models(request: ApiRequest) -> Mapping[str, Any]:
    """List the models, or only those of the modality in the query."""
    modality = request.http.GET.get("modality", "")
    if modality and modality not in MODALITIES:
        raise WireError(choice_sentence("modality", modality, MODALITIES), field="modality")
    # The other modalities are documented, so they are valid, but this server has no models for them.
    listed = known_specs() if modality in ("", "image") else []
    return {"models": [_describe_model(spec) for spec in listed]}


@endpoint("apiframe", "GET")
def me(request: ApiRequest) -> Mapping[str, Any]:
    """Return the owner of the key, with a number of credits that never changes."""
    key, owner = request.key, request.owner
    email = owner.user.email if owner.user else ""
    return {
        "user": {"id": str(owner.id), "email": email, "role": "OWNER"},
        "team": {
            "id": str(owner.id),
            "name": email or "Guest",
            "credits": CREDITS,
            "plan": "unlimited",
            "customerId": None,
        },
        "apiKey": key and {"id": str(key.id), "name": key.name, "prefix": key.prefix},
    }


def known_specs() -> list[ModelSpec]:
    return [spec for spec in specs().values() if spec.dialect == "apiframe"]


def choice_sentence(name: str, value: object, choices: Iterable[str]) -> str:
    """Return the error message for a value that is not one of the choices, with the most similar choice."""
    near = suggest(value, choices) if isinstance(value, str) else ""
    return f"{name} must be one of {', '.join(choices)}; you gave {show(value)}{near or '.'}"


def _create(request: ApiRequest, body: Mapping[str, Any], idempotent: IdempotentRequest | None) -> Generation:
    submission = _read(request, body)
    try:
        return create_once(idempotent, lambda: submit(submission)[0]) if idempotent else submit(submission)[0]
    except SubmissionRefused as error:
        raise as_wire_error(error, _path_of) from error


def _read(request: ApiRequest, body: Mapping[str, Any]) -> Submission:
    wire = WireRequest("POST", request.http.path, (), body)
    spec_id, sent = request.dialect.read_request(wire, specs().values())
    spec = get_spec(spec_id)
    _check_fields(spec, body)
    return Submission(
        owner=request.owner,
        spec=spec,
        params=clean_params(request, spec, sent, _path_of, find=find_picture_or_address),
        sent=sent,
        source="api",
        origin=request.origin,
        allow_urls=True,
        webhook=_read_webhook(request, body),
    )


def _path_of(name: str) -> str:
    # The prompt is beside `fluxParams`, and all other parameters are inside.
    return name if name == "prompt" else f"fluxParams.{name}" if name else "fluxParams"


def _check_fields(spec: ModelSpec, body: Mapping[str, Any]) -> None:
    """Refuse unknown fields, because a misspelt one would be ignored silently."""
    unknown = [name for name in body if name not in FIELDS]
    if not unknown:
        return
    details = {}
    # Searching for similar names is slow, so it is done only for the first ones.
    for name in unknown[:MAX_UNKNOWN_NAMES]:
        shown = shorten(name)
        hint = ". Send it inside fluxParams." if spec.get(name) else suggest(name, FIELDS) or "."
        details[shown] = [f"{shown} is not a field of this request{hint}"]
    sentence = " ".join(messages[0] for messages in details.values())
    more = len(unknown) - MAX_UNKNOWN_NAMES
    if more > 0:
        sentence += f" {more:,} more {'name is' if more == 1 else 'names are'} unknown."
    raise WireError(sentence, details=details)


def _read_webhook(request: ApiRequest, body: Mapping[str, Any]) -> Webhook | None:
    url, events = body.get("webhookUrl"), _read_events(body.get("webhookEvents"))
    if url is None:
        return None
    if not isinstance(url, str):
        raise WireError(f"webhookUrl must be text; you gave {show(url)}.", field="webhookUrl")
    try:
        # Only the URL itself is checked here. Host names are resolved at each delivery, because their addresses may
        # change.
        check_url(url, allow_private=settings.ALLOW_PRIVATE_URLS)
    except OutboundError as error:
        raise WireError(f"webhookUrl cannot be {show(url)}: {error.sentence}", field="webhookUrl") from error
    assert request.key is not None, "This endpoint needs a key."  # noqa: S101
    # The raw key is not stored. Events are signed with its digest, which the client can compute.
    return Webhook(url, events, request.key.digest)


def _read_events(events: object) -> tuple[str, ...]:
    if events is None:
        return LAST_EVENTS
    if not isinstance(events, list) or not events:
        sentence = f"webhookEvents must be a list of one or more of {', '.join(EVENTS)}; you gave {show(events)}."
        raise WireError(sentence, field="webhookEvents")
    for event in events:
        if event not in EVENTS:
            raise WireError(choice_sentence("webhookEvents", event, EVENTS), field="webhookEvents")
    # An event that is named twice is sent once.
    return tuple(dict.fromkeys(events))


def _describe_model(spec: ModelSpec) -> dict[str, Any]:
    return {
        "id": spec.model,
        "label": spec.title,
        "modality": "image",
        "description": spec.summary,
        "pricingMode": "flat",
        "costMin": 0,
        "costMax": 0,
    }
