"""The site of the administration: staff alone, who sign in where everybody does, within its limits."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse


class OperatorSite(AdminSite):
    """Has no sign-in of its own, which nothing would count."""

    site_header = "Playground administration"
    site_title = "Administration"
    index_title = "Owners, keys and links"
    site_url = "/"

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Lead to the sign-in; who is signed in and no staff gets 403."""
        response: HttpResponse = secure_admin_login(super().login)(request, extra_context)
        return response
