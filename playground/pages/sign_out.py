"""Signs a person out and clears the browser's cache."""

from typing import Any

from allauth.account.views import LogoutView
from django.http import HttpRequest, HttpResponse


class SignOutView(LogoutView):
    """allauth's view, which also clears the cached pictures, since browsers may keep those for a year."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ANN401
        response: HttpResponse = super().post(request, *args, **kwargs)
        # The next person at a shared computer could otherwise open them without signing in.
        response["Clear-Site-Data"] = '"cache"'
        return response
