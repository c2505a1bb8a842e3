"""A server on 127.0.0.1 that keeps the webhooks that it receives."""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

type Received = tuple[str, bytes, dict[str, str]]

TIMEOUT_SECONDS = 20


@dataclass
class Receiver:
    """Answers with the statuses in turn, the last one again and again, or with what `answer` returns for the path."""

    address: str = ""
    statuses: list[int] = field(default_factory=lambda: [204])
    answer: Callable[[str, bytes], int] | None = None
    received: list[Received] = field(default_factory=list)
    _news: threading.Condition = field(default_factory=threading.Condition)

    def take(self, received: Received) -> int:
        status = self.answer(*received[:2]) if self.answer else 0
        with self._news:
            self.received.append(received)
            self._news.notify_all()
            return status or (self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0])

    def has_heard(self, ids: Iterable[str]) -> bool:
        """Whether a report of each job has arrived."""
        with self._news:
            texts = [content.decode() for _, content, _ in self.received]
        return all(any(id_ in text for text in texts) for id_ in ids)

    def wait(self, number: int) -> list[Received]:
        """Return what was received, once there is so much."""
        with self._news:
            assert self._news.wait_for(lambda: len(self.received) >= number, TIMEOUT_SECONDS)
            return list(self.received)


@contextmanager
def receiving() -> Iterator[Receiver]:
    """Run a receiver."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            content = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(receiver.take((self.path, content, headers)))
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Log nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        receiver.address = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield receiver
        finally:
            server.shutdown()
            thread.join()
