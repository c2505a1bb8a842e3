"""The slash at the end of a page's address, added where it is missing."""

from django.http import HttpRequest
from django.middleware.common import CommonMiddleware


class SlashMiddleware(CommonMiddleware):
    """Leads to the address with the slash only who reads: what a POST carries would be lost on the way."""

    def should_redirect_with_slash(self, request: HttpRequest) -> bool:
        """Return whether the address with a slash is a page and this request only reads it."""
        return request.method in ("GET", "HEAD") and super().should_redirect_with_slash(request)
