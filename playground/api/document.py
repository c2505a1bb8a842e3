"""The OpenAPI document as this server answers with it."""

import hashlib
import json
from functools import lru_cache

from django.http import HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response

from playground.api.endpoint import ApiRequest, endpoint
from playground.catalog.loading import Catalog, catalog
from playground.openapi.document import build_document

# One for each address that the server is reached by; more are not kept.
MOST_ORIGINS = 8


# Its path is below the root of 1min.ai's dialect, so that its refusals have that shape.
@endpoint("onemin", "GET", needs_key=False)
def document(request: ApiRequest) -> HttpResponseBase:
    """Answer with the document, or with 304 to a client that has it already."""
    content, etag = _write(request.origin, catalog())
    response = HttpResponse(content, content_type="application/json", headers={"Cache-Control": "no-cache"})
    response["ETag"] = etag
    kept = get_conditional_response(request.http, etag=etag, response=response)
    return kept or response


@lru_cache(maxsize=MOST_ORIGINS)
def _write(origin: str, models: Catalog) -> tuple[bytes, str]:
    """Return the document as JSON, with its entity tag."""
    content = json.dumps(build_document(origin, models), ensure_ascii=False, separators=(",", ":")).encode()
    return content, f'"{hashlib.sha256(content).hexdigest()[:32]}"'
