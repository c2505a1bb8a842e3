"""Django as a WSGI application, with one additional path for the launcher. `playground.rsgi` serves it."""

import os
import sys
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIEnvironment

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "playground.settings")
try:
    _pages = get_wsgi_application()
except ImproperlyConfigured as error:
    sys.exit(f"playground: {error}")
# The launcher invents this path, to distinguish the server that it started from any other.
_launch_path = f"/{os.environ.get('LAUNCH_TOKEN', '')}"


def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Respond to the launcher's path with 204, and to all other requests with Django."""
    if environ["PATH_INFO"] == _launch_path != "/":
        start_response("204 No Content", [])
        return []
    return _pages(environ, start_response)
