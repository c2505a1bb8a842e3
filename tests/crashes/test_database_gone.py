"""The database is gone for ten seconds and more: people are told, work waits, and everything goes on by itself."""

import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import httpx
import pytest

from tests.crashes.outages import without_database
from tests.crashes.system import System, dump, pause, until

FEATURE = {
    "type": "IMAGE_GENERATOR",
    "model": "black-forest-labs/flux-2-flex",
    "promptObject": {"prompt": "a lighthouse in fog"},
}


class Receiver(BaseHTTPRequestHandler):
    """Takes webhooks."""

    heard: list[str]

    def do_POST(self) -> None:
        self.heard.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def receiver() -> Iterator[tuple[str, list[str]]]:
    kind = type("HeardReceiver", (Receiver,), {"heard": []})
    with HTTPServer(("127.0.0.1", 0), kind) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/", kind.heard
        server.shutdown()


def try_to_order(system: System) -> httpx.Response:
    with system.client(timeout=60) as client:
        return client.post("/api/features", json=FEATURE)


def test_gone_while_people_work(system: System, receiver: tuple[str, list[str]]) -> None:
    address, heard = receiver
    with system.worker(PLAYGROUND_BLANK_SECONDS="1") as worker:
        ids = system.order(12, webhookUrl=address)
        until(lambda: any(row.status == "running" for row in system.rows(ids).values()), lambda: "work")
        begun = time.monotonic()
        with without_database(system) as seconds:
            refused = try_to_order(system)
            pause(max(0.0, seconds - (time.monotonic() - begun)))
        assert refused.status_code == 503, refused.text
        assert refused.headers["Retry-After"]
        assert "database" in refused.text
        rows = system.until_ended(ids)
        assert {row.status for row in rows.values()} == {"done"}, dump(rows)
        # Each thread beside the work is there: the watcher lets the request wait, the courier tells, the heart beats.
        assert try_to_order(system).status_code == 200
        until(lambda: all(any(id_ in text for text in heard) for id_ in ids), lambda: f"the webhooks: {heard}")
        beat = system.query("SELECT max(beat) FROM generations_worker WHERE beat < '2037-01-01'")
        until(
            lambda: system.query("SELECT max(beat) FROM generations_worker WHERE beat < '2037-01-01'") > beat,
            lambda: "a beat",
        )
        assert worker.poll() is None
