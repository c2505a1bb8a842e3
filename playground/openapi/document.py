"""The OpenAPI document of the JSON door, written from the catalog: a model that a file adds stands in it at once."""

import hashlib
import json
from functools import lru_cache

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response

from playground import __version__
from playground.api.endpoint import Call, endpoint
from playground.catalog.loading import specs
from playground.dialects.registry import get_dialect
from playground.openapi import apiframe, onemin
from playground.openapi.answers import HEADERS, OPEN, answer, bodiless, refuse_with
from playground.openapi.schemas import Json

ABOUT = "This document"
# One for each address that the server is reached by; more are not kept.
MOST_ORIGINS = 8
DESCRIPTION = (
    "This server speaks two public APIs for FLUX.2 image models at their own paths. A key of the page"
    " [API keys](/account/keys/) opens both, in either dialect's header or as a bearer token; where several headers"
    " have one, any that is valid counts. Each answer carries `x-request-id`, and cross-origin headers for any page; a"
    " refusal has the shape of its dialect. Answers to `HEAD` are those to `GET` without their body, `OPTIONS` is"
    " answered everywhere."
)


@endpoint("onemin", "GET", needs_key=False)
def document(call: Call) -> HttpResponseBase:
    """Answer with the document, or with 304 to who has it already."""
    content, etag = _write(call.origin, str(settings.SPEC_FOLDER))
    response = HttpResponse(content, content_type="application/json", headers={"Cache-Control": "no-cache"})
    response["ETag"] = etag
    kept = get_conditional_response(call.request, etag=etag, response=response)
    return kept or response


def build_document(origin: str) -> Json:
    """Return the document for a server that is reached at the origin, which has no slash at its end."""
    chapters = []
    for dialect, chapter in (("onemin", onemin), ("apiframe", apiframe)):
        chapters.append(chapter.write_chapter(origin, [spec for spec in specs().values() if spec.dialect == dialect]))
    paths = {path: item for chapter in chapters for path, item in chapter.paths.items()}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Playground", "version": __version__, "description": DESCRIPTION},
        "servers": [{"url": origin}],
        "externalDocs": {"description": "The same for reading", "url": f"{origin}/reference/"},
        "tags": [*(chapter.tag for chapter in chapters), {"name": ABOUT, "description": "What you read here."}],
        "paths": paths | {"/api/openapi.json": {"get": _describe_itself()}},
        "components": {
            "schemas": {name: schema for chapter in chapters for name, schema in chapter.schemas.items()},
            "responses": {name: response for chapter in chapters for name, response in chapter.responses.items()},
            "headers": HEADERS,
            "securitySchemes": {name: scheme for chapter in chapters for name, scheme in chapter.security.items()},
        },
    }


def _describe_itself() -> Json:
    return {
        "operationId": "readDocument",
        "tags": [ABOUT],
        "summary": "Read this document",
        "description": "OpenAPI 3.1, written from the catalog of models. Needs no key.",
        "security": OPEN,
        "responses": {
            "200": answer("The document.", {"type": "object", "required": ["openapi", "paths"]}),
            "304": bodiless("The document that the `If-None-Match` header names is still the one."),
            **refuse_with(get_dialect("onemin")),
        },
    }


@lru_cache(maxsize=MOST_ORIGINS)
def _write(origin: str, spec_folder: str) -> tuple[bytes, str]:
    """Return the document as JSON with its entity tag; the folder is named for the cache, as the catalog has it."""
    content = json.dumps(build_document(origin), ensure_ascii=False, separators=(",", ":")).encode()
    return content, f'"{hashlib.sha256(content).hexdigest()[:32]}"'
