"""Mail goes out beside the requests, and a server that refuses it is a line of the log."""

import logging
import socketserver
import threading
from collections.abc import Iterator
from queue import SimpleQueue
from typing import Any

import pytest
from django.core.mail import EmailMessage, mailers

from tests.launching import free_port

received: SimpleQueue[str] = SimpleQueue()
gate = threading.Event()


class Mailbox(socketserver.StreamRequestHandler):
    """Implements enough of SMTP to receive a mail, once the gate is open."""

    def handle(self) -> None:
        gate.wait(60)
        self._say("220 ready")
        while line := self.rfile.readline().decode().strip():
            word = line.upper()[:4]
            if word == "DATA":
                self._say("354 go on")
                received.put(b"".join(iter(self.rfile.readline, b".\r\n")).decode())
            self._say("221 bye" if word == "QUIT" else "250 good")
            if word == "QUIT":
                return

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@pytest.fixture
def port() -> Iterator[int]:
    gate.clear()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Mailbox) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def use(settings: Any, port: int) -> None:
    options = {"host": "127.0.0.1", "port": port, "timeout": 30}
    settings.MAILERS = {"default": {"BACKEND": "playground.accounts.mails.BackgroundBackend", "OPTIONS": options}}


def test_sending_does_not_wait_for_the_mail_server(settings: Any, port: int) -> None:
    use(settings, port)
    message = EmailMessage("Hello", "Follow the link.", "playground@example.com", ["dora@example.com"])
    # The server is silent until the gate opens, which it does only once this has come back.
    assert mailers.default.send_messages([message]) == 1
    gate.set()
    assert "Follow the link." in received.get(timeout=60)


def test_an_unavailable_mail_server_is_one_log_line(settings: Any) -> None:
    use(settings, free_port())
    lines: SimpleQueue[str] = SimpleQueue()
    logger = logging.getLogger("playground.accounts.mails")
    note = logging.Handler()
    note.emit = lambda record: lines.put(record.getMessage())  # type: ignore[method-assign]  # a handler that keeps its lines
    logger.addHandler(note)
    try:
        message = EmailMessage("Hello", "Follow the link.", "playground@example.com", ["dora@example.com"])
        mailers.default.send_messages([message])
        line = lines.get(timeout=60)
    finally:
        logger.removeHandler(note)
    assert "could not be sent" in line
    assert "dora" not in line
