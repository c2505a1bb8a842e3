"""Schemas of apiframe's responses: jobs in every state, uploads, models, the account, and events."""

from collections.abc import Sequence

from playground.catalog.spec import Json, ModelSpec
from playground.dialects.apiframe import STATUSES
from playground.dialects.events import EVENTS, Event
from playground.dialects.registry import get_dialect
from playground.openapi.responses import NO_KEY, PICTURE_TYPES, TIMESTAMP, closed_object, string
from playground.openapi.schemas import constant, reference

DIALECT = get_dialect("apiframe")
JOB_STATUSES = tuple(STATUSES.values())
UUID: Json = {"type": "string", "format": "uuid"}
NULL: Json = {"type": "null"}
COST: Json = {"type": "number", "minimum": 0, "description": "In credits; a failed job costs nothing."}
NO_COST: Json = {"type": "number", "enum": [0]}
PROGRESS: Json = {"type": "integer", "minimum": 0, "maximum": 100, "description": "In per cent."}
PICTURE_URL = string("Needs no key, and ends in the extension of the format.", format="uri")
RESULT = closed_object({"images": {"type": "array", "items": PICTURE_URL, "minItems": 1}})
WEBHOOK_STATUS: Json = {
    "enum": [None, "pending", "delivered", "failed"],
    "description": "The state of the last webhook, or null when the job has no webhook.",
}
EVENT_WORDS: dict[Event, str] = {
    "progress": "The job is running.",
    "completed": "The pictures are finished.",
    "failed": "The job failed or was cancelled.",
}


def write_answers(specs: Sequence[ModelSpec]) -> Json:
    """Return the schemas of all responses and events."""
    models = [spec.model for spec in specs]
    sentence = string("A sentence that says what is wrong.")
    details: Json = {
        "type": "object",
        "description": "The problems by the path of each field.",
        "additionalProperties": {"type": "array", "items": {"type": "string"}, "minItems": 1},
    }
    return {
        "apiframe.Ordered": closed_object({"jobId": UUID, "status": {"type": "string", "enum": list(JOB_STATUSES)}}),
        **_write_jobs(models),
        **_write_events(models),
        "apiframe.Upload": _write_upload(),
        "apiframe.Models": closed_object({"models": {"type": "array", "items": _write_model(models)}}),
        "apiframe.Account": _write_account(),
        "apiframe.Error": closed_object({"error": sentence}),
        "apiframe.BadRequest": closed_object({"error": sentence, "details": details}),
    }


def write_callbacks() -> Json:
    """Return the events that are posted to the `webhookUrl` of a job."""
    headers = [
        {"name": "X-Webhook-Event", "in": "header", "required": True, "schema": {"enum": list(EVENTS)}},
        {
            "name": "X-Webhook-Signature",
            "in": "header",
            "required": True,
            "description": (
                "HMAC-SHA256 of the raw body. Its key is the SHA-256 of the API key of the request, as hex text."
            ),
            "schema": {"type": "string", "pattern": "^sha256=[0-9a-f]{64}$"},
        },
    ]
    events = {"schema": {"anyOf": [reference(f"apiframe.event.{event}") for event in EVENTS]}}
    post = {
        "summary": "An event of the job",
        "security": NO_KEY,
        "description": (
            "Each progress event is posted once, less often the longer the job takes. The final event is posted again"
            " after 10 seconds, 5 minutes and 55 minutes, until the receiver answers with 2xx. The events of a job are"
            " sent in order. After ten failures in a row a host gets no events for 5 minutes, then for longer, up to"
            " an hour. After twenty failures all events that wait for it are dropped."
        ),
        "parameters": headers,
        "requestBody": {"required": True, "content": {"application/json": events}},
        "responses": {"2XX": {"description": "The event was received."}},
    }
    return {"event": {"{$request.body#/webhookUrl}": {"post": post}}}


def _write_jobs(models: Sequence[str]) -> Json:
    failed = {"result": NULL, "creditCost": NO_COST, "completedAt": TIMESTAMP}
    # One schema per state says which members are null in it. A single schema could only say that each may be.
    states: dict[str, Json] = {
        "QUEUED": {"result": NULL, "error": NULL, "creditCost": NO_COST, "completedAt": NULL},
        "PROCESSING": {"result": NULL, "error": NULL, "creditCost": NO_COST, "completedAt": NULL},
        "COMPLETED": {"result": RESULT, "error": NULL, "creditCost": COST, "completedAt": TIMESTAMP},
        "FAILED": failed | {"error": string("The reason of the failure.")},
        "CANCELLED": failed | {"error": string("A sentence that says that the job was cancelled.")},
    }
    names = {status: f"apiframe.Job.{status}" for status in states}
    jobs: Json = {names[status]: _write_job(models, status, fields) for status, fields in states.items()}
    mapping = {status: reference(name)["$ref"] for status, name in names.items()}
    jobs["apiframe.Job"] = {
        "oneOf": [reference(name) for name in names.values()],
        "discriminator": {"propertyName": "status", "mapping": mapping},
    }
    page = {
        "jobs": {"type": "array", "items": reference("apiframe.Job")},
        "nextCursor": {"type": ["string", "null"], "description": "The `cursor` of the next page."},
        "hasMore": {"type": "boolean", "description": "Whether there is a next page."},
        "models": {"type": "array", "items": {"type": "string", "enum": list(models)}},
    }
    jobs["apiframe.Jobs"] = closed_object(page, optional=["models"])
    return jobs


def _write_job(models: Sequence[str], status: str, fields: Json) -> Json:
    asked = {"prompt": string("The prompt."), "fluxParams": {"type": "object"}}
    return closed_object(
        {
            "id": UUID,
            # A constant in each state, by which the discriminator below selects the schema.
            "status": constant(status),
            "model": {"type": "string", "enum": list(models)},
            "progress": PROGRESS,
            "result": fields["result"],
            "error": fields["error"],
            "creditCost": fields["creditCost"],
            "webhookStatus": WEBHOOK_STATUS,
            "createdAt": TIMESTAMP,
            "completedAt": fields["completedAt"],
            "input": closed_object(asked, optional=["fluxParams"])
            | {"description": "The parameters as they were sent."},
            "expired": {"type": "boolean", "description": "Whether the URLs of the pictures have expired."},
        }
    )


def _write_events(models: Sequence[str]) -> Json:
    model: Json = {"type": "string", "enum": list(models)}
    done = {"progress": PROGRESS, "result": RESULT, "model": model, "creditCost": COST, "completedAt": TIMESTAMP}
    fields: dict[Event, Json] = {
        "progress": {"progress": PROGRESS, "model": model},
        "completed": done,
        "failed": {"error": string("The reason of the failure."), "model": model},
    }
    statuses: dict[Event, list[str]] = {
        "progress": ["QUEUED", "PROCESSING"],
        "completed": ["COMPLETED"],
        # There is no event of its own for a cancelled job.
        "failed": ["FAILED", "CANCELLED"],
    }
    return {
        f"apiframe.event.{event}": closed_object(
            {"event": constant(event), "jobId": UUID, "status": {"enum": statuses[event]}} | fields[event],
            description=EVENT_WORDS[event],
        )
        for event in EVENTS
    }


def _write_upload() -> Json:
    return closed_object(
        {
            "id": UUID,
            "url": string("For `input_images`. Like a result, it opens for a day without a key.", format="uri"),
            "kind": constant("image"),
            "contentType": {"type": "string", "enum": list(PICTURE_TYPES)},
            "byteSize": {"type": "integer", "minimum": 1},
            "expiresAt": TIMESTAMP,
        }
    )


def _write_model(models: Sequence[str]) -> Json:
    return closed_object(
        {
            "id": {"type": "string", "enum": list(models)},
            "label": {"type": "string"},
            "modality": constant("image"),
            "description": {"type": "string"},
            "pricingMode": {"type": "string"},
            "costMin": {"type": "number"},
            "costMax": {"type": "number"},
        }
    )


def _write_account() -> Json:
    words: Json = {"type": "string"}
    return closed_object(
        {
            "user": closed_object({"id": UUID, "email": string("Empty for a guest."), "role": words}),
            "team": closed_object(
                {
                    "id": UUID,
                    "name": words,
                    "credits": {"type": "number", "minimum": 0},
                    "plan": words,
                    # Nothing is paid here, so no team is a customer.
                    "customerId": NULL,
                }
            ),
            "apiKey": closed_object({"id": UUID, "name": words, "prefix": string("How the key begins.")}),
        }
    )
