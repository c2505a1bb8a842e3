"""How pages and static files go out: pages compressed, static files under hashed names."""

from functools import cache

from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from whitenoise.storage import CompressedManifestStaticFilesStorage


class RememberedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage. A page names a good dozen of files, and what they are called never changes meanwhile."""

    # Scripts import each other by relative names, which become hashed names, too.
    support_js_module_import_aggregation = True

    @cache  # noqa: B019 – there is one storage a process
    def url(self, name: str, force: bool = False) -> str:
        """Return the address of a file by its name in the sources."""
        return str(super().url(name, force))


# Pictures are compressed already, and the API compresses its answers itself.
class PageCompressionMiddleware(GZipMiddleware):
    """Compresses HTML. Django lengthens each answer by chance, and masks the CSRF token, against guessing by length."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Compress an HTML page whose reader takes that."""
        if response.streaming or not response.get("Content-Type", "").startswith("text/html"):
            return response
        return super().process_response(request, response)
