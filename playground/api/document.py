"""Serves the OpenAPI document."""

import hashlib
import json
from functools import lru_cache

from django.http import HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response

from playground.api.endpoint import ApiRequest, endpoint
from playground.catalog.loading import Catalog, catalog
from playground.openapi.document import build_document

# The document contains the origin of the request, so one copy is cached for each of a few origins.
MAX_CACHED_ORIGINS = 8


# The path is below the root of 1min.ai's dialect, so its errors have that dialect's format.
@endpoint("onemin", "GET", needs_key=False)
def document(request: ApiRequest) -> HttpResponseBase:
    """Return the document, or 304 to a client that already has it."""
    content, etag = _write(request.origin, catalog())
    # Clients ask each time, because the document changes with the catalog and with the version of this server.
    response = HttpResponse(content, content_type="application/json", headers={"Cache-Control": "no-cache"})
    response["ETag"] = etag
    kept = get_conditional_response(request.http, etag=etag, response=response)
    return kept or response


@lru_cache(maxsize=MAX_CACHED_ORIGINS)
def _write(origin: str, models: Catalog) -> tuple[bytes, str]:
    """Return the document as JSON and its entity tag."""
    content = json.dumps(build_document(origin, models), ensure_ascii=False, separators=(",", ":")).encode()
    return content, f'"{hashlib.sha256(content).hexdigest()[:32]}"'
