"""Does before the fork what each web process would do first: answer some pages, and a click on Generate.

This writes to memory in many places: the interpreter specializes code while it runs, and Django fills its caches. After
the fork each process would get its own copy of those pages, about 10 MB, and its first visitor would wait for it.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.cookies import SimpleCookie
from importlib import import_module
from io import BytesIO
from typing import Any
from urllib.parse import urlencode, urlsplit
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction

from playground.catalog.loading import specs
from playground.generations.home import check_versions
from playground.pages.panel import studio_url

# The pages that most people open first.
FIRST_PAGES = ("/", "/history/")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


class Visitor:
    """A visitor whose requests go to the application directly. Keeps its cookies."""

    def __init__(self) -> None:
        self._application = import_module("playground.wsgi").application
        self._host = next((name for name in settings.ALLOWED_HOSTS if name[:1] not in "*."), "localhost")
        self._cookies = SimpleCookie()

    def ask(self, path: str, query: str = "", form: Mapping[str, str] | None = None) -> tuple[str, str]:
        """Get a page, or post a form. Return the text of the response and the address of a redirect."""
        body = urlencode(form or {}).encode()
        environment: dict[str, Any] = {
            "REQUEST_METHOD": "GET" if form is None else "POST",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "HTTP_HOST": self._host,
            "HTTP_COOKIE": "; ".join(f"{name}={morsel.value}" for name, morsel in self._cookies.items()),
            "REMOTE_ADDR": "127.0.0.1",
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": BytesIO(body),
        }
        setup_testing_defaults(environment)
        location = ""

        def start_response(status: str, headers: list[tuple[str, str]], error: object = None) -> None:
            nonlocal location
            for name, value in headers:
                if name == "Set-Cookie":
                    self._cookies.load(value)
                location = value if name == "Location" else location

        response = self._application(environment, start_response)
        try:
            return b"".join(response).decode(errors="replace"), location
        finally:
            response.close()


@contextmanager
def rolled_back_requests() -> Iterator[None]:
    """Run requests in a transaction that is rolled back, so that neither people nor workers ever see what they do."""
    signals = (request_started, request_finished)
    # Django closes a connection with an open transaction at the ends of a request. Its test client does this, too.
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        for signal in signals:
            signal.connect(close_old_connections)


def send_first_requests() -> None:
    """Get the first pages, and submit a form."""
    check_versions()
    visitor = Visitor()
    with rolled_back_requests():
        for path in FIRST_PAGES:
            visitor.ask(path)
        first = studio_url(next(iter(specs().values())))
        page, _ = visitor.ask(first)
        if found := TOKEN.search(page):
            # Without htmx the response is a redirect and does not wait for the picture.
            _, made = visitor.ask(first, form={"csrfmiddlewaretoken": found[1], "prompt": "a lighthouse"})
            visitor.ask(*urlsplit(made)[2:4])
