"""The site of the administration, which is for staff only."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse


class OperatorSite(AdminSite):
    """The administration. Staff use the general sign-in, which limits failed attempts; Django's own does not."""

    site_header = "Playground administration"
    site_title = "Administration"
    index_title = "Owners, keys and links"
    site_url = "/"

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Redirect to the general sign-in. A person who is signed in but not staff gets 403."""
        response: HttpResponse = secure_admin_login(super().login)(request, extra_context)
        return response
