"""The gateway runs the application, and refuses a client with too many open requests."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from playground.logs.context import current_request_id
from playground.serving.files import FileWrapper
from playground.serving.gateway import MAX_LARGE_BODIES, MAX_OPEN_REQUESTS, Gateway, GatewayOptions
from playground.serving.threads import FairThreads
from playground.stores.disk_space import NOTHING_SAVED
from tests.serving.test_environment import Lines, Request

LIMITS = GatewayOptions(lambda path, content_type: 1_000_000, "sessionid")


@dataclass
class Exchange:
    """Records the received body and the response."""

    chunks: list[bytes] = field(default_factory=list)
    ends: bool = True
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    file: str = ""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self.chunks:
            yield chunk
        if not self.ends:
            await asyncio.Event().wait()

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.status, self.headers, self.body = status, dict(headers), body

    def response_file(self, status: int, headers: list[tuple[str, str]], file: str) -> None:
        self.status, self.headers, self.file = status, dict(headers), file


def echo(environment: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
    """Answer with the body of the request."""
    start_response("200 OK", [("X-Kind", "echo")])
    return [environment["REQUEST_METHOD"].encode(), b" ", environment["wsgi.input"].read()]


def make_gateway(application: Any = echo) -> Any:
    """Return a gateway that takes the requests and exchanges of these tests, which have less than the server's."""
    return Gateway(application, FairThreads(4, 4), LIMITS)


def request(length: int = 0, client: str = "192.0.2.1:99", path: str = "/") -> Request:
    lines = [("content-length", str(length))] if length else []
    return Request(Lines(lines), method="POST", client=client, path=path)


def ask(gateway: Any, asked: Request, exchange: Exchange) -> Exchange:
    asyncio.run(gateway(asked, exchange))
    return exchange


def test_the_application_receives_the_body_and_its_response_is_sent() -> None:
    answer = ask(make_gateway(), request(6), Exchange([b"abc", b"def"]))
    assert (answer.status, answer.headers, answer.body) == (200, {"X-Kind": "echo"}, b"POST abcdef")


def test_an_application_that_fails_is_answered_with_500() -> None:
    def fail(environment: object, start_response: object) -> Iterable[bytes]:
        raise RuntimeError("on purpose")

    assert ask(make_gateway(fail), request(), Exchange()).status == 500


def test_a_file_is_sent_by_the_server_and_closed(tmp_path: Path) -> None:
    path = tmp_path / "picture.png"
    path.write_bytes(b"content")
    opened = []

    def send(environment: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
        start_response("200 OK", [])
        opened.append(path.open("rb"))
        return FileWrapper(opened[0])

    assert ask(make_gateway(send), request(), Exchange()).file == str(path)
    assert opened[0].closed


async def crowd(gateway: Any, count: int, length: int) -> tuple[Exchange, Exchange]:
    """Open this many requests whose bodies do not end; return what one more and somebody else are answered."""
    tasks = [asyncio.create_task(gateway(request(length), Exchange([b"x"], ends=False))) for _ in range(count)]
    await asyncio.sleep(0)
    more, other = Exchange([b"x" * length]), Exchange([b"x" * length])
    await gateway(request(length, path="/api/features"), more)
    await gateway(request(length, client="192.0.2.2:99"), other)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return more, other


@pytest.mark.parametrize(("count", "length"), [(MAX_OPEN_REQUESTS, 100), (MAX_LARGE_BODIES, 100_000)])
def test_a_client_with_too_many_requests_is_refused(count: int, length: int) -> None:
    more, other = asyncio.run(crowd(make_gateway(), count, length))
    assert (more.status, more.headers["retry-after"]) == (429, "5")
    assert json.loads(more.body)["errorCode"] == "TOO_MANY_REQUESTS"
    assert other.status == 200


def test_closed_requests_are_not_counted() -> None:
    gateway = make_gateway()
    for _ in range(MAX_OPEN_REQUESTS + 1):
        assert ask(gateway, request(100_000), Exchange([b"x" * 100_000])).status == 200
    assert not gateway._open
    assert not gateway._large


@pytest.mark.parametrize(("length", "status"), [(100, 200), (100_000, 507)])
def test_a_full_disk_refuses_large_bodies(settings: Any, length: int, status: int) -> None:
    settings.DISK_RESERVE_MB = 10**9
    assert ask(make_gateway(), request(length), Exchange([b"x" * length])).status == status


def test_a_refusal_is_logged_with_its_cause_and_id(settings: Any, caplog: Any) -> None:
    settings.DISK_RESERVE_MB = 10**9
    bound: list[object] = []

    def note(record: object) -> bool:
        bound.append(current_request_id())
        return True

    caplog.handler.addFilter(note)
    with caplog.at_level("INFO", "playground.request"):
        answer = ask(make_gateway(), request(100_000), Exchange([b"x" * 100_000]))
    (record,) = caplog.records
    assert (record.status, record.cause) == (507, NOTHING_SAVED)
    assert bound == [answer.headers["x-request-id"]]


@pytest.mark.parametrize("path", ["/history/", "/v2/me"])
def test_a_refusal_has_the_headers_of_any_other_page(db: None, settings: Any, client: Any, path: str) -> None:
    usual = {name.lower(): value for name, value in client.get("/nowhere/").items()}
    settings.DISK_RESERVE_MB = 10**9
    refused = ask(make_gateway(), request(100_000, path=path), Exchange([b"x" * 100_000]))
    assert refused.status == 507
    assert refused.headers["content-security-policy"] == usual["content-security-policy"]
    own = {"content-type", "cache-control", "vary", "x-request-id", "set-cookie", "content-length"}
    own |= {"cross-origin-resource-policy"} if path.startswith("/v2") else set()
    assert {name: refused.headers.get(name) for name in usual.keys() - own} == {
        name: usual[name] for name in usual.keys() - own
    }
