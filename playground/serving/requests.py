"""A request as the server hands it over, turned into the environment that a WSGI application reads."""

import sys
from collections.abc import Mapping
from typing import Any, Protocol
from wsgiref.types import WSGIEnvironment

from playground.accounts.visitors import find_address, network_of
from playground.serving.bodies import Body
from playground.serving.files import FileWrapper


class Headers(Protocol):
    """The header lines of a request."""

    def items(self) -> list[tuple[str, str]]:
        """Return names in lower case and values, one pair a line."""


class Scope(Protocol):
    """A request without its body, as the RSGI specification has it."""

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
    """Return the headers by name, lines of the same name joined.

    Names with an underscore are left out: the environment could not tell `x_forwarded_proto` from the real one.
    """
    joined: dict[str, str] = {}
    for name, value in scope.headers.items():
        if "_" in name:
            continue
        separator = "; " if name == "cookie" else ","
        joined[name] = f"{joined[name]}{separator}{value}" if name in joined else value
    if "host" not in joined and scope.authority:
        joined["host"] = scope.authority
    return joined


def connected_from(scope: Scope) -> str:
    """Return the address at the other end of the connection."""
    return scope.client.rpartition(":")[0].strip("[]")


def find_client(scope: Scope, headers: Mapping[str, str]) -> str:
    """Return what stands for whoever sends the request in a count: an address, of IPv6 the first 64 bits."""
    return network_of(find_address(connected_from(scope), headers.get("x-forwarded-for", "")))


def read_length(headers: Mapping[str, str]) -> int | None:
    """Return the declared length of the body: 0 where there is none, None for one that comes in chunks."""
    if "transfer-encoding" in headers:
        return None
    text = headers.get("content-length", "0")
    return int(text) if text.isascii() and text.isdigit() else 0


def make_environment(scope: Scope, headers: Mapping[str, str], body: Body) -> WSGIEnvironment:
    """Return the environment of the request; a body in chunks has its length, now that it is known."""
    server, _, port = scope.server.rpartition(":")
    environment: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": _as_wsgi(scope.path),
        # Some clients send letters beyond ASCII as they are.
        "QUERY_STRING": _as_wsgi(scope.query_string),
        "SERVER_NAME": server,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": connected_from(scope),
        "CONTENT_LENGTH": str(body.length) if body.length else headers.get("content-length", ""),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body.file,
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
    """Return the text with one letter for each byte of its UTF-8, as WSGI has it."""
    return text.encode().decode("latin-1")
