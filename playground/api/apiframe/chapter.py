"""apiframe's chapter of the OpenAPI document: what is sent; `chapter_answers` has what comes back."""

from collections.abc import Sequence

from playground.api.apiframe.chapter_answers import DIALECT, JOB_STATUSES, write_answers, write_callbacks
from playground.catalog.spec import Json, ModelSpec
from playground.dialects.apiframe import LARGEST_PAGE, LONGEST_CURSOR, MODALITIES, USUAL_PAGE
from playground.dialects.events import EVENTS
from playground.generations.submission.idempotency import LONGEST_KEY
from playground.openapi.answers import (
    OPEN,
    Chapter,
    answer,
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
    write_parameter,
    write_params,
)

TAG = DIALECT.title
PROMPT = "prompt"
SCOPES, FLAGS = ("user", "team"), ("true", "false")
JOB_LINK: Json = {"readJob": {"operationId": "readJob", "parameters": {"id": "$response.body#/jobId"}}}


def write_chapter(origin: str, specs: Sequence[ModelSpec]) -> Chapter:
    """Return the paths and components of apiframe's dialect; `specs` are those that it serves."""
    refusals = {400: refer("apiframe.BadRequest")}
    return Chapter(
        tag={"name": TAG, "description": "Jobs: order pictures, then ask after them or be told by webhook."},
        paths={
            "/v2/images/generate": {"post": _generate(origin, specs)},
            "/v2/jobs": {"get": _jobs(specs)},
            "/v2/jobs/{id}": {"get": _job()},
            "/v2/uploads": {"post": _uploads()},
            "/v2/models": {"get": _models()},
            "/v2/me": {"get": _me()},
        },
        schemas=_write_requests(origin, specs) | write_answers(specs),
        responses=write_refusals(DIALECT, refusals, refer("apiframe.Error")),
        security=write_security(DIALECT),
    )


def _generate(origin: str, specs: Sequence[ModelSpec]) -> Json:
    examples = {name: example for spec in specs for name, example in write_examples(spec).items()}
    body: Json = {"schema": refer("apiframe.Request"), "examples": examples}
    repeat = text("The same key with the same body gives the same job, for a day.", maxLength=LONGEST_KEY)
    return {
        "operationId": "orderPictures",
        "tags": [TAG],
        "summary": "Order pictures",
        "description": (
            "Answers at once and names the job; ask after it every two or three seconds, or give a `webhookUrl`. Names"
            " that the model does not know are refused. `input_images` takes the address of an upload, of a former"
            " result or of a picture elsewhere."
        ),
        "x-studio": [link_studio(spec, origin)["x-studio"] for spec in specs],
        "x-specs": [spec.id for spec in specs],
        "security": either_way(DIALECT),
        "parameters": [takes("header", "Idempotency-Key", repeat | {"pattern": "^[!-~]*$"})],
        "requestBody": {"required": True, "content": {"application/json": body}},
        "responses": {
            "202": answer("The job.", refer("apiframe.Ordered")) | {"links": JOB_LINK},
            **refuse_with(DIALECT, 401, 409, 413, 415, 429, 507),
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
        "description": "The jobs of this key's owner, newest first, a page at a time.",
        "security": either_way(DIALECT),
        "parameters": [
            takes("query", "status", _one_of("Jobs in this state.", JOB_STATUSES)),
            takes("query", "model", _one_of("Jobs of this model.", models)),
            takes("query", "limit", limit | {"description": "How many jobs a page has."}),
            takes("query", "cursor", text("The `nextCursor` of the page before.", maxLength=LONGEST_CURSOR)),
            takes("query", "search", text("The id of one job.")),
            takes("query", "scope", _one_of("Whose jobs; a key has one owner here, so both are the same.", SCOPES)),
            takes("query", "include_models", _one_of("Whether to list the models of all jobs too.", FLAGS)),
        ],
        "responses": {"200": answer("A page of jobs.", refer("apiframe.Jobs")), **refuse_with(DIALECT, 401, 429)},
    }


def _job() -> Json:
    return {
        "operationId": "readJob",
        "tags": [TAG],
        "summary": "Ask after a job",
        "description": "Tells the state of one job with every field, whatever the state.",
        "security": either_way(DIALECT),
        "parameters": [takes("path", "id", text("The job's id.", format="uuid"), required=True)],
        "responses": {
            "200": answer("The job.", refer("apiframe.Job")),
            **refuse_with(DIALECT, 401, 404, 429),
        },
    }


def _uploads() -> Json:
    return {
        "operationId": "uploadFile",
        "tags": [TAG],
        "summary": "Upload a reference picture",
        "description": "Keeps one picture, without its metadata. Its `url` works in `input_images` at once.",
        "security": either_way(DIALECT),
        "requestBody": file_body("file"),
        "responses": {
            "201": answer("The picture as it is kept.", refer("apiframe.Upload")),
            **refuse_with(DIALECT, 401, 413, 415, 429, 507),
        },
    }


def _models() -> Json:
    return {
        "operationId": "listJobModels",
        "tags": [TAG],
        "summary": "List the models",
        "description": "Needs no key.",
        "security": OPEN,
        "parameters": [takes("query", "modality", _one_of("What the models make.", MODALITIES))],
        "responses": {"200": answer("The models.", refer("apiframe.Models")), **refuse_with(DIALECT)},
    }


def _me() -> Json:
    return {
        "operationId": "readAccount",
        "tags": [TAG],
        "summary": "Tell whose key this is",
        "description": "Nothing is charged here, so the credits never become fewer.",
        "security": either_way(DIALECT),
        "responses": {"200": answer("The account.", refer("apiframe.Account")), **refuse_with(DIALECT, 401, 429)},
    }


def _one_of(description: str, choices: Sequence[str]) -> Json:
    return text(description, enum=list(choices))


def _write_requests(origin: str, specs: Sequence[ModelSpec]) -> Json:
    """Return one schema a spec, and the choice among them by model."""
    schemas: Json = {"apiframe.Request": choose("model", {spec.model: schema_name(spec) for spec in specs})}
    return schemas | {schema_name(spec): _write_request(spec, origin) for spec in specs}


def _write_request(spec: ModelSpec, origin: str) -> Json:
    """Return the schema of the whole body: the prompt stands beside `fluxParams`, everything else inside."""
    prompt = spec.get(PROMPT)
    events = {"type": ["array", "null"], "items": {"type": "string", "enum": list(EVENTS)}, "minItems": 1}
    members: Json = {
        "prompt": write_parameter(spec, prompt) if prompt else {},
        "model": one(spec.model),
        "fluxParams": write_params(spec, leave_out=[PROMPT]),
        "webhookUrl": {
            "description": "Where to post the events: a public address that begins with https:// or http://.",
            "type": ["string", "null"],
            "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://",
            **default(None),
        },
        "webhookEvents": {
            "description": "Which events to post; without it, how the job ended.",
            **events,
            **default(None),
        },
    }
    schema = closed(members, optional=["fluxParams", "webhookUrl", "webhookEvents"])
    return {"title": spec.title, "description": spec.summary, **schema, **link_studio(spec, origin)}
