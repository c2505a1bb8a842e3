"""Builds the OpenAPI document from the catalog, so that an added model appears in it without further work."""

from playground import __version__
from playground.catalog.loading import Catalog
from playground.catalog.spec import Json
from playground.dialects.registry import get_dialect
from playground.openapi.registry import write_chapters
from playground.openapi.responses import HEADERS, NO_KEY, empty_response, error_responses, json_response

ABOUT = "This document"
DESCRIPTION = (
    "This server provides public APIs for FLUX.2 image models, at their original paths. A key from the page"
    " [API keys](/account/keys/) works for all, in the header of any of them or as a bearer token. If several headers"
    " contain a key, any valid one is accepted. Each response has an `x-request-id`, and cross-origin headers that"
    " allow any page. Errors have the format of their API. `HEAD` answers like `GET` without a body, and every"
    " path answers `OPTIONS`."
)


def build_document(origin: str, catalog: Catalog) -> Json:
    """Return the document for a server at the given origin, which has no trailing slash."""
    chapters = write_chapters(origin, catalog.specs.values())
    paths = {path: item for chapter in chapters for path, item in chapter.paths.items()}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Playground", "version": __version__, "description": DESCRIPTION},
        "servers": [{"url": origin}],
        "externalDocs": {"description": "The reference as a page", "url": f"{origin}/reference/"},
        "tags": [*(chapter.tag for chapter in chapters), {"name": ABOUT, "description": "The document itself."}],
        "paths": paths | {"/api/openapi.json": {"get": _describe_itself()}},
        # Names begin with the name of their dialect, so one chapter cannot replace a component of another.
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
        "description": "OpenAPI 3.1, built from the catalog of models. Needs no key.",
        "security": NO_KEY,
        "responses": {
            "200": json_response("The document.", {"type": "object", "required": ["openapi", "paths"]}),
            "304": empty_response("The document has not changed since the one in the `If-None-Match` header."),
            # The path is below the root of 1min.ai's dialect, so its errors have that dialect's format.
            **error_responses(get_dialect("onemin")),
        },
    }
