"""The WSGI environment of a request."""

from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, cast

import pytest

from playground.serving.bodies import Body
from playground.serving.requests import Scope, find_client, join_headers, make_environment, read_length


@dataclass
class Lines:
    lines: list[tuple[str, str]] = field(default_factory=list)

    def items(self) -> list[tuple[str, str]]:
        return self.lines


@dataclass
class Request:
    headers: Lines = field(default_factory=Lines)
    http_version: str = "1.1"
    server: str = "127.0.0.1:8000"
    client: str = "203.0.113.9:4000"
    scheme: str = "http"
    method: str = "GET"
    path: str = "/"
    query_string: str = ""
    authority: str | None = None


def scope_of(request: Request) -> Scope:
    """Return the request as what granian gives, of which it has the parts that are read."""
    return cast(Scope, request)


def environment_of(request: Request, content: bytes = b"") -> dict[str, Any]:
    headers = join_headers(scope_of(request))
    return make_environment(scope_of(request), headers, Body(BytesIO(content), len(content)))


def test_headers_reach_the_application_by_their_names() -> None:
    lines = [("host", "play.example"), ("accept", "a"), ("accept", "b"), ("cookie", "a=1"), ("cookie", "b=2")]
    environ = environment_of(Request(Lines(lines), path="/café", query_string="a=%20"))
    assert (environ["HTTP_HOST"], environ["HTTP_ACCEPT"], environ["HTTP_COOKIE"]) == ("play.example", "a,b", "a=1; b=2")
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/café"
    assert (environ["QUERY_STRING"], environ["REMOTE_ADDR"]) == ("a=%20", "203.0.113.9")


def test_an_unencoded_query_reaches_the_application() -> None:
    query = environment_of(Request(query_string="q=café ☃"))["QUERY_STRING"]
    assert query.encode("latin-1").decode() == "q=café ☃"


def test_a_header_with_an_underscore_is_dropped() -> None:
    assert "HTTP_X_FORWARDED_PROTO" not in environment_of(Request(Lines([("x_forwarded_proto", "https")])))


def test_a_received_chunked_body_has_a_length() -> None:
    environ = environment_of(Request(Lines([("transfer-encoding", "chunked")])), b"abc")
    assert environ["CONTENT_LENGTH"] == "3"
    assert "HTTP_TRANSFER_ENCODING" not in environ
    assert environ["wsgi.input"].read() == b"abc"


def test_with_http2_the_authority_is_the_host() -> None:
    assert environment_of(Request(authority="play.example"))["HTTP_HOST"] == "play.example"


@pytest.mark.parametrize(
    ("lines", "length"),
    [([], 0), ([("content-length", "12")], 12), ([("content-length", "-1")], 0), ([("transfer-encoding", "x")], None)],
)
def test_the_length_of_the_body_is_what_the_request_declares(lines: list[tuple[str, str]], length: int | None) -> None:
    assert read_length(dict(lines)) == length


def test_only_a_proxy_can_name_the_client(settings: Any) -> None:
    request, headers = Request(client="[2001:db8::1:2]:4000"), {"x-forwarded-for": "192.0.2.1, 203.0.113.7"}
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    assert find_client(scope_of(request), headers) == "2001:db8::"
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert find_client(scope_of(request), headers) == "203.0.113.7"
    assert find_client(scope_of(request), {}) == "2001:db8::"
