"""OpenAI's chapter of the OpenAPI document. It does not repeat the parameters of the models: they are in the studio."""

from collections.abc import Sequence

from django.conf import settings

from playground.api.openai.fields import IGNORED_HEADER, MOST_PICTURES, RESPONSE_FORMATS
from playground.api.openai.model_names import WELL_KNOWN
from playground.catalog.spec import Json, ModelSpec
from playground.dialects.registry import get_dialect
from playground.generations.submission.idempotency import LONGEST_IDEMPOTENCY_KEY
from playground.imaging.messages import FORMATS
from playground.openapi.responses import (
    Chapter,
    closed_object,
    error_responses,
    json_response,
    parameter,
    string,
    write_errors,
)
from playground.openapi.schemas import constant, optional_default, reference

DIALECT = get_dialect("openai")
TAG = DIALECT.title
SECURITY = {
    "openai_bearer": {
        "type": "http",
        "scheme": "bearer",
        "description": "A key from the page API keys. It begins with pg_, an older one with afk_.",
    }
}
NEEDS_KEY: list[dict[str, Sequence[str]]] = [{name: [] for name in SECURITY}]
SIZE = "^(auto|[1-9][0-9]{0,4}x[1-9][0-9]{0,4})$"
EXAMPLE_PROMPT = "A paper crane lamp over a desk, dusty blue wall, soft evening glow"
WAITING = (
    f"Waits until the pictures are finished, at most {settings.API_WAIT_SECONDS:g} seconds. If that is not enough, the"
    " error names the pictures, which are still made. Sent again with the same `Idempotency-Key`, the request waits for"
    " the same pictures; without one, OpenAI's libraries do not repeat it."
)
FITTING = (
    " The fields are brought into those of the model by their meaning. A value outside the model's limits is refused."
    f" What the model does not have is ignored: `{IGNORED_HEADER}` names it, and so does the history. Any other"
    " parameter of the model can be sent under its own name."
)


def write_chapter(origin: str, specs: Sequence[ModelSpec]) -> Chapter:
    """Return the paths and components of OpenAI's images API, for the given specs of all dialects."""
    names = list(dict.fromkeys(f"{spec.dialect}/{spec.slug}" for spec in specs))
    return Chapter(
        tag={
            "name": TAG,
            "description": "OpenAI's images API with every model of this server, for clients of that API.",
        },
        paths={
            "/v1/images/generations": {"post": _generations()},
            "/v1/images/edits": {"post": _edits()},
            "/v1/models": {"get": _models()},
            "/v1/models/{model}": {"get": _model()},
        },
        schemas=_schemas(names),
        responses=write_errors(DIALECT, {}, reference("openai.Error")),
        security=SECURITY,
    )


def _generations() -> Json:
    example = {"model": settings.OPENAI_MODEL, "prompt": EXAMPLE_PROMPT, "size": "1024x1024"}
    examples = {"openai.generation.1": {"summary": "One picture", "value": example}}
    body: Json = {"schema": reference("openai.Generation"), "examples": examples}
    return {
        "operationId": "createImage",
        "tags": [TAG],
        "summary": "Create images",
        "description": WAITING + FITTING,
        "security": NEEDS_KEY,
        "parameters": [_idempotency()],
        "requestBody": {"required": True, "content": {"application/json": body}},
        "responses": _pictures(),
    }


def _edits() -> Json:
    example = {"model": settings.OPENAI_MODEL, "prompt": "Make it a rainy night", "image": ["cat.png"]}
    form: Json = {"schema": reference("openai.Edit"), "example": example}
    return {
        "operationId": "createImageEdit",
        "tags": [TAG],
        "summary": "Edit images",
        "description": f"Takes a form with one or more pictures. {WAITING}{FITTING}",
        "security": NEEDS_KEY,
        "parameters": [_idempotency()],
        "requestBody": {"required": True, "content": {"multipart/form-data": form}},
        "responses": _pictures(),
    }


def _models() -> Json:
    return {
        "operationId": "listImageModels",
        "tags": [TAG],
        "summary": "List the models",
        "description": "Lists the models of all APIs under the names that `model` takes.",
        "security": NEEDS_KEY,
        "responses": {
            "200": json_response("The models.", reference("openai.Models")),
            **error_responses(DIALECT, 401, 403, 429),
        },
    }


def _model() -> Json:
    return {
        "operationId": "readImageModel",
        "tags": [TAG],
        "summary": "Read a model",
        "description": "Says which model a name means; the name may contain slashes.",
        "security": NEEDS_KEY,
        "parameters": [parameter("path", "model", string("The name.", pattern="^[^/]+$"), required=True)],
        "responses": {
            "200": json_response("The model.", reference("openai.Model")),
            **error_responses(DIALECT, 401, 403, 404, 429),
        },
    }


def _idempotency() -> Json:
    schema = string(
        "For a day, the same key with the same body waits for the same pictures.", maxLength=LONGEST_IDEMPOTENCY_KEY
    )
    return parameter("header", "Idempotency-Key", schema | {"pattern": "^[!-~]*$"})


def _pictures() -> Json:
    ignored: Json = {
        "description": "The fields that the model does not have, separated by commas; missing if there are none.",
        "schema": {"type": "string"},
    }
    answer = json_response("The pictures.", reference("openai.Images"), headers={IGNORED_HEADER: ignored})
    return {"200": answer, **error_responses(DIALECT, 401, 403, 404, 409, 413, 415, 429, 502, 504, 507)}


def _schemas(names: Sequence[str]) -> Json:
    fields = _fields(names)
    files: Json = {"type": "array", "items": {"type": "string", "format": "binary"}, "minItems": 1}
    images = files | {"description": f"The pictures. {FORMATS}. `image[]` is the same."}
    return {
        "openai.Generation": {"type": "object", "properties": fields, "required": ["prompt"]},
        "openai.Edit": {"type": "object", "properties": {"image": images} | fields, "required": ["image", "prompt"]},
        **_answer_schemas(),
    }


def _fields(names: Sequence[str]) -> Json:
    known = ", ".join(f"{prefix}…" for prefix in WELL_KNOWN)
    model = string(
        "One of the names that the list of models has, or without the API: then of the first API that has the model and"
        f" whose key you use. OpenAI's own names ({known}), and no name at all, mean {settings.OPENAI_MODEL}.",
        examples=list(names[:1]),
    )
    size = "`auto`, or width and height in pixels. If the model makes only some shapes, the nearest one is made; the"
    size += " response says which size that is."
    formats = ["png", "jpeg", "webp"]
    return {
        "prompt": string("What the picture shows, or what should change.", minLength=1, pattern=r"\S"),
        "model": _nullable(model),
        "n": _whole("The number of pictures. Their seeds are consecutive.", 1, MOST_PICTURES) | optional_default(1),
        "size": _nullable(string(size, pattern=SIZE)) | optional_default("auto"),
        "response_format": _nullable(
            string(
                "Base64, or addresses that open for a day. Without it: addresses for `dall-e-…`, else Base64.",
                enum=list(RESPONSE_FORMATS),
            )
        ),
        "output_format": _nullable(string("The format of the files; png if the model makes it.", enum=formats)),
        "output_compression": _whole("The quality of jpeg and webp.", 0, 100),
        "seed": _whole("The same seed makes the same picture. Without it, it is random.", 0),
        "num_inference_steps": _whole("The steps, where the model has them.", 1),
        "guidance_scale": {"type": ["number", "null"], "description": "The guidance, where the model has it."},
        "quality": {"description": "Ignored, because no model has it."},
        "background": {"description": "Ignored; `transparent` is refused.", "not": {"enum": ["transparent"]}},
        "user": {"description": "Ignored."},
        "stream": {"enum": [False, None], "description": "`true` is refused: there are no partial pictures."},
    }


def _whole(description: str, minimum: int, maximum: int | None = None) -> Json:
    limits = {"minimum": minimum} | ({} if maximum is None else {"maximum": maximum})
    return {"type": ["integer", "null"], "description": description} | limits


def _nullable(schema: Json) -> Json:
    """Return the schema with null, which means the same as a missing field."""
    choices = {"enum": [*schema["enum"], None]} if "enum" in schema else {}
    return schema | {"type": [schema["type"], "null"]} | choices


def _answer_schemas() -> Json:
    whole: Json = {"type": "integer"}
    image = closed_object(
        {
            "b64_json": string("The file as Base64."),
            "url": string("Its address, which opens without a key for a day.", format="uri"),
            "revised_prompt": string("The prompt that the API made of yours."),
        },
        optional=["b64_json", "url", "revised_prompt"],
    )
    images = {
        "created": whole | {"description": "The time of the request, in seconds since 1970."},
        "output_format": string("The format of the files.", enum=["png", "jpeg", "webp"]),
        "size": string("Width and height of the first picture.", pattern="^[0-9]+x[0-9]+$"),
        "data": {"type": "array", "items": image, "minItems": 1},
    }
    model = {
        "id": string("The name that `model` takes."),
        "object": constant("model"),
        "created": whole,
        "owned_by": string("The API that has the model."),
    }
    text_or_null: Json = {"type": ["string", "null"]}
    error = closed_object(
        {
            "message": string("A sentence that says what is wrong."),
            "type": {"type": "string"},
            "param": text_or_null | {"description": "The field that is wrong."},
            "code": text_or_null | {"description": "A word for programs."},
        }
    )
    return {
        "openai.Images": closed_object(images),
        "openai.Model": closed_object(model),
        "openai.Models": closed_object(
            {"object": constant("list"), "data": {"type": "array", "items": reference("openai.Model")}}
        ),
        "openai.Error": closed_object({"error": error}),
    }
