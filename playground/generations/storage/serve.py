"""Sends stored files; the view decides who may see them."""

from urllib.parse import quote

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified

from playground.generations.models import StoredImage
from playground.generations.updates import release_pooled_connection

# The proxy's internal location for the folder of files, which it does not serve to the outside.
PROXY_PATH = "/stored-files/"


def serve(request: HttpRequest, image: StoredImage, *, key: str = "", cache: str) -> HttpResponseBase:
    """Return a response with the stored file, or 304 when the client already has it.

    `key` chooses a file made from the image, such as a thumbnail; `cache` is the value of `Cache-Control`.
    """
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
    # Files come from people and from other servers, so a browser must not guess a type, such as HTML, from the content.
    response["X-Content-Type-Options"] = "nosniff"
    return response


def name_file(response: HttpResponseBase, name: str, *, is_download: bool = False) -> HttpResponseBase:
    """Return the response with the ASCII name under which a browser saves the file, from its menu or as a download."""
    response["Content-Disposition"] = f'{"attachment" if is_download else "inline"}; filename="{name}"'
    return response


def _send(name: str, content_type: str) -> HttpResponseBase:
    """Return the file, or a header that makes the proxy send it; raise `FileNotFoundError` when it is gone."""
    if settings.FILES_BY_PROXY and isinstance(default_storage, FileSystemStorage):
        # `exists` also refuses a name that leads out of the folder.
        if not default_storage.exists(name):
            raise FileNotFoundError(name)
        return HttpResponse(content_type=content_type, headers={"X-Accel-Redirect": quote(PROXY_PATH + name)})
    # A slow client may take minutes. It must not hold a database connection meanwhile.
    release_pooled_connection()
    response = FileResponse(default_storage.open(name), content_type=content_type)
    # `FileResponse` would name it after the storage key; views that have a better name use `name_file`.
    del response["Content-Disposition"]
    return response
