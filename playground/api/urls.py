"""The paths of the served dialects, and of the document that describes them."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from playground.api.document import document
from playground.api.endpoint import nothing_here
from playground.api.registry import SERVED

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/openapi.json", document, name="openapi"),
    *(path("", include(served.urls)) for served in SERVED.values()),
    # Paths that a dialect does not have are refused in its own shape, never with a page.
    *(re_path(rf"^{served.root[1:]}(?:/.*)?$", nothing_here(served.name)) for served in SERVED.values()),
]
