"""1min.ai's chapter of the OpenAPI document."""

from collections.abc import Sequence

from django.conf import settings

from playground.catalog.spec import Json, ModelSpec
from playground.dialects.onemin import ERROR_CODES, INVALID_KEY, MOST_PICTURES, TYPES
from playground.dialects.registry import get_dialect
from playground.openapi.answers import (
    OPEN,
    PICTURE_TYPES,
    TIMESTAMP,
    Chapter,
    answer,
    bodiless,
    closed,
    either_way,
    file_body,
    refuse_with,
    takes,
    text,
    write_refusals,
    write_security,
)
from playground.openapi.schemas import (
    choose,
    default,
    link_studio,
    one,
    refer,
    schema_name,
    write_examples,
    write_params,
)

DIALECT = get_dialect("onemin")
TAG = DIALECT.title
OTHER_CODES = ("UNKNOWN_ERROR", "UNSUPPORTED_MODEL", "CONTENT_REFUSED", "LINK_REFUSED")
UUID: Json = {"type": "string", "format": "uuid"}
PATH = text("The picture's path. It works as `imageUrl`, and behind this server's root.", pattern="^images/[^/]+$")
RESULT_IDS: Json = {"readResult": {"operationId": "readResult", "parameters": {"id": "$response.body#/aiRecord/uuid"}}}


def write_chapter(origin: str, specs: Sequence[ModelSpec]) -> Chapter:
    """Return the paths and components of 1min.ai's dialect; `specs` are those that it serves."""
    return Chapter(
        tag={"name": TAG, "description": "One call that waits for its picture, with uploads for editing."},
        paths={
            "/api/features": {"post": _features(origin, specs)},
            "/api/results/{id}": {"get": _result()},
            "/api/assets": {"post": _assets()},
            "/api/images/{name}": {"get": _signed_picture()},
            "/models": {"get": _models()},
        },
        schemas=_request_schemas(origin, specs) | _record_schemas(specs) | _asset_schemas() | _other_schemas(specs),
        responses=write_refusals(DIALECT, {401: closed({"message": one(INVALID_KEY)})}, refer("onemin.Error")),
        security=write_security(DIALECT),
    )


def _features(origin: str, specs: Sequence[ModelSpec]) -> Json:
    examples = {name: example for spec in specs for name, example in write_examples(spec).items()}
    body: Json = {"schema": refer("onemin.Request"), "examples": examples}
    return {
        "operationId": "makePicture",
        "tags": [TAG],
        "summary": "Make or edit a picture",
        "description": (
            f"Waits until the pictures are there, at most {settings.API_WAIT_SECONDS:g} seconds, and answers with their"
            " paths. With `async` it answers at once. Names that a model does not know are ignored and come back in"
            " `promptObject`, up to 16 KB of them. A reference to a picture is the path, the location or the id of an"
            " upload, the path of a former result, or an absolute address."
        ),
        "x-studio": [link_studio(spec, origin)["x-studio"] for spec in specs],
        "x-specs": [spec.id for spec in specs],
        "security": either_way(DIALECT),
        "requestBody": {"required": True, "content": {"application/json": body}},
        "responses": {
            "200": answer("The pictures; with `async`, what there is so far.", refer("onemin.Made"))
            | {"links": RESULT_IDS},
            **refuse_with(DIALECT, 401, 413, 415, 429, 502, 504, 507),
        },
    }


def _result() -> Json:
    return {
        "operationId": "readResult",
        "tags": [TAG],
        "summary": "Ask what became of a request",
        "description": "Tells the state of one request. An id that this key's owner does not have gives null.",
        "security": either_way(DIALECT),
        "parameters": [takes("path", "id", text("The `uuid` of the record.", pattern="^[^/]+$"), required=True)],
        "responses": {
            "200": answer("The record, or null.", refer("onemin.Result")),
            **refuse_with(DIALECT, 401, 404, 429),
        },
    }


def _assets() -> Json:
    return {
        "operationId": "uploadAsset",
        "tags": [TAG],
        "summary": "Upload a picture to edit",
        "description": "Keeps one picture, without its metadata. `fileContent.path` works as `imageUrl` at once.",
        "security": either_way(DIALECT),
        "requestBody": file_body("asset"),
        "responses": {
            "200": answer("The picture as it is kept.", refer("onemin.Asset")),
            **refuse_with(DIALECT, 401, 413, 415, 429, 507),
        },
    }


def _signed_picture() -> Json:
    picture = bodiless("The picture.")
    picture["headers"] |= {"ETag": {"required": True, "schema": {"type": "string"}}}
    picture["content"] = {"image/*": {}}
    return {
        "operationId": "readSignedPicture",
        "tags": [TAG],
        "summary": "Fetch a result by its signed address",
        "description": "What `temporaryUrl` points to: whoever has the address sees the picture until it expires. It is"
        f" {', '.join(PICTURE_TYPES)}, as its `Content-Type` says.",
        "security": OPEN,
        "parameters": [
            takes("path", "name", text("The file's name.", minLength=1, pattern=r"^[\w.-]+$"), required=True),
            takes("query", "signature", text("What makes the address hold."), required=True),
        ],
        "responses": {
            "200": picture,
            "304": bodiless("The picture that the `If-None-Match` header names is still the one."),
            **refuse_with(DIALECT, 403, 404),
        },
    }


def _models() -> Json:
    feature = text("The feature that the models must have; without one, or with another, the list is empty.")
    return {
        "operationId": "listModels",
        "tags": [TAG],
        "summary": "List the models of a feature",
        "description": "Needs no key.",
        "security": OPEN,
        "parameters": [
            takes("query", "feature", feature) | {"examples": {type_: {"value": type_} for type_ in TYPES.values()}}
        ],
        "responses": {"200": answer("The models.", refer("onemin.Models")), **refuse_with(DIALECT)},
    }


def _request_schemas(origin: str, specs: Sequence[ModelSpec]) -> Json:
    """Return one schema a spec, and the choice among them: by type first, then by model."""
    schemas: Json = {}
    kinds = {}
    for mode, type_ in TYPES.items():
        served = {spec.model: schema_name(spec) for spec in specs if spec.mode == mode}
        if served:
            kinds[type_] = f"onemin.{type_}"
            schemas[kinds[type_]] = choose("model", served)
    schemas["onemin.Request"] = choose("type", kinds)
    for spec in specs:
        schemas[schema_name(spec)] = _write_request(spec, origin)
    return schemas


def _write_request(spec: ModelSpec, origin: str) -> Json:
    params = write_params(spec, unknown=True)
    if spec.get("n") is None:
        count = {"type": ["integer", "null"], "minimum": 1, "maximum": MOST_PICTURES} | default(1)
        params["properties"]["n"] = {"description": "How many pictures, with seeds that follow each other."} | count
    properties = {
        "type": one(TYPES[spec.mode]),
        "model": one(spec.model),
        "promptObject": params,
        "async": {
            "type": ["boolean", "null"],
            **default(False),
            "description": "Whether to answer before the picture is there.",
        },
    }
    return {
        "title": f"{spec.title}, {TYPES[spec.mode]}",
        "description": spec.summary,
        "type": "object",
        "properties": properties,
        "required": ["type", "model", "promptObject"],
        **link_studio(spec, origin),
    }


def _record_schemas(specs: Sequence[ModelSpec]) -> Json:
    done = {"resultObject": {"minItems": 1}}, text("The signed address of the first picture.", format="uri")
    none = {"resultObject": {"maxItems": 0}}, {"type": "null"}
    refused = {"errorCode": refer("onemin.ErrorCode"), "message": text("Why there is no picture.")}
    states = {
        "Done": closed({"aiRecord": _record(specs, "SUCCESS", *done)}),
        "Working": closed({"aiRecord": _record(specs, "PROCESSING", *none)}),
        "Failed": closed({"aiRecord": _record(specs, "FAILURE", *none), **refused}),
        "Unknown": closed({"aiRecord": {"type": "null"}}),
    }
    schemas: Json = {f"onemin.{name}": state for name, state in states.items()}
    schemas["onemin.Made"] = {"anyOf": [refer("onemin.Done"), refer("onemin.Working")]}
    schemas["onemin.Result"] = {"anyOf": [refer(name) for name in (f"onemin.{state}" for state in states)]}
    return schemas


def _record(specs: Sequence[ModelSpec], status: str, detail: Json, temporary_url: Json) -> Json:
    results: Json = {"type": "array", "items": PATH, "description": "The pictures in the order of their seeds."}
    return closed(
        {
            "uuid": UUID,
            "model": {"type": "string", "enum": sorted({spec.model for spec in specs})},
            "type": {"type": "string", "enum": list(TYPES.values())},
            "status": one(status),
            "createdAt": TIMESTAMP,
            "aiRecordDetail": closed(
                {
                    "promptObject": {"type": "object", "description": "What was sent, and nothing else."},
                    "resultObject": results | detail["resultObject"],
                }
            ),
            "temporaryUrl": temporary_url,
        }
    )


def _asset_schemas() -> Json:
    size: Json = {"type": "integer", "minimum": 0, "description": "In bytes."}
    picture_type: Json = {"type": "string", "enum": list(PICTURE_TYPES)}
    nothing: Json = {"type": "null"}
    asset = closed(
        {
            "fieldname": one("asset"),
            "originalname": text("The file's name as it was sent."),
            "encoding": one("7bit"),
            "mimetype": picture_type,
            "size": size,
            "bucket": {"type": "string"},
            "key": PATH,
            "acl": one("private"),
            "contentType": picture_type,
            "contentDisposition": nothing,
            "contentEncoding": nothing,
            "storageClass": {"type": "string"},
            "serverSideEncryption": nothing,
            "metadata": closed({"fieldName": one("asset")}),
            "location": text("An absolute address; it works as `imageUrl` too.", format="uri"),
            "etag": text("A digest of the file, in quotes.", pattern='^"[0-9a-f]{32}"$'),
        }
    )
    content = closed(
        {
            "uuid": UUID,
            "path": PATH,
            "type": {"type": "string", "enum": ["png", "jpg", "webp"]},
            "name": text("The last part of the path."),
            "size": size,
            "createdAt": TIMESTAMP,
        }
    )
    return {"onemin.Asset": closed({"asset": asset, "fileContent": content})}


def _other_schemas(specs: Sequence[ModelSpec]) -> Json:
    kinds: Json = {"type": "array", "items": {"type": "string", "enum": ["text", "image"]}}
    model = closed(
        {
            "uuid": UUID,
            "modelId": {"type": "string", "enum": sorted({spec.model for spec in specs})},
            "name": {"type": "string"},
            "group": one("IMAGE"),
            "provider": {"type": "string"},
            "status": one("ACTIVE"),
            "features": {"type": "array", "items": {"type": "string", "enum": list(TYPES.values())}},
            "creditMetadata": closed({}),
            "modality": closed({"INPUT": kinds, "OUTPUT": kinds}),
        }
    )
    models = {"models": {"type": "array", "items": model}, "total": {"type": "integer", "minimum": 0}}
    return {
        "onemin.Models": closed(models),
        "onemin.ErrorCode": {"type": "string", "enum": sorted({*ERROR_CODES.values(), *OTHER_CODES})},
        "onemin.Error": closed({"errorCode": refer("onemin.ErrorCode"), "message": text("What is wrong, in words.")}),
    }
