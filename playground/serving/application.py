"""Builds the gateway from the settings."""

from wsgiref.types import WSGIApplication

from django.conf import settings

from playground.api.bodies import MULTIPART_OVERHEAD
from playground.api.registry import find_served
from playground.api.reports import MOST_REPORT_BYTES, REPORTS_PATH
from playground.imaging.upload_handler import MOST_REQUEST_BYTES
from playground.openapi.limits import MAX_ESCAPED_JSON_BYTES, MAX_FILE_BYTES
from playground.serving.gateway import Gateway, GatewayOptions
from playground.serving.threads import FairThreads


def make_gateway(application: WSGIApplication) -> Gateway:
    """Return a gateway with `WEB_THREADS` threads, of which one client gets at most a quarter."""
    threads = FairThreads(settings.WEB_THREADS, share=max(1, settings.WEB_THREADS // 4))
    return Gateway(application, threads, GatewayOptions(max_body_bytes, settings.SESSION_COOKIE_NAME))


def max_body_bytes(path: str, content_type: str) -> int:
    """Return the maximum size of a body, so that bodies which the application would refuse are not received."""
    if path.startswith(REPORTS_PATH):
        return MOST_REPORT_BYTES
    is_form = content_type.lower().startswith("multipart/form-data")
    if served := find_served(path):
        form_bytes = MOST_REQUEST_BYTES if served.takes_forms(path) else MAX_FILE_BYTES + MULTIPART_OVERHEAD
        return form_bytes if is_form else MAX_ESCAPED_JSON_BYTES
    return MOST_REQUEST_BYTES if is_form else int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0)
