"""The parts of the OpenAPI document that all dialects share: headers, error responses and security schemes."""

from collections.abc import Sequence
from dataclasses import dataclass

from playground.catalog.spec import Json
from playground.dialects.base import Dialect
from playground.imaging.messages import FORMATS, MEDIA_TYPES
from playground.openapi.limits import MAX_ESCAPED_JSON_BYTES, MAX_FILE_BYTES, MAX_JSON_BYTES, MEGABYTE
from playground.openapi.schemas import constant, reference

REQUEST_ID: Json = {
    "description": "The id of this response, under which the server log has the details of an error.",
    "required": True,
    "schema": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
}
HEADERS: Json = {
    "x-request-id": REQUEST_ID,
    "Retry-After": {
        "description": "The number of seconds to wait before another try.",
        "required": True,
        "schema": {"type": "integer", "minimum": 1},
    },
    "Allow": {"description": "The methods that this path allows.", "required": True, "schema": {"type": "string"}},
    "WWW-Authenticate": {
        "description": "How to send a key other than in the dialect's own header.",
        "required": True,
        "schema": constant("Bearer"),
    },
}
# The header that errors with this status have, besides the id.
ERROR_HEADERS = {401: "WWW-Authenticate", 405: "Allow", 429: "Retry-After", 503: "Retry-After"}
ERRORS = {
    400: "The request is not valid. The message names the field, the value and the limit.",
    401: "The key is missing, unknown or revoked.",
    403: "The signed URL was changed or has expired.",
    404: "The path does not exist, or the owner of this key has no such item.",
    405: "The path does not allow this method.",
    409: "The `Idempotency-Key` was used with a different body before.",
    413: (
        f"The body is too large. The limit is {MAX_JSON_BYTES // MEGABYTE} MB for JSON"
        f" ({MAX_ESCAPED_JSON_BYTES // MEGABYTE} MB with its `\\u` escapes) and {MAX_FILE_BYTES // MEGABYTE} MB for a"
        " file."
    ),
    415: "The path does not accept the content type of the body.",
    429: "Too many requests, too many waiting pictures, or the daily limit is reached.",
    500: "An error occurred on this server. The server log has the details under the `x-request-id`.",
    502: "The engine could not make the picture.",
    503: "The database of this server is not available.",
    504: "The picture was not finished in time and is still being made.",
    507: "The disk of this server is full, or your storage is. Delete pictures that you no longer need.",
}
TIMESTAMP: Json = {
    "type": "string",
    "format": "date-time",
    "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$",
    "description": "A time in UTC, with milliseconds.",
}
# An empty list states that an operation needs no key. Without it, readers could not tell whether it was forgotten.
NO_KEY: list[dict[str, Sequence[str]]] = []
PICTURE_TYPES = ("image/png", "image/jpeg", "image/webp")


@dataclass(frozen=True, slots=True)
class Chapter:
    """The part of the document that one dialect adds: its tag, paths and components."""

    tag: Json
    paths: dict[str, Json]
    schemas: Json
    responses: Json
    security: Json


def json_response(description: str, schema: Json, *, headers: Json | None = None, examples: Json | None = None) -> Json:
    """Return a response with a JSON body."""
    content: Json = {"schema": schema} | ({"examples": examples} if examples else {})
    return {
        "description": description,
        "headers": {"x-request-id": reference("x-request-id", "headers")} | (headers or {}),
        "content": {"application/json": content},
    }


def empty_response(description: str) -> Json:
    """Return a response without a body."""
    return {"description": description, "headers": {"x-request-id": reference("x-request-id", "headers")}}


def write_errors(dialect: Dialect, schemas: dict[int, Json], usual: Json) -> Json:
    """Return the dialect's error responses as components named like `onemin.400`.

    `schemas` has the schemas of the statuses that do not use `usual`.
    """
    return {
        f"{dialect.name}.{status}": json_response(sentence, schemas.get(status, usual), headers=_headers_of(status))
        for status, sentence in ERRORS.items()
    }


def error_responses(dialect: Dialect, *statuses: int) -> Json:
    """Return references to the error responses of an operation; 400, 405, 500 and 503 are always included."""
    # These do not depend on the operation: a malformed request, a wrong method, an error, a database that is away.
    answers = sorted({400, 405, 500, 503, *statuses})
    return {str(status): reference(f"{dialect.name}.{status}", "responses") for status in answers}


def write_security(dialect: Dialect) -> Json:
    """Return the two security schemes of the dialect: its own header and a bearer token."""
    return {
        f"{dialect.name}_key": {
            "type": "apiKey",
            "in": "header",
            "name": dialect.key_header,
            "description": "A key from the page API keys. It begins with pg_, an older one with afk_.",
        },
        f"{dialect.name}_bearer": {"type": "http", "scheme": "bearer", "description": "The same key as a token."},
    }


def key_security(dialect: Dialect) -> list[dict[str, Sequence[str]]]:
    """Return the security requirement of an operation: either of the two schemes."""
    return [{name: []} for name in write_security(dialect)]


def closed_object(properties: Json, *, description: str = "", optional: Sequence[str] = ()) -> Json:
    """Return the schema of an object with exactly these members, which are required unless they are in `optional`."""
    # Closed, so that tests that compare responses with the document also find a member that it does not mention.
    schema: Json = {"type": "object", "properties": properties, "additionalProperties": False}
    schema["required"] = [name for name in properties if name not in optional]
    return ({"description": description} if description else {}) | schema


def string(description: str, **more: object) -> Json:
    return {"type": "string", "description": description, **more}


def parameter(place: str, name: str, schema: Json, *, required: bool = False) -> Json:
    """Return a parameter in `path`, `query` or `header`, with the description of its schema.

    In a query, an empty value means the same as no parameter.
    """
    described: Json = {"description": schema["description"]} if "description" in schema else {}
    if place == "query":
        described["allowEmptyValue"] = True
    rest = {key: value for key, value in schema.items() if key != "description"}
    return {"name": name, "in": place, "required": required, **described, "schema": rest}


def file_body(field_name: str) -> Json:
    """Return the schema of a multipart body with one file in the given field."""
    file = {
        "type": "string",
        "format": "binary",
        "description": f"{FORMATS}. The content decides about the format, not the name or type of the file.",
    }
    form: Json = {"type": "object", "properties": {field_name: file}, "required": [field_name]}
    encoding = {field_name: {"contentType": ", ".join(MEDIA_TYPES)}}
    return {"required": True, "content": {"multipart/form-data": {"schema": form, "encoding": encoding}}}


def _headers_of(status: int) -> Json:
    name = ERROR_HEADERS.get(status)
    return {name: reference(name, "headers")} if name else {}
