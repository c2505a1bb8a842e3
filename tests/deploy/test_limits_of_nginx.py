"""The shipped nginx.conf stops a flood from one address, and hinders neither an office of ten nor anybody else."""

import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice

import pytest

from tests.deploy.site import NAME, Visitor, run_nginx, visit

PAGE = "/onemin/flux-2-flex/generate/"
POLL = "/generations/changes/?shown=card-0.1"
# Far beyond the bursts that the file allows. How fast it can be sent depends on the machine, so the rates are low.
FLOOD = 500
LOW = "1r/s"
# What may be under way at once from one address, as the file says.
AT_ONCE = 64
gate = threading.Event()


class Answering(BaseHTTPRequestHandler):
    """Answers everything at once, and what is to be held when the gate opens: the limits are what is tested."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path == "/held":
            gate.wait(60)
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *args: object) -> None:
        """Say nothing."""


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """Run a server that costs nothing."""
    with Server(("127.0.0.1", 0), Answering) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture(scope="module")
def address(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run nginx in front of it."""
    with run_nginx(tmp_path_factory.mktemp("limits") / "nginx", server.server_port) as address:
        yield address


@pytest.fixture(scope="module")
def slow_address(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run nginx in front of it with lower rates."""
    with run_nginx(tmp_path_factory.mktemp("low") / "nginx", server.server_port, LOW) as address:
        yield address


def ask(visitor: Visitor, paths: Iterable[str], spoken: str = "", at_once: int = 24) -> Counter[int]:
    """Return how often each status came; `spoken` is the address that nginx takes the visitor for."""
    headers = {"X-Tested-Address": spoken} if spoken else {}
    with ThreadPoolExecutor(at_once) as pool:
        return Counter(pool.map(lambda path: visitor.send("GET", path, headers=headers).status_code, paths))


@pytest.mark.parametrize("path", [PAGE, POLL, "/v2/me"])
def test_a_flood_is_stopped_and_nobody_else_is(slow_address: str, path: str) -> None:
    with visit(slow_address, f"https://{NAME}", "127.0.0.2") as flooding:
        statuses = ask(flooding, [path] * FLOOD)
    with visit(slow_address, f"https://{NAME}", "127.0.0.5") as other:
        assert ask(other, [path]) == {200: 1}
    assert set(statuses) == {200, 429}


def test_an_office_of_ten_at_one_address_is_not_hindered(address: str) -> None:
    of_one = [PAGE, *[f"{PAGE}code/"] * 5, *[f"{PAGE}draft/"] * 5, *[POLL] * 12, *["/v2/jobs/0"] * 10]
    pictures = [f"/files/0/{number}.webp" for number in range(40)] + ["/static/site.css", "/s/slug/picture-1.png"]
    with visit(address, f"https://{NAME}", "127.0.0.3") as office:
        assert ask(office, (of_one + pictures) * 10) == {200: 750}


def test_what_is_held_has_an_end_too(address: str) -> None:
    gate.clear()
    with visit(address, f"https://{NAME}", "127.0.0.4") as holding, ThreadPoolExecutor(AT_ONCE + 8) as pool:
        held = [pool.submit(holding.send, "GET", "/held") for _ in range(AT_ONCE + 8)]
        assert [future.result().status_code for future in islice(as_completed(held), 8)] == [429] * 8
        assert ask(holding, ["/static/site.css"]) == {200: 1}
        gate.set()
        assert Counter(future.result().status_code for future in held) == {200: AT_ONCE, 429: 8}


def test_a_customers_ipv6_addresses_are_counted_as_one(slow_address: str) -> None:
    with visit(slow_address, f"https://{NAME}", "127.0.0.1") as anywhere:
        statuses: Counter[int] = Counter()
        for number in range(4):
            statuses += ask(anywhere, [PAGE] * (FLOOD // 4), spoken=f"2001:db8:0:a0a::{number:x}")
        assert statuses[429] > 0
        assert ask(anywhere, [PAGE], spoken="2001:db8:0:b::1") == {200: 1}
