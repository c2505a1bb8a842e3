"""The WSGI door that granian serves."""

import os
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIEnvironment

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "playground.settings")
_pages = get_wsgi_application()
# By this path the launcher, which made it up, tells the server that it started from any other.
_launch_path = f"/{os.environ.get('LAUNCH_WORD', '')}"


def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Answer a request: the launcher's own with nothing but 204, all others with Django."""
    if environ["PATH_INFO"] == _launch_path != "/":
        start_response("204 No Content", [])
        return []
    return _pages(environ, start_response)
