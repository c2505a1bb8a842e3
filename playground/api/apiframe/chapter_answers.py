"""What apiframe's dialect answers, as schemas: jobs in every state, uploads, models, the account, events."""

from collections.abc import Sequence

from playground.catalog.spec import Json, ModelSpec
from playground.dialects.apiframe import STATUSES
from playground.dialects.events import EVENTS, Event
from playground.dialects.registry import get_dialect
from playground.openapi.answers import OPEN, PICTURE_TYPES, TIMESTAMP, closed, text
from playground.openapi.schemas import one, refer

DIALECT = get_dialect("apiframe")
JOB_STATUSES = tuple(STATUSES.values())
UUID: Json = {"type": "string", "format": "uuid"}
NOTHING: Json = {"type": "null"}
COST: Json = {"type": "number", "minimum": 0, "description": "In credits; nothing is charged for a failure."}
NO_COST: Json = {"type": "number", "enum": [0]}
PROGRESS: Json = {"type": "integer", "minimum": 0, "maximum": 100, "description": "In per cent."}
PICTURE_URL = text("Fetched without a key; it ends in the picture's extension.", format="uri")
RESULT = closed({"images": {"type": "array", "items": PICTURE_URL, "minItems": 1}})
WEBHOOK_STATUS: Json = {
    "enum": [None, "pending", "delivered", "failed"],
    "description": "How the last webhook is getting on; null where none was asked for.",
}
EVENT_WORDS: dict[Event, str] = {
    "progress": "The job is being worked on.",
    "completed": "The pictures are there.",
    "failed": "There will be no picture.",
}


def write_answers(specs: Sequence[ModelSpec]) -> Json:
    """Return the schemas of all answers and events."""
    models = [spec.model for spec in specs]
    sentence = text("What is wrong, in words.")
    details: Json = {
        "type": "object",
        "description": "What is wrong by the path of each key.",
        "additionalProperties": {"type": "array", "items": {"type": "string"}, "minItems": 1},
    }
    return {
        "apiframe.Ordered": closed({"jobId": UUID, "status": {"type": "string", "enum": list(JOB_STATUSES)}}),
        **_write_jobs(models),
        **_write_events(models),
        "apiframe.Upload": _write_upload(),
        "apiframe.Models": closed({"models": {"type": "array", "items": _write_model(models)}}),
        "apiframe.Account": _write_account(),
        "apiframe.Error": closed({"error": sentence}),
        "apiframe.BadRequest": closed({"error": sentence, "details": details}),
    }


def write_callbacks() -> Json:
    """Return the events that are posted to the `webhookUrl` of an order."""
    headers = [
        {"name": "X-Webhook-Event", "in": "header", "required": True, "schema": {"enum": list(EVENTS)}},
        {
            "name": "X-Webhook-Signature",
            "in": "header",
            "required": True,
            "description": (
                "HMAC-SHA256 of the raw body; its key is the SHA-256 of the API key that made the order, as hex text."
            ),
            "schema": {"type": "string", "pattern": "^sha256=[0-9a-f]{64}$"},
        },
    ]
    events = {"schema": {"anyOf": [refer(f"apiframe.event.{event}") for event in EVENTS]}}
    post = {
        "summary": "An event of the job",
        "security": OPEN,
        "description": (
            "Progress is posted once, and the longer the job takes the less often. The end is posted again after 10"
            " seconds, 5 minutes and 55 minutes, until the receiver answers with 2xx. The events of a job come in"
            " order. A host that failed ten times in a row is left in peace for 5 minutes, then for longer, up to an"
            " hour; after twenty times what waits for it is given up."
        ),
        "parameters": headers,
        "requestBody": {"required": True, "content": {"application/json": events}},
        "responses": {"2XX": {"description": "The event arrived."}},
    }
    return {"event": {"{$request.body#/webhookUrl}": {"post": post}}}


def _write_jobs(models: Sequence[str]) -> Json:
    failed = {"result": NOTHING, "creditCost": NO_COST, "completedAt": TIMESTAMP}
    states: dict[str, Json] = {
        "QUEUED": {"result": NOTHING, "error": NOTHING, "creditCost": NO_COST, "completedAt": NOTHING},
        "PROCESSING": {"result": NOTHING, "error": NOTHING, "creditCost": NO_COST, "completedAt": NOTHING},
        "COMPLETED": {"result": RESULT, "error": NOTHING, "creditCost": COST, "completedAt": TIMESTAMP},
        "FAILED": failed | {"error": text("Why there is no picture.")},
        "CANCELLED": failed | {"error": text("That it was cancelled.")},
    }
    names = {status: f"apiframe.Job.{status}" for status in states}
    jobs: Json = {names[status]: _write_job(models, status, fields) for status, fields in states.items()}
    mapping = {status: refer(name)["$ref"] for status, name in names.items()}
    jobs["apiframe.Job"] = {
        "oneOf": [refer(name) for name in names.values()],
        "discriminator": {"propertyName": "status", "mapping": mapping},
    }
    page = {
        "jobs": {"type": "array", "items": refer("apiframe.Job")},
        "nextCursor": {"type": ["string", "null"], "description": "Leads to the page after this one."},
        "hasMore": {"type": "boolean", "description": "True exactly where there is a cursor."},
        "models": {"type": "array", "items": {"type": "string", "enum": list(models)}},
    }
    jobs["apiframe.Jobs"] = closed(page, optional=["models"])
    return jobs


def _write_job(models: Sequence[str], status: str, fields: Json) -> Json:
    asked = {"prompt": text("What was asked for."), "fluxParams": {"type": "object"}}
    return closed(
        {
            "id": UUID,
            "status": one(status),
            "model": {"type": "string", "enum": list(models)},
            "progress": PROGRESS,
            "result": fields["result"],
            "error": fields["error"],
            "creditCost": fields["creditCost"],
            "webhookStatus": WEBHOOK_STATUS,
            "createdAt": TIMESTAMP,
            "completedAt": fields["completedAt"],
            "input": closed(asked, optional=["fluxParams"]) | {"description": "The parameters as they were sent."},
            "expired": {"type": "boolean", "description": "Whether the addresses of the pictures no longer open."},
        }
    )


def _write_events(models: Sequence[str]) -> Json:
    model: Json = {"type": "string", "enum": list(models)}
    done = {"progress": PROGRESS, "result": RESULT, "model": model, "creditCost": COST, "completedAt": TIMESTAMP}
    fields: dict[Event, Json] = {
        "progress": {"progress": PROGRESS, "model": model},
        "completed": done,
        "failed": {"error": text("Why there is no picture."), "model": model},
    }
    statuses: dict[Event, list[str]] = {
        "progress": ["QUEUED", "PROCESSING"],
        "completed": ["COMPLETED"],
        "failed": ["FAILED", "CANCELLED"],
    }
    return {
        f"apiframe.event.{event}": closed(
            {"event": one(event), "jobId": UUID, "status": {"enum": statuses[event]}} | fields[event],
            description=EVENT_WORDS[event],
        )
        for event in EVENTS
    }


def _write_upload() -> Json:
    return closed(
        {
            "id": UUID,
            "url": text("Goes into `input_images`. It opens as a result does: for a day without a key.", format="uri"),
            "kind": one("image"),
            "contentType": {"type": "string", "enum": list(PICTURE_TYPES)},
            "byteSize": {"type": "integer", "minimum": 1},
            "expiresAt": TIMESTAMP,
        }
    )


def _write_model(models: Sequence[str]) -> Json:
    return closed(
        {
            "id": {"type": "string", "enum": list(models)},
            "label": {"type": "string"},
            "modality": one("image"),
            "description": {"type": "string"},
            "pricingMode": {"type": "string"},
            "costMin": {"type": "number"},
            "costMax": {"type": "number"},
        }
    )


def _write_account() -> Json:
    words: Json = {"type": "string"}
    return closed(
        {
            "user": closed({"id": UUID, "email": text("Empty for a guest."), "role": words}),
            "team": closed(
                {
                    "id": UUID,
                    "name": words,
                    "credits": {"type": "number", "minimum": 0},
                    "plan": words,
                    "customerId": NOTHING,
                }
            ),
            "apiKey": closed({"id": UUID, "name": words, "prefix": text("How the key begins.")}),
        }
    )
