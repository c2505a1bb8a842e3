"""1min.ai's chapter of the OpenAPI document."""

from collections.abc import Sequence

from django.conf import settings

from playground.catalog.spec import Json, ModelSpec
from playground.dialects.onemin import ERROR_CODES, INVALID_KEY, MOST_PICTURES, TYPES
from playground.dialects.registry import get_dialect
from playground.openapi.responses import (
    NO_KEY,
    PICTURE_TYPES,
    TIMESTAMP,
    Chapter,
    closed_object,
    empty_response,
    error_responses,
    file_body,
    json_response,
    key_security,
    parameter,
    string,
    write_errors,
    write_security,
)
from playground.openapi.schemas import (
    constant,
    link_studio,
    one_of_by,
    optional_default,
    reference,
    schema_name,
    write_examples,
    write_params,
)

DIALECT = get_dialect("onemin")
TAG = DIALECT.title
OTHER_CODES = ("UNKNOWN_ERROR", "UNSUPPORTED_MODEL", "CONTENT_REFUSED", "LINK_REFUSED")
UUID: Json = {"type": "string", "format": "uuid"}
PATH = string(
    "The path of the picture. It works as `imageUrl`, and below this server's root.", pattern="^images/[^/]+$"
)
# A link says to tools how the id in a response is used in the next request.
RESULT_IDS: Json = {"readResult": {"operationId": "readResult", "parameters": {"id": "$response.body#/aiRecord/uuid"}}}


def write_chapter(origin: str, specs: Sequence[ModelSpec]) -> Chapter:
    """Return the paths and components of 1min.ai's dialect for the given specs."""
    return Chapter(
        tag={"name": TAG, "description": "A call that waits for its pictures, and uploads for editing."},
        paths={
            "/api/features": {"post": _features(origin, specs)},
            "/api/results/{id}": {"get": _result()},
            "/api/assets": {"post": _assets()},
            "/api/images/{name}": {"get": _signed_picture()},
            "/models": {"get": _models()},
        },
        schemas=_request_schemas(origin, specs) | _record_schemas(specs) | _asset_schemas() | _other_schemas(specs),
        responses=write_errors(
            DIALECT, {401: closed_object({"message": constant(INVALID_KEY)})}, reference("onemin.Error")
        ),
        security=write_security(DIALECT),
    )


def _features(origin: str, specs: Sequence[ModelSpec]) -> Json:
    examples = {name: example for spec in specs for name, example in write_examples(spec).items()}
    body: Json = {"schema": reference("onemin.Request"), "examples": examples}
    return {
        "operationId": "makePicture",
        "tags": [TAG],
        "summary": "Make or edit a picture",
        "description": (
            f"Waits until the pictures are finished, at most {settings.API_WAIT_SECONDS:g} seconds, and returns their"
            " paths. With `async` it answers immediately. Parameters that the model does not have are ignored and"
            " returned in `promptObject`, up to 16 KB in total. A picture can be given as the path, the location or the"
            " id of an upload, as the path of an earlier result, or as an absolute URL."
        ),
        "x-studio": [link_studio(spec, origin)["x-studio"] for spec in specs],
        "x-specs": [spec.id for spec in specs],
        "security": key_security(DIALECT),
        "requestBody": {"required": True, "content": {"application/json": body}},
        "responses": {
            "200": json_response("The pictures; with `async`, the current state.", reference("onemin.Made"))
            | {"links": RESULT_IDS},
            **error_responses(DIALECT, 401, 413, 415, 429, 502, 504, 507),
        },
    }


def _result() -> Json:
    return {
        "operationId": "readResult",
        "tags": [TAG],
        "summary": "Read the result of a request",
        "description": "Returns the state of one request, or null for an id that the owner of this key does not have.",
        "security": key_security(DIALECT),
        "parameters": [parameter("path", "id", string("The `uuid` of the record.", pattern="^[^/]+$"), required=True)],
        "responses": {
            "200": json_response("The record, or null.", reference("onemin.Result")),
            **error_responses(DIALECT, 401, 404, 429),
        },
    }


def _assets() -> Json:
    return {
        "operationId": "uploadAsset",
        "tags": [TAG],
        "summary": "Upload a picture to edit",
        "description": "Stores one picture without its metadata. `fileContent.path` then works as `imageUrl`.",
        "security": key_security(DIALECT),
        "requestBody": file_body("asset"),
        "responses": {
            "200": json_response("The picture as it is stored.", reference("onemin.Asset")),
            **error_responses(DIALECT, 401, 413, 415, 429, 507),
        },
    }


def _signed_picture() -> Json:
    picture = empty_response("The picture.")
    picture["headers"] |= {"ETag": {"required": True, "schema": {"type": "string"}}}
    picture["content"] = {"image/*": {}}
    return {
        "operationId": "readSignedPicture",
        "tags": [TAG],
        "summary": "Download a result by its signed URL",
        "description": "This is the URL in `temporaryUrl`. Anyone who has it can see the picture until it expires."
        f" `Content-Type` is one of {', '.join(PICTURE_TYPES)}.",
        "security": NO_KEY,
        "parameters": [
            parameter("path", "name", string("The file's name.", minLength=1, pattern=r"^[\w.-]+$"), required=True),
            parameter("query", "signature", string("The signature of the URL."), required=True),
        ],
        "responses": {
            "200": picture,
            "304": empty_response("The picture has not changed since the one in the `If-None-Match` header."),
            **error_responses(DIALECT, 403, 404),
        },
    }


def _models() -> Json:
    feature = string("The feature that the models must have. Without it, or with an unknown one, the list is empty.")
    return {
        "operationId": "listModels",
        "tags": [TAG],
        "summary": "List the models of a feature",
        "description": "Needs no key.",
        "security": NO_KEY,
        "parameters": [
            parameter("query", "feature", feature) | {"examples": {type_: {"value": type_} for type_ in TYPES.values()}}
        ],
        "responses": {"200": json_response("The models.", reference("onemin.Models")), **error_responses(DIALECT)},
    }


def _request_schemas(origin: str, specs: Sequence[ModelSpec]) -> Json:
    """Return one schema per spec, and the choice between them: first by type, then by model."""
    schemas: Json = {}
    kinds = {}
    for mode, type_ in TYPES.items():
        named = [spec for spec in specs if spec.mode == mode]
        # The vendor before the name of a model may be left out.
        served = {name: schema_name(spec) for spec in named for name in (spec.model, spec.slug)}
        if served:
            kinds[type_] = f"onemin.{type_}"
            schemas[kinds[type_]] = one_of_by("model", served)
    schemas["onemin.Request"] = one_of_by("type", kinds)
    for spec in specs:
        schemas[schema_name(spec)] = _write_request(spec, origin)
    return schemas


def _write_request(spec: ModelSpec, origin: str) -> Json:
    params = write_params(spec, unknown=True)
    # `n` is accepted for every model, but only some document it.
    if spec.get("n") is None:
        count = {"type": ["integer", "null"], "minimum": 1, "maximum": MOST_PICTURES} | optional_default(1)
        params["properties"]["n"] = {"description": "The number of pictures. Their seeds are consecutive."} | count
    properties = {
        "type": constant(TYPES[spec.mode]),
        "model": constant(spec.model, spec.slug),
        "promptObject": params,
        "async": {
            "type": ["boolean", "null"],
            **optional_default(False),
            "description": "Whether to answer before the pictures are finished.",
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
    done = {"resultObject": {"minItems": 1}}, string("The signed URL of the first picture.", format="uri")
    none = {"resultObject": {"maxItems": 0}}, {"type": "null"}
    refused = {"errorCode": reference("onemin.ErrorCode"), "message": string("Why there is no picture.")}
    states = {
        "Done": closed_object({"aiRecord": _record(specs, "SUCCESS", *done)}),
        "Working": closed_object({"aiRecord": _record(specs, "PROCESSING", *none)}),
        "Failed": closed_object({"aiRecord": _record(specs, "FAILURE", *none), **refused}),
        "Unknown": closed_object({"aiRecord": {"type": "null"}}),
    }
    schemas: Json = {f"onemin.{name}": state for name, state in states.items()}
    schemas["onemin.Made"] = {"anyOf": [reference("onemin.Done"), reference("onemin.Working")]}
    schemas["onemin.Result"] = {"anyOf": [reference(name) for name in (f"onemin.{state}" for state in states)]}
    return schemas


def _record(specs: Sequence[ModelSpec], status: str, detail: Json, temporary_url: Json) -> Json:
    results: Json = {"type": "array", "items": PATH, "description": "The pictures in the order of their seeds."}
    return closed_object(
        {
            "uuid": UUID,
            "model": {"type": "string", "enum": sorted({spec.model for spec in specs})},
            "type": {"type": "string", "enum": list(TYPES.values())},
            "status": constant(status),
            "createdAt": TIMESTAMP,
            "aiRecordDetail": closed_object(
                {
                    "promptObject": {"type": "object", "description": "The parameters as they were sent."},
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
    asset = closed_object(
        {
            "fieldname": constant("asset"),
            "originalname": string("The file name as it was sent."),
            "encoding": constant("7bit"),
            "mimetype": picture_type,
            "size": size,
            "bucket": {"type": "string"},
            "key": PATH,
            "acl": constant("private"),
            "contentType": picture_type,
            "contentDisposition": nothing,
            "contentEncoding": nothing,
            "storageClass": {"type": "string"},
            "serverSideEncryption": nothing,
            "metadata": closed_object({"fieldName": constant("asset")}),
            "location": string("The absolute URL. It also works as `imageUrl`.", format="uri"),
            "etag": string("A digest of the file, in quotes.", pattern='^"[0-9a-f]{32}"$'),
        }
    )
    content = closed_object(
        {
            "uuid": UUID,
            "path": PATH,
            "type": {"type": "string", "enum": ["png", "jpg", "webp"]},
            "name": string("The last part of the path."),
            "size": size,
            "createdAt": TIMESTAMP,
        }
    )
    return {"onemin.Asset": closed_object({"asset": asset, "fileContent": content})}


def _other_schemas(specs: Sequence[ModelSpec]) -> Json:
    kinds: Json = {"type": "array", "items": {"type": "string", "enum": ["text", "image"]}}
    model = closed_object(
        {
            "uuid": UUID,
            "modelId": {"type": "string", "enum": sorted({spec.model for spec in specs})},
            "name": {"type": "string"},
            "group": constant("IMAGE"),
            "provider": {"type": "string"},
            "status": constant("ACTIVE"),
            "features": {"type": "array", "items": {"type": "string", "enum": list(TYPES.values())}},
            "creditMetadata": closed_object({}),
            "modality": closed_object({"INPUT": kinds, "OUTPUT": kinds}),
        }
    )
    models = {"models": {"type": "array", "items": model}, "total": {"type": "integer", "minimum": 0}}
    return {
        "onemin.Models": closed_object(models),
        "onemin.ErrorCode": {"type": "string", "enum": sorted({*ERROR_CODES.values(), *OTHER_CODES})},
        "onemin.Error": closed_object(
            {"errorCode": reference("onemin.ErrorCode"), "message": string("A sentence that says what is wrong.")}
        ),
    }
