"""Stored files on their way out, for whichever door lets them pass."""

from urllib.parse import quote

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified

from playground.generations.models import StoredImage
from playground.generations.updates import release_pooled_connection

# Where the proxy in front finds the folder of files; it lets nobody in from outside.
PROXY_PATH = "/stored-files/"


def serve(request: HttpRequest, image: StoredImage, *, key: str = "", cache: str) -> HttpResponseBase:
    """Answer with a stored file, or with 304 when the asker has it already."""
    etag = f'"{image.sha256[:32]}{"-" + key[-12:] if key else ""}"'
    if request.headers.get("If-None-Match") == etag:
        response: HttpResponseBase = HttpResponseNotModified()
    else:
        content_type = "image/webp" if key else image.content_type
        try:
            response = _send(key or image.file_key, content_type)
        except FileNotFoundError as error:
            raise Http404("The file of this picture is missing.") from error
    response["ETag"] = etag
    response["Cache-Control"] = cache
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _send(name: str, content_type: str) -> HttpResponseBase:
    """Answer with the file, or with its place for the proxy to send it; raise `FileNotFoundError` where it is gone."""
    if settings.FILES_BY_PROXY and isinstance(default_storage, FileSystemStorage):
        # `exists` refuses a name that leads out of the folder, which no name of ours does.
        if not default_storage.exists(name):
            raise FileNotFoundError(name)
        return HttpResponse(content_type=content_type, headers={"X-Accel-Redirect": quote(PROXY_PATH + name)})
    # Whoever fetches it may be slow, and needs the database no more.
    release_pooled_connection()
    response = FileResponse(default_storage.open(name), content_type=content_type)
    # The name in storage must not win over the readable one that a link gives to its download.
    del response["Content-Disposition"]
    return response
