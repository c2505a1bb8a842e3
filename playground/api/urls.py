"""The paths of the served dialects and of the OpenAPI document."""

from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.decorators.csrf import csrf_exempt

from playground.api.document import document
from playground.api.endpoint import DjangoView, not_found_view
from playground.api.registry import SERVED
from playground.api.served import ServedDialect
from playground.api.unknown import name_apis


def _not_found(served: ServedDialect) -> DjangoView:
    # Otherwise a POST to an unknown path would be refused for its missing CSRF token.
    return csrf_exempt(name_apis) if served.has_common_root else not_found_view(served.name)


urlpatterns: list[URLPattern | URLResolver] = [
    path("api/openapi.json", document, name="openapi"),
    *(path("", include(served.urls)) for served in SERVED.values()),
    # Unknown paths of a dialect get its own error format, never an HTML page.
    *(re_path(rf"^{served.root[1:]}(?:/.*)?$", _not_found(served)) for served in SERVED.values()),
]
