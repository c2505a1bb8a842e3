"""Signing out, which leaves nothing of the account in the browser."""

from typing import Any

from allauth.account.views import LogoutView
from django.http import HttpRequest, HttpResponse


class SignOutView(LogoutView):
    """allauth's view, which also makes the browser forget the pictures that it may keep for a year."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ANN401
        """End the session and clear the browser's cache of this site."""
        response: HttpResponse = super().post(request, *args, **kwargs)
        response["Clear-Site-Data"] = '"cache"'
        return response
