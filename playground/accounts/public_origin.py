"""The address of this server that others can reach."""

from django.conf import settings
from django.http import HttpRequest


def public_origin(request: HttpRequest) -> str:
    """Return scheme and host of this server's public address, without a slash at the end."""
    return settings.PUBLIC_URL or f"{request.scheme}://{request.get_host()}"
