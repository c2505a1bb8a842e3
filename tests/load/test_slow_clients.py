"""Clients that send or read slowly hold no threads of a web process, without any proxy in front."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from PIL import Image

from playground.launcher.listening import allow_connections
from playground.serving.management.commands.run_web import HEADER_MILLISECONDS
from tests.load.web import Web, serve

pytestmark = pytest.mark.system

SLOW = 64
# More than the 1,024 connections that one process takes if it is told nothing.
SILENT = 1100
# What the requests of two addresses start at most: a quarter of the 48 threads each, and some of the server's own.
FEW = 34


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with serve(tmp_path_factory.mktemp("playground")) as web:
        yield web


def count_threads(web: Web) -> int:
    """Return how many threads of the process may run Python; the server has some of its own, which read files."""
    names = [(task / "comm").read_text() for task in Path(f"/proc/{web.pid}/task").iterdir()]
    return sum(not name.startswith("tokio") for name in names)


def open_slowly(stack: ExitStack, web: Web, request: str, address: str = "127.0.0.1") -> socket.socket:
    """Send a request and keep the connection open without reading."""
    connection = stack.enter_context(socket.socket())
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.bind((address, 0))
    connection.connect(("127.0.0.1", web.port))
    connection.sendall(request.replace("\n", "\r\n").encode())
    return connection


def assert_others_are_served(web: Web) -> None:
    """Show pages and take orders of the same address and of another."""
    for address in ("127.0.0.1", "127.0.0.2"):
        with web.client(address) as client:
            for _ in range(3):
                assert client.get("/").status_code == 200
            key = web.become_guest(client)
            order = {"prompt": "a fox", "model": "flux-2-flex"}
            assert client.post("/v2/images/generate", json=order, headers={"X-API-Key": key}).status_code == 202


@pytest.mark.parametrize("path", ["/assets/", "/v2/uploads", "/api/features"])
def test_unfinished_bodies_hold_no_threads(web: Web, path: str) -> None:
    before = count_threads(web)
    head = f"POST {path} HTTP/1.1\nHost: localhost\nContent-Type: application/json\nContent-Length: 9000\n\n{{"
    with ExitStack() as stack:
        for _ in range(SLOW):
            open_slowly(stack, web, head)
        assert_others_are_served(web)
        assert count_threads(web) <= before + FEW


def test_unfinished_chunked_bodies_hold_no_threads(web: Web) -> None:
    before = count_threads(web)
    head = "POST /v2/uploads HTTP/1.1\nHost: localhost\nTransfer-Encoding: chunked\n\n3\nabc\n"
    with ExitStack() as stack:
        for _ in range(SLOW):
            open_slowly(stack, web, head)
        assert_others_are_served(web)
        assert count_threads(web) <= before + FEW


def test_clients_that_do_not_read_hold_no_threads(web: Web) -> None:
    with web.client() as client:
        key = upload(client, web.become_guest(client))
        session = client.cookies["sessionid"]
    before = count_threads(web)
    request = f"GET /{key} HTTP/1.1\nHost: localhost\nCookie: sessionid={session}\n\n"
    with ExitStack() as stack:
        held = [open_slowly(stack, web, request) for _ in range(SLOW)]
        assert held[-1].recv(15) == b"HTTP/1.1 200 OK"
        assert_others_are_served(web)
        assert count_threads(web) <= before + FEW


def test_silent_connections_do_not_block_others(web: Web) -> None:
    allow_connections(SILENT)
    with ExitStack() as stack:
        for _ in range(SILENT):
            open_slowly(stack, web, "GET / HTTP/1.1\nHo")
        # Sooner than the silent ones are closed.
        assert httpx.get(web.url, timeout=HEADER_MILLISECONDS / 1500).status_code == 200


def upload(client: httpx.Client, key: str) -> str:
    """Upload a picture that no buffer on the way holds whole, and return its name."""
    file = BytesIO()
    Image.merge("RGB", [Image.effect_noise((2200, 1600), 250)] * 3).save(file, "PNG", compress_level=1)
    noise = {"asset": ("noise.png", file.getvalue(), "image/png")}
    answer = client.post("/api/assets", files=noise, headers={"API-KEY": key})
    return str(answer.json()["fileContent"]["path"])
