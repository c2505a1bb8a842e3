"""Converts a request of the RSGI server to a WSGI environment."""

import sys
from collections.abc import Mapping
from typing import Any, Protocol
from wsgiref.types import WSGIEnvironment

from playground.accounts.visitors import find_address, network_of
from playground.serving.bodies import Body
from playground.serving.files import FileWrapper


class Headers(Protocol):
    """The headers of a request."""

    def items(self) -> list[tuple[str, str]]:
        """Return the names, in lower case, and the values."""


class Scope(Protocol):
    """A request without its body, according to the RSGI specification."""

    http_version: str
    server: str
    client: str
    scheme: str
    method: str
    path: str
    query_string: str
    authority: str | None
    headers: Headers


def join_headers(scope: Scope) -> dict[str, str]:
    """Return the headers by name. Values of the same name are joined."""
    joined: dict[str, str] = {}
    for name, value in scope.headers.items():
        # In a WSGI environment `x_forwarded_proto` would look like the real header, so a visitor could forge it.
        if "_" in name:
            continue
        separator = "; " if name == "cookie" else ","
        joined[name] = f"{joined[name]}{separator}{value}" if name in joined else value
    if "host" not in joined and scope.authority:
        joined["host"] = scope.authority
    return joined


def connection_address(scope: Scope) -> str:
    return scope.client.rpartition(":")[0].strip("[]")


def find_client(scope: Scope, headers: Mapping[str, str]) -> str:
    """Return the key under which the client is counted: the IPv4 address or the /64 network of an IPv6 address."""
    return network_of(find_address(connection_address(scope), headers.get("x-forwarded-for", "")))


def read_length(headers: Mapping[str, str]) -> int | None:
    """Return the declared length of the body: 0 if there is none, None for a chunked body."""
    if "transfer-encoding" in headers:
        return None
    text = headers.get("content-length", "0")
    return int(text) if text.isascii() and text.isdigit() else 0


def make_environment(scope: Scope, headers: Mapping[str, str], body: Body) -> WSGIEnvironment:
    """Return the WSGI environment. The length of a chunked body is known by now and is set."""
    server, _, port = scope.server.rpartition(":")
    environment: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": _as_wsgi(scope.path),
        # Some clients do not encode non-ASCII characters.
        "QUERY_STRING": _as_wsgi(scope.query_string),
        "SERVER_NAME": server,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": connection_address(scope),
        "CONTENT_LENGTH": str(body.length) if body.length else headers.get("content-length", ""),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body.file,
        # The body is a file that has an end, so reading past it cannot wait for the next request.
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": FileWrapper,
    }
    for name, value in headers.items():
        if name == "content-type":
            environment["CONTENT_TYPE"] = value
        elif name not in ("content-length", "transfer-encoding"):
            environment[f"HTTP_{name.replace('-', '_').upper()}"] = value
    return environment


def _as_wsgi(text: str) -> str:
    """Return the UTF-8 bytes of the text decoded as Latin-1, which WSGI requires."""
    return text.encode().decode("latin-1")
