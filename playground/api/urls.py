"""The paths of the served dialects and of the OpenAPI document."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from playground.api.document import document
from playground.api.endpoint import not_found_view
from playground.api.registry import SERVED

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/openapi.json", document, name="openapi"),
    *(path("", include(served.urls)) for served in SERVED.values()),
    # Unknown paths of a dialect get its own error format, never an HTML page.
    *(re_path(rf"^{served.root[1:]}(?:/.*)?$", not_found_view(served.name)) for served in SERVED.values()),
]
