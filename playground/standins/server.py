"""What the stand-ins share: a threaded HTTP server on 127.0.0.1 that records and judges whatever it is asked."""

import json
import re
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import ClassVar, Literal, Self, TypedDict
from urllib.parse import parse_qsl, urlsplit

type Step = Literal["submit", "upload", "poll", "download", "key", "other"]
# What requests are for: the method, a pattern for the whole path, and the step.
type Paths = tuple[tuple[str, str, Step], ...]

KEY = "standin-key"


@dataclass(frozen=True)
class Asked:
    """One request as it came; header names are in lower case."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    at: float = field(default_factory=time.monotonic)


@dataclass(frozen=True)
class Reply:
    """One answer."""

    status: int
    body: bytes
    content_type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Received:
    """A request, what it was for, who made it and what it was answered; status 0 where no whole answer went out."""

    step: Step
    asked: Asked
    label: str
    status: int


class Wrong(Exception):
    """What a request has against the documents, by the path of each field."""

    def __init__(self, found: Mapping[str, list[str]]) -> None:
        super().__init__("; ".join(f"{path}: {message}" for path, messages in found.items() for message in messages))
        self.found = found


class Turned(Exception):
    """A request that the API turns away although nothing is wrong with its form, as for a bad key."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


def as_json(value: object, status: int = 200, *headers: tuple[str, str]) -> Reply:
    return Reply(status, json.dumps(value).encode(), headers=headers)


class Exchange:
    """One request on its connection, for whoever wants to answer it otherwise than the API would."""

    def __init__(self, standin: "Standin", handler: "_Handler", asked: Asked) -> None:
        self.standin = standin
        self.asked = asked
        self.connection = handler.connection
        self.is_recorded = False
        self._handler = handler

    def reply(self) -> Reply:
        """Return what the API answers; a picture that is ordered counts as paid from here on."""
        return self.standin.answer(self.asked)

    def send(self, reply: Reply) -> int:
        """Send a whole answer and return its status; whoever has it finds it recorded."""
        self.standin.record(self.asked, reply.status)
        self.is_recorded = True
        self._handler.send(reply)
        return reply.status

    def hang_up(self) -> int:
        """Let the connection end with this request."""
        self._handler.close_connection = True
        return 0


class Options(TypedDict, total=False):
    """What every stand-in can be given, see `Standin`."""

    seconds: float
    keys: tuple[str, ...]
    port: int
    tell: Callable[[Received], None] | None


class Standin(ABC):
    """Stands in for one API: answers as its documents say, and lists in `violations` what they do not allow.

    `seconds` is how long a picture takes; `keys` are those that are let in. `tell` hears of each request.
    """

    name: ClassVar[str]
    paths: ClassVar[Paths]
    key_header: ClassVar[str]

    def __init__(
        self,
        *,
        seconds: float = 0.0,
        keys: tuple[str, ...] = (KEY,),
        port: int = 0,
        tell: Callable[[Received], None] | None = None,
    ) -> None:
        self.seconds = seconds
        self.keys = set(keys)
        self.requests: list[Received] = []
        self.violations: list[str] = []
        self.closing = threading.Event()
        self.lock = threading.RLock()
        self._paid: list[str] = []
        self._tell = tell
        self._server = _Server(("127.0.0.1", port), _Handler)
        self._server.standin = self
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()

    # What an API says for itself.

    @abstractmethod
    def respond(self, step: Step, asked: Asked) -> Reply:
        """Return the answer to a request that carries a good key where it needs one."""

    @abstractmethod
    def error(self, status: int, sentence: str, found: Mapping[str, list[str]] | None = None) -> Reply:
        """Return a refusal in the API's own shape."""

    @abstractmethod
    def owner_of(self, path: str) -> str:
        """Return the key behind a result's address, "" where nothing is there."""

    bad_key_status: ClassVar[int] = 401
    bad_form_status: ClassVar[int] = 400

    # What all have in common.

    @property
    def paid(self) -> int:
        """How many pictures were ordered, whether anybody heard of it or not."""
        return len(self._paid)

    def paid_by(self, label: str) -> int:
        """How many of them with that key."""
        return self._paid.count(label)

    def charge(self, asked: Asked) -> None:
        with self.lock:
            self._paid.append(self.label(asked))

    def step(self, asked: Asked) -> Step:
        """Return what the request is for, told by method and path alone."""
        found = (step for method, path, step in self.paths if asked.method == method and re.fullmatch(path, asked.path))
        return next(found, "other")

    def steps(self, step: Step, label: str | None = None) -> list[Received]:
        """Return the requests of that step, of everybody or with that key."""
        with self.lock:
            return [entry for entry in self.requests if entry.step == step and (label is None or entry.label == label)]

    def label(self, asked: Asked) -> str:
        """Return the key that the request carries, or that was behind the picture which it fetches."""
        return asked.headers.get(self.key_header.lower(), "") or self.owner_of(asked.path)

    def answer(self, asked: Asked) -> Reply:
        """Return what the API answers."""
        step = self.step(asked)
        try:
            self._check_key(step, asked)
            return self.respond(step, asked)
        except Wrong as wrong:
            self.note(f"{asked.method} {asked.path}: {wrong}")
            return self.error(self.bad_form_status, str(wrong), wrong.found)
        except Turned as turned:
            return self.error(turned.status, turned.sentence)

    def converse(self, exchange: Exchange) -> int:
        """Answer one request and return the status; 0 where no whole answer went out."""
        return exchange.send(exchange.reply())

    def note(self, violation: str) -> None:
        with self.lock:
            self.violations.append(violation)

    def record(self, asked: Asked, status: int) -> None:
        received = Received(self.step(asked), asked, self.label(asked), status)
        with self.lock:
            self.requests.append(received)
        if self._tell:
            self._tell(received)

    def _check_key(self, step: Step, asked: Asked) -> None:
        key = asked.headers.get(self.key_header.lower())
        if step == "download":
            if key or "authorization" in asked.headers:
                self.note(f"GET {asked.path}: a picture is fetched without a key")
            return
        if step == "other":
            raise Turned(404, "Not found")
        if any(known in f"{asked.path}?{asked.query}" for known in self.keys):
            raise Wrong({"path": ["a key has no place in an address"]})
        if key is None:
            self.note(f"{asked.method} {asked.path}: no header {self.key_header}")
        if key not in self.keys:
            raise Turned(self.bad_key_status, "Invalid API Key")


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 1024
    standin: Standin


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Head and body leave together, at once.
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _Server

    def _take(self) -> None:
        parts = urlsplit(self.path)
        length = int(self.headers.get("Content-Length", "0"))
        asked = Asked(
            self.command,
            parts.path,
            dict(parse_qsl(parts.query, keep_blank_values=True)),
            {name.lower(): value for name, value in self.headers.items()},
            self.rfile.read(length),
        )
        status = 0
        exchange = Exchange(self.server.standin, self, asked)
        try:
            status = self.server.standin.converse(exchange)
        except (OSError, ValueError):
            # The client has gone, or a fault has closed the connection.
            self.close_connection = True
        finally:
            if not exchange.is_recorded:
                self.server.standin.record(asked, status)

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = _take  # noqa: N815

    def send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(reply.body)))
        for name, value in reply.headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.body)
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing; `record` tells whoever wants to hear."""

    def handle(self) -> None:
        try:
            super().handle()
        except OSError:
            # Clients that go away between two requests are no news.
            return

    def finish(self) -> None:
        try:
            super().finish()
        except (OSError, ValueError):
            return
