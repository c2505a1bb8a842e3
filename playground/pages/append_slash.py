"""Adds a missing slash at the end of a page's URL."""

from django.http import HttpRequest
from django.middleware.common import CommonMiddleware


class AppendSlashMiddleware(CommonMiddleware):
    """Redirects only GET and HEAD, because a redirect would lose the body of a POST."""

    def should_redirect_with_slash(self, request: HttpRequest) -> bool:
        # With DEBUG, Django raises an error for a POST instead of redirecting it; a 404 is enough.
        return request.method in ("GET", "HEAD") and super().should_redirect_with_slash(request)
