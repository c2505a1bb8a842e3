"""Compresses pages, and serves static files under hashed names."""

from functools import cache

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import redirect
from django.templatetags.static import static
from django.views.decorators.http import require_safe
from whitenoise.storage import CompressedManifestStaticFilesStorage


class CachedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage with a cache: each page has more than a dozen of these URLs, which never change."""

    # Scripts import each other by relative URLs, which need hashed names as well.
    support_js_module_import_aggregation = True

    @cache  # noqa: B019 – there is one storage a process
    def url(self, name: str, force: bool = False) -> str:
        return str(super().url(name, force))


class PageCompressionMiddleware(GZipMiddleware):
    """Compresses HTML. Pictures are compressed already, and the API compresses its own responses.

    Compression can leak secrets by the length of a response (BREACH). Django adds random bytes and masks the CSRF token
    against that.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.streaming or not response.get("Content-Type", "").startswith("text/html"):
            return response
        return super().process_response(request, response)


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Redirect to the icon, for clients that request it without having read a page."""
    response = redirect(static("icons/favicon.svg"))
    # The name of the icon changes with its content, so the redirect may only be cached for a while.
    response["Cache-Control"] = "public, max-age=86400"
    return response
