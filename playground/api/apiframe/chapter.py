"""apiframe's chapter of the OpenAPI document: operations and requests; responses are in `chapter_responses`."""

from collections.abc import Sequence

from playground.api.apiframe.chapter_responses import DIALECT, JOB_STATUSES, write_answers, write_callbacks
from playground.catalog.spec import Json, ModelSpec
from playground.dialects.apiframe import LARGEST_PAGE, LONGEST_CURSOR, MODALITIES, USUAL_PAGE
from playground.dialects.events import EVENTS
from playground.generations.submission.idempotency import LONGEST_IDEMPOTENCY_KEY
from playground.openapi.responses import (
    NO_KEY,
    Chapter,
    closed_object,
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
    write_parameter,
    write_params,
)

TAG = DIALECT.title
PROMPT = "prompt"
SCOPES, FLAGS = ("user", "team"), ("true", "false")
# A link says to tools how the id in a response is used in the next request.
JOB_LINK: Json = {"readJob": {"operationId": "readJob", "parameters": {"id": "$response.body#/jobId"}}}


def write_chapter(origin: str, specs: Sequence[ModelSpec]) -> Chapter:
    """Return the paths and components of apiframe's dialect for the given specs."""
    # Only a response to an invalid request has `details`.
    refusals = {400: reference("apiframe.BadRequest")}
    return Chapter(
        tag={"name": TAG, "description": "Jobs: submit one, then poll it or receive webhooks."},
        paths={
            "/v2/images/generate": {"post": _generate(origin, specs)},
            "/v2/jobs": {"get": _jobs(specs)},
            "/v2/jobs/{id}": {"get": _job()},
            "/v2/uploads": {"post": _uploads()},
            "/v2/models": {"get": _models()},
            "/v2/me": {"get": _me()},
        },
        schemas=_write_requests(origin, specs) | write_answers(specs),
        responses=write_errors(DIALECT, refusals, reference("apiframe.Error")),
        security=write_security(DIALECT),
    )


def _generate(origin: str, specs: Sequence[ModelSpec]) -> Json:
    examples = {name: example for spec in specs for name, example in write_examples(spec).items()}
    body: Json = {"schema": reference("apiframe.Request"), "examples": examples}
    repeat = string(
        "For a day, the same key with the same body returns the same job.", maxLength=LONGEST_IDEMPOTENCY_KEY
    )
    return {
        "operationId": "orderPictures",
        "tags": [TAG],
        "summary": "Generate pictures",
        "description": (
            "Returns the id of a job immediately. Poll the job every two or three seconds, or give a `webhookUrl`."
            " Parameters that the model does not have are refused. `input_images` accepts the URL of an upload, of an"
            " earlier result, or of a picture on another server."
        ),
        "x-studio": [link_studio(spec, origin)["x-studio"] for spec in specs],
        "x-specs": [spec.id for spec in specs],
        "security": key_security(DIALECT),
        "parameters": [parameter("header", "Idempotency-Key", repeat | {"pattern": "^[!-~]*$"})],
        "requestBody": {"required": True, "content": {"application/json": body}},
        "responses": {
            "202": json_response("The job.", reference("apiframe.Ordered")) | {"links": JOB_LINK},
            **error_responses(DIALECT, 401, 409, 413, 415, 429, 507),
        },
        "callbacks": write_callbacks(),
    }


def _jobs(specs: Sequence[ModelSpec]) -> Json:
    models = [spec.model for spec in specs]
    limit: Json = {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": USUAL_PAGE}
    return {
        "operationId": "listJobs",
        "tags": [TAG],
        "summary": "List jobs",
        "description": "Returns a page of the jobs of this key's owner, newest first.",
        "security": key_security(DIALECT),
        "parameters": [
            parameter("query", "status", _one_of("Jobs in this state.", JOB_STATUSES)),
            parameter("query", "model", _one_of("Jobs of this model.", models)),
            parameter("query", "limit", limit | {"description": "The number of jobs on a page."}),
            parameter("query", "cursor", string("The `nextCursor` of the previous page.", maxLength=LONGEST_CURSOR)),
            parameter("query", "search", string("The id of one job.")),
            parameter(
                "query", "scope", _one_of("Whose jobs. Here a key has a single owner, so both are the same.", SCOPES)
            ),
            parameter("query", "include_models", _one_of("Whether to list the models of all jobs as well.", FLAGS)),
        ],
        "responses": {
            "200": json_response("A page of jobs.", reference("apiframe.Jobs")),
            **error_responses(DIALECT, 401, 429),
        },
    }


def _job() -> Json:
    return {
        "operationId": "readJob",
        "tags": [TAG],
        "summary": "Read a job",
        "description": "Returns the state of one job. Every state has all fields.",
        "security": key_security(DIALECT),
        "parameters": [parameter("path", "id", string("The job's id.", format="uuid"), required=True)],
        "responses": {
            "200": json_response("The job.", reference("apiframe.Job")),
            **error_responses(DIALECT, 401, 404, 429),
        },
    }


def _uploads() -> Json:
    return {
        "operationId": "uploadFile",
        "tags": [TAG],
        "summary": "Upload a reference picture",
        "description": "Stores one picture without its metadata. Its `url` then works in `input_images`.",
        "security": key_security(DIALECT),
        "requestBody": file_body("file"),
        "responses": {
            "201": json_response("The picture as it is stored.", reference("apiframe.Upload")),
            **error_responses(DIALECT, 401, 413, 415, 429, 507),
        },
    }


def _models() -> Json:
    return {
        "operationId": "listJobModels",
        "tags": [TAG],
        "summary": "List the models",
        "description": "Needs no key.",
        "security": NO_KEY,
        "parameters": [parameter("query", "modality", _one_of("The kind of media that the models make.", MODALITIES))],
        "responses": {"200": json_response("The models.", reference("apiframe.Models")), **error_responses(DIALECT)},
    }


def _me() -> Json:
    return {
        "operationId": "readAccount",
        "tags": [TAG],
        "summary": "Read the account",
        "description": "Nothing is charged here, so the credits never change.",
        "security": key_security(DIALECT),
        "responses": {
            "200": json_response("The account.", reference("apiframe.Account")),
            **error_responses(DIALECT, 401, 429),
        },
    }


def _one_of(description: str, choices: Sequence[str]) -> Json:
    return string(description, enum=list(choices))


def _write_requests(origin: str, specs: Sequence[ModelSpec]) -> Json:
    """Return one schema per spec, and the choice between them by model."""
    schemas: Json = {"apiframe.Request": one_of_by("model", {spec.model: schema_name(spec) for spec in specs})}
    return schemas | {schema_name(spec): _write_request(spec, origin) for spec in specs}


def _write_request(spec: ModelSpec, origin: str) -> Json:
    """Return the schema of the body; the prompt is outside `fluxParams`, all other parameters are inside."""
    prompt = spec.get(PROMPT)
    events = {"type": ["array", "null"], "items": {"type": "string", "enum": list(EVENTS)}, "minItems": 1}
    members: Json = {
        "prompt": write_parameter(spec, prompt) if prompt else {},
        "model": constant(spec.model),
        "fluxParams": write_params(spec, leave_out=[PROMPT]),
        "webhookUrl": {
            "description": "The public URL to post the events to, with https:// or http://.",
            "type": ["string", "null"],
            # The scheme of a URL is not case-sensitive, and a pattern in JSON Schema has no flag for that.
            "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://",
            **optional_default(None),
        },
        "webhookEvents": {
            "description": "The events to post; by default completed and failed.",
            **events,
            **optional_default(None),
        },
    }
    schema = closed_object(members, optional=["fluxParams", "webhookUrl", "webhookEvents"])
    return {"title": spec.title, "description": spec.summary, **schema, **link_studio(spec, origin)}
