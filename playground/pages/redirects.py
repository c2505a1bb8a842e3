"""Where a form without JavaScript leads back to."""

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


def page_before(request: HttpRequest, name: str, *arguments: object) -> str:
    """Return the page of this site that the form was on, else the page of this name."""
    former = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(former, {request.get_host()}, require_https=request.is_secure()):
        return reverse(name, args=arguments)
    parts = urlsplit(former)
    return f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
