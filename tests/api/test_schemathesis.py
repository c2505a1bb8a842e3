"""Schemathesis against the JSON door: whatever is sent, the answer is one that the document describes.

Beside statuses, content types, headers and schemas it holds the door to this: what fits the document is accepted, what
does not is refused, no key means 401.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any
from zlib import crc32

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings, strategies
from schemathesis.checks import load_all_checks
from schemathesis.config import (
    AnalysisConfig,
    CacheConfig,
    ConstantsConfig,
    GenerationConfig,
    ProjectConfig,
    ProjectsConfig,
    SchemathesisConfig,
)
from schemathesis.generation.feedback import FeedbackSources
from schemathesis.pytest._test_builder import build_operation_test
from schemathesis.python._constants.orchestrator import make_constants_value_source
from schemathesis.specs.openapi.checks import positive_data_acceptance

from playground.catalog.loading import catalog
from playground.generations.storage.store import store_asset
from playground.openapi.document import build_document
from tests.api.calling import Program
from tests.cast import EDIT, FLEX, make_file

pytestmark = pytest.mark.thorough

SETTINGS = settings(
    max_examples=20,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
# The bodies of all models together have two thousand cases at their bounds, of which one in this many is sent.
THINNED = 32
type Case = schemathesis.Case[Any]

PICTURE_TYPES = ("image/jpeg", "image/webp", "image/gif")
WEBHOOK = "https://example.com/hook"


@cache
def handler() -> WSGIHandler:
    """Return the product, whose middleware must find the folders of the tests."""
    return WSGIHandler()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer as a server does: read to the end and close."""
    response = handler()(environ, start_response)
    try:
        return [b"".join(response)]
    finally:
        response.close()


# No schema can say that the server takes no NUL.
PROJECT = ProjectConfig(
    generation=GenerationConfig(allow_x00=False), analysis=AnalysisConfig(constants=ConstantsConfig(enabled=False))
)
CONFIG = SchemathesisConfig(seed=1, cache=CacheConfig(enabled=False), projects=ProjectsConfig(default=PROJECT))
DOCUMENT = build_document("http://localhost", catalog())
# Half of all cases are at the bounds of the models of this operation. A run without CI has those of one model a mode.
MANY_CASES = "/api/features"
FEW_MODELS = replace(catalog(), specs={spec_id: catalog().specs[spec_id] for spec_id in (FLEX, EDIT)})
OPERATIONS = [(path, method) for path, item in DOCUMENT["paths"].items() for method in item]
# No schema of OpenAI's fields can say which sizes and settings one model of many takes: what fits it may be refused.
DEPENDS_ON_MODEL = ("/v1/images/generations", "/v1/images/edits", "/v1/models/{model}")
schemathesis.openapi.media_type("image/png", strategies.just(make_file().read()), aliases=PICTURE_TYPES)


@dataclass(frozen=True)
class Door:
    """A program at the door, with a picture that it uploaded."""

    program: Program
    picture: str

    def headers(self, path: str) -> dict[str, str]:
        """Return the key as the dialect of the path sends it."""
        name = {"/v1/": "Authorization", "/v2/": "X-API-Key"}.get(path[:4], "API-KEY")
        prefix = "Bearer " if name == "Authorization" else ""
        return {name: prefix + self.program.key, "Accept-Encoding": "identity"}


@pytest.fixture
def door(settings: Any, prompt_worker: None, program: Program, files: object) -> Iterator[Door]:
    """Somebody who may ask as often as they like, in the one transaction of a test."""
    settings.API_REQUESTS_A_MINUTE = 10**6
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield Door(program, store_asset(program.owner, make_file()).key)
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_answers_as_the_document_says(path: str, method: str, door: Door) -> None:
    # Schemathesis' own parametrisation builds all cases at collection, which every process does. This does the same
    # for one operation when it is tested; its public way to do that needs an attribute that this pytest lacks.
    load_all_checks()
    is_short = path == MANY_CASES
    document = build_document("http://localhost", FEW_MODELS) if is_short else DOCUMENT
    schema = schemathesis.openapi.from_dict(document, config=CONFIG)
    schema.app = application
    test = build_operation_test(
        config=schema.config,
        operation=schema[path][method],
        test_func=check_answer,
        given_kwargs={},
        feedback=FeedbackSources(constants_value_source=make_constants_value_source(schema)),
        explicit_settings=SETTINGS,
    )
    test(door=door)


def check_answer(case: Case, door: Door) -> None:
    if is_one_of_many(case):
        return
    name_what_is_there(case, door.picture)
    excluded: list[Any] = [positive_data_acceptance] if case.path in DEPENDS_ON_MODEL else []
    case.call_and_validate(headers=door.headers(case.path), excluded_checks=excluded)


def is_one_of_many(case: Case) -> bool:
    """Whether others stand for this case; the choice depends on nothing but its body."""
    if case.meta is None or case.meta.phase.name.value != "coverage" or not isinstance(case.body, dict):
        return False
    return case.media_type == "application/json" and crc32(json.dumps(case.body, default=str).encode()) % THINNED != 0


def name_what_is_there(case: Case, picture: str) -> None:
    """Put what exists where the document can only say what it looks like, and no address that would be asked."""
    positive = case.meta is None or case.meta.generation.mode.is_positive
    body: Any = case.body
    if positive and case.query:
        case.query.pop("cursor", None)
    if not isinstance(body, dict):
        return
    if positive and body.get("webhookUrl"):
        body["webhookUrl"] = WEBHOOK

    def stand_in(value: Any) -> Any:
        return picture if isinstance(value, str) and (positive or "://" in value) else value

    for params in (body.get("promptObject"), body.get("fluxParams")):
        if isinstance(params, dict) and "imageUrl" in params:
            params["imageUrl"] = stand_in(params["imageUrl"])
        if isinstance(params, dict) and isinstance(params.get("input_images"), list):
            params["input_images"] = [stand_in(value) for value in params["input_images"]]
