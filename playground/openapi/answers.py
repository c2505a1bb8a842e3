"""What the answers of both dialects have in common in the OpenAPI document: headers, refusals, keys."""

from collections.abc import Sequence
from dataclasses import dataclass

from playground.catalog.spec import Json
from playground.dialects.base import Dialect
from playground.openapi.limits import MEGABYTE, MOST_FILE, MOST_JSON
from playground.openapi.schemas import one, refer

REQUEST_ID: Json = {
    "description": "The id of this answer; the server's log has it beside whatever went wrong.",
    "required": True,
    "schema": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
}
HEADERS: Json = {
    "x-request-id": REQUEST_ID,
    "Retry-After": {
        "description": "After how many seconds another try makes sense.",
        "required": True,
        "schema": {"type": "integer", "minimum": 1},
    },
    "Allow": {"description": "The methods that this path knows.", "required": True, "schema": {"type": "string"}},
    "WWW-Authenticate": {
        "description": "How a key may be sent besides the dialect's own header.",
        "required": True,
        "schema": one("Bearer"),
    },
}
# The headers that refusals of a status have besides the id.
REFUSAL_HEADERS = {401: "WWW-Authenticate", 405: "Allow", 429: "Retry-After", 503: "Retry-After"}
REFUSALS = {
    400: "The request is not usable. The sentence names the field, the value and the bound.",
    401: "The key is missing, unknown or revoked.",
    403: "The signed address was changed or has expired.",
    404: "There is nothing here that this key's owner can see.",
    405: "The path does not know this method.",
    409: "The `Idempotency-Key` came with another body before.",
    413: f"The body is too large: JSON may have {MOST_JSON // MEGABYTE} MB, a file {MOST_FILE // MEGABYTE} MB.",
    415: "The body has another content type than this path takes.",
    429: "Too many requests, too many waiting pictures, no more pictures today, or no place left to wait.",
    500: "This server failed. Its log has the details under the id of the answer.",
    502: "The engine could not make the picture.",
    503: "The database of this server cannot be reached just now.",
    504: "The picture was not there in time. It is still being made.",
    507: "The disk of this server is full, or what you may store on it is used up: delete pictures.",
}
TIMESTAMP: Json = {
    "type": "string",
    "format": "date-time",
    "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$",
    "description": "A moment in UTC with milliseconds.",
}
# What an operation says that needs no key: without it, a reader may think that it was forgotten.
OPEN: list[dict[str, Sequence[str]]] = []
PICTURE_TYPES = ("image/png", "image/jpeg", "image/webp")


@dataclass(frozen=True, slots=True)
class Chapter:
    """What one dialect brings to the document: its tag, paths by address, and components."""

    tag: Json
    paths: dict[str, Json]
    schemas: Json
    responses: Json
    security: Json


def answer(description: str, schema: Json, *, headers: Json | None = None, examples: Json | None = None) -> Json:
    """Return an answer in JSON."""
    content: Json = {"schema": schema} | ({"examples": examples} if examples else {})
    return {
        "description": description,
        "headers": {"x-request-id": refer("x-request-id", "headers")} | (headers or {}),
        "content": {"application/json": content},
    }


def bodiless(description: str) -> Json:
    """Return an answer without a body."""
    return {"description": description, "headers": {"x-request-id": refer("x-request-id", "headers")}}


def write_refusals(dialect: Dialect, schemas: dict[int, Json], usual: Json) -> Json:
    """Return the dialect's refusals as components named `onemin.400`; `schemas` has those of an unusual shape."""
    return {
        f"{dialect.name}.{status}": answer(sentence, schemas.get(status, usual), headers=_headers_of(status))
        for status, sentence in REFUSALS.items()
    }


def refuse_with(dialect: Dialect, *statuses: int) -> Json:
    """Return references to the refusals of an operation; each path also has 400, 405, 500 and 503."""
    answers = sorted({400, 405, 500, 503, *statuses})
    return {str(status): refer(f"{dialect.name}.{status}", "responses") for status in answers}


def write_security(dialect: Dialect) -> Json:
    """Return the two ways in which the dialect's clients send a key."""
    return {
        f"{dialect.name}_key": {
            "type": "apiKey",
            "in": "header",
            "name": dialect.key_header,
            "description": "A key from the page API keys; it begins with afk_.",
        },
        f"{dialect.name}_bearer": {"type": "http", "scheme": "bearer", "description": "The same key as a token."},
    }


def either_way(dialect: Dialect) -> list[dict[str, Sequence[str]]]:
    """Return what an operation that needs a key asks for."""
    return [{name: []} for name in write_security(dialect)]


def closed(properties: Json, *, description: str = "", optional: Sequence[str] = ()) -> Json:
    """Return an object of exactly these members, each of them required unless it is optional."""
    schema: Json = {"type": "object", "properties": properties, "additionalProperties": False}
    schema["required"] = [name for name in properties if name not in optional]
    return ({"description": description} if description else {}) | schema


def text(description: str, **more: object) -> Json:
    """Return a text."""
    return {"type": "string", "description": description, **more}


def takes(place: str, name: str, schema: Json, *, required: bool = False) -> Json:
    """Return a parameter in `path`, `query` or `header`; its description is its schema's.

    An empty text in the query is the same as none.
    """
    described: Json = {"description": schema["description"]} if "description" in schema else {}
    if place == "query":
        described["allowEmptyValue"] = True
    rest = {key: value for key, value in schema.items() if key != "description"}
    return {"name": name, "in": place, "required": required, **described, "schema": rest}


def file_body(field_name: str) -> Json:
    """Return a multipart body with one file in that field."""
    file = {"type": "string", "format": "binary", "description": "PNG, JPEG, WebP or GIF."}
    form: Json = {"type": "object", "properties": {field_name: file}, "required": [field_name]}
    encoding = {field_name: {"contentType": "image/png, image/jpeg, image/webp, image/gif"}}
    return {"required": True, "content": {"multipart/form-data": {"schema": form, "encoding": encoding}}}


def _headers_of(status: int) -> Json:
    name = REFUSAL_HEADERS.get(status)
    return {name: refer(name, "headers")} if name else {}
