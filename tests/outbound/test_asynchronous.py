"""The guarded asynchronous transport: checked addresses, names that change, redirects, and errors of httpx."""

import asyncio
import ssl
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import httpcore
import httpx
import pytest

from playground.outbound.asynchronous import GuardedAsyncBackend, GuardedAsyncTransport
from tests.outbound.servers import PUBLIC, answering, redirect, response, serving

CERTIFICATES = Path(__file__).parent / "certificates"
LIMITS = httpx.Limits(max_keepalive_connections=4, keepalive_expiry=5)


class Dialler(httpcore.AsyncNetworkBackend):
    """Notes which address was wanted and connects to the test's own server instead."""

    def __init__(self, port: int = 0, *, refusing: Iterable[str] = ()) -> None:
        self.port = port
        self.refusing = set(refusing)
        self.dialled: list[tuple[str, int]] = []

    async def connect_tcp(self, host: str, port: int, *args: Any, **options: Any) -> httpcore.AsyncNetworkStream:
        self.dialled.append((host, port))
        if not self.port or host in self.refusing:
            raise httpcore.ConnectError(host)
        return await httpcore.AnyIOBackend().connect_tcp("127.0.0.1", self.port, *args, **options)


def make(dialler: Dialler, look_up: Any = None, *, allow_private: bool = False) -> GuardedAsyncTransport:
    names = look_up or answering(PUBLIC)
    backend = GuardedAsyncBackend(allow_private=allow_private, look_up=names, connections=dialler)
    return GuardedAsyncTransport(backend, ssl.create_default_context(cafile=CERTIFICATES / "authority.pem"), LIMITS)


def ask(transport: GuardedAsyncTransport, *urls: str, **request: Any) -> list[tuple[int, bytes]]:
    """Send a request to each URL, one after the other, as the remote engine does; follow no redirect."""

    async def go() -> list[tuple[int, bytes]]:
        answers = []
        for url in urls:
            sent = httpx.Request(request.get("method", "GET"), url, content=request.get("content"))
            sent.extensions = {"timeout": {"connect": 5.0, "read": 5.0, "write": 5.0, "pool": None}}
            answer = await transport.handle_async_request(sent)
            answers.append((answer.status_code, await answer.aread()))
            await answer.aclose()
        await transport.aclose()
        return answers

    return asyncio.run(go())


def test_sends_the_request_to_the_checked_address_under_the_host_name() -> None:
    with serving(response(b"{}", status="202 Accepted")) as server:
        dialler = Dialler(server.port)
        answers = ask(make(dialler), "http://gpu.example/sdcpp/v1/img_gen", method="POST", content=b'{"a": 1}')
    assert answers == [(202, b"{}")]
    assert dialler.dialled == [(PUBLIC, 80)]
    assert server.requests[0].startswith(b"POST /sdcpp/v1/img_gen HTTP/1.1\r\nHost: gpu.example\r\n")
    assert server.requests[0].endswith(b'{"a": 1}')


@pytest.mark.parametrize(
    "found", [["127.0.0.1"], [PUBLIC, "10.0.0.1"], ["::1"], ["::ffff:192.168.0.9"], [], ["fe80::1"]]
)
def test_a_name_with_any_address_that_is_not_public_is_refused(found: list[str]) -> None:
    dialler = Dialler()
    with pytest.raises(httpx.ConnectError, match=r"gpu\.example cannot be reached at a public internet address"):
        ask(make(dialler, answering(*found)), "http://gpu.example/")
    assert dialler.dialled == []


@pytest.mark.parametrize("host", ["127.0.0.1", "10.1.2.3", "[::1]", "169.254.169.254", "[::ffff:127.0.0.1]"])
def test_an_address_that_is_not_public_is_refused(host: str) -> None:
    dialler = Dialler()
    with pytest.raises(httpx.ConnectError, match="cannot be reached at a public"):
        ask(make(dialler), f"http://{host}/")
    assert dialler.dialled == []


def test_a_port_that_is_not_of_the_web_is_refused() -> None:
    with pytest.raises(httpx.ConnectError, match="The port of the URL is 6379"):
        ask(make(Dialler()), "http://gpu.example:6379/")


def test_a_name_that_changes_between_two_requests_is_checked_for_each_connection() -> None:
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    with serving(response(b"one", "Connection: close")) as server:
        dialler = Dialler(server.port)
        transport = make(dialler, lambda host, port: next(answers))
        with pytest.raises(httpx.ConnectError):
            ask(transport, "http://rebinding.example/", "http://rebinding.example/")
    assert dialler.dialled == [(PUBLIC, 80)]


def test_a_redirect_is_an_answer_like_any_other() -> None:
    with serving(redirect("http://127.0.0.1/secret")) as server:
        dialler = Dialler(server.port)
        assert ask(make(dialler), "http://gpu.example/")[0][0] == 302
    assert len(server.requests) == 1


def test_private_addresses_and_other_ports_where_they_are_allowed() -> None:
    with serving(response(b"one")) as server:
        dialler = Dialler(server.port)
        assert ask(make(dialler, allow_private=True), "http://192.168.1.20:1234/") == [(200, b"one")]
        with pytest.raises(httpx.ConnectError):
            ask(make(dialler, allow_private=True), "http://0.0.0.0:1234/")
    assert dialler.dialled == [("192.168.1.20", 1234)]


def test_the_next_address_is_tried_and_the_last_failure_is_raised() -> None:
    names = answering("93.184.215.1", "93.184.215.2")
    with serving(response(b"two")) as server:
        dialler = Dialler(server.port, refusing=["93.184.215.1"])
        assert ask(make(dialler, names), "http://gpu.example/") == [(200, b"two")]
    with pytest.raises(httpx.ConnectError, match=r"93\.184\.215\.2"):
        ask(make(Dialler(), names), "http://gpu.example/")


def test_a_name_that_is_not_found_is_a_connection_error() -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise OSError("no such host")

    with pytest.raises(httpx.ConnectError, match=r"gpu\.example cannot be reached"):
        ask(make(Dialler(), unknown), "http://gpu.example/")


def test_the_certificate_is_checked_for_the_name() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATES / "server.pem")
    with serving(response(b"one"), tls=context) as server, pytest.raises(httpx.ConnectError, match="certificate"):
        ask(make(Dialler(server.port)), "https://other-name.example/")


def test_a_response_that_breaks_off_is_an_error_of_httpx() -> None:
    with serving(response(b"half", length=900)) as server, pytest.raises(httpx.RemoteProtocolError):
        ask(make(Dialler(server.port)), "http://gpu.example/")
