"""What every page's template may use."""

from functools import partial

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    """Return the site-wide context: whether pictures are sketches, and the address that links carry."""
    # Asked only where it is shown: the page for a request under a foreign host name has no address.
    return {"engine_is_sketch": settings.ENGINE == "sketch", "public_url": partial(public_origin, request)}


def public_origin(request: HttpRequest) -> str:
    """Return scheme and host of this server's public address, without a slash at the end."""
    return settings.PUBLIC_URL or f"{request.scheme}://{request.get_host()}"
