"""Stored files on their way out, for whichever door lets them pass."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase, HttpResponseNotModified

from playground.generations.models import StoredImage


def serve(request: HttpRequest, image: StoredImage, *, key: str = "", cache: str) -> HttpResponseBase:
    """Answer with a stored file, or with 304 when the asker has it already."""
    etag = f'"{image.sha256[:32]}{"-" + key[-12:] if key else ""}"'
    if request.headers.get("If-None-Match") == etag:
        response: HttpResponseBase = HttpResponseNotModified()
    else:
        content_type = "image/webp" if key else image.content_type
        try:
            response = FileResponse(default_storage.open(key or image.key), content_type=content_type)
        except FileNotFoundError as error:
            raise Http404("The file of this picture is missing.") from error
        # The name in storage must not win over the readable one that a link gives to its download.
        del response["Content-Disposition"]
    response["ETag"] = etag
    response["Cache-Control"] = cache
    response["X-Content-Type-Options"] = "nosniff"
    return response
