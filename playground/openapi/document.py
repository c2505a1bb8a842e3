"""The OpenAPI document of the API, written from the catalog: a model that a file adds is in it at once."""

from playground import __version__
from playground.catalog.loading import Catalog
from playground.catalog.spec import Json
from playground.dialects.registry import get_dialect
from playground.openapi.answers import HEADERS, OPEN, answer, bodiless, refuse_with
from playground.openapi.registry import write_chapters

ABOUT = "This document"
DESCRIPTION = (
    "This server speaks two public APIs for FLUX.2 image models at their own paths. A key of the page"
    " [API keys](/account/keys/) opens both, in either dialect's header or as a bearer token; where several headers"
    " have one, any that is valid counts. Each answer carries `x-request-id`, and cross-origin headers for any page; a"
    " refusal has the shape of its dialect. Answers to `HEAD` are those to `GET` without their body, `OPTIONS` is"
    " answered everywhere."
)


def build_document(origin: str, catalog: Catalog) -> Json:
    """Return the document for a server that is reached at the origin, which has no slash at its end."""
    chapters = write_chapters(origin, catalog.specs.values())
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
            # Its path is below the root of 1min.ai's dialect, so that its refusals have that shape.
            **refuse_with(get_dialect("onemin")),
        },
    }
