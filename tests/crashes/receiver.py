"""Where webhooks of these tests go."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


@dataclass(frozen=True)
class Receiver:
    """What arrived at an address."""

    address: str
    heard: list[str]

    def has_heard(self, ids: Iterable[str]) -> bool:
        """Whether each of the jobs was told of."""
        return all(any(id_ in text for text in self.heard) for id_ in ids)


class Handler(BaseHTTPRequestHandler):
    """Takes whatever is posted."""

    heard: list[str]

    def do_POST(self) -> None:
        self.heard.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def receive() -> Iterator[Receiver]:
    """Take webhooks on a free port until the block ends."""
    heard: list[str] = []
    with ThreadingHTTPServer(("127.0.0.1", 0), type("Hearing", (Handler,), {"heard": heard})) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield Receiver(f"http://127.0.0.1:{server.server_port}/", heard)
        server.shutdown()
