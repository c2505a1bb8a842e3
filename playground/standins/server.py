"""The shared parts of the stand-ins: a threaded HTTP server on 127.0.0.1 that records and checks every request."""

import json
import re
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar, Literal, Self, TypedDict
from urllib.parse import parse_qsl, urlsplit

type Step = Literal["submit", "upload", "poll", "result", "cancel", "download", "key", "other"]
# For each kind of request: the method, a pattern for the whole path, and the step.
type Paths = tuple[tuple[str, str, Step], ...]

KEY = "standin-key"


@dataclass(frozen=True)
class Request:
    """A received request. Header names are in lower case."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    at: float = field(default_factory=time.monotonic)


@dataclass(frozen=True)
class Reply:
    status: int
    body: bytes
    content_type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Received:
    """A record of a request. `label` is the key of the client; status 0 means that no complete response was sent."""

    step: Step
    request: Request
    label: str
    status: int


class InvalidRequest(Exception):
    """A request violates the documentation. The messages are grouped by the path of the field."""

    def __init__(self, found: Mapping[str, list[str]]) -> None:
        super().__init__("; ".join(f"{path}: {message}" for path, messages in found.items() for message in messages))
        self.found = found


class Rejected(Exception):
    """The API refuses a valid request, for example because of its key."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


def as_json(value: object, status: int = 200, *headers: tuple[str, str]) -> Reply:
    return Reply(status, json.dumps(value).encode(), headers=headers)


class Exchange:
    """A request and its connection. Tests use it to respond in ways that the API would not."""

    def __init__(self, standin: "Standin", handler: "_Handler", request: Request) -> None:
        self.standin = standin
        self.request = request
        self.connection = handler.connection
        self.is_recorded = False
        self._handler = handler

    def reply(self) -> Reply:
        """Return the API's response. From here on, a requested picture counts as paid."""
        return self.standin.answer(self.request)

    def send(self, reply: Reply) -> int:
        """Send a complete response and return its status."""
        # Recorded before sending, so that a test which has the response can rely on the record.
        self.standin.record(self.request, reply.status)
        self.is_recorded = True
        self._handler.send(reply)
        return reply.status

    def hang_up(self) -> int:
        """Close the connection after this request."""
        self._handler.close_connection = True
        return 0


class Options(TypedDict, total=False):
    """The arguments of every stand-in, see `Standin`."""

    seconds: float
    keys: tuple[str, ...]
    port: int
    on_request: Callable[[Received], None] | None


class Standin(ABC):
    """A stand-in for one API. It responds as documented and collects violations of the documentation in `violations`.

    A picture takes `seconds`, and `keys` are the valid keys. `on_request` is called for each request.
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
        on_request: Callable[[Received], None] | None = None,
    ) -> None:
        self.seconds = seconds
        self.keys = set(keys)
        self.requests: list[Received] = []
        self.violations: list[str] = []
        self.closing = threading.Event()
        # Reentrant, because apiframe's stand-in charges for a job while it holds the lock.
        self.lock = threading.RLock()
        self._paid: list[str] = []
        self._on_request = on_request
        self._server = _Server(("127.0.0.1", port), _Handler)
        self._server.standin = self
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        # With the default poll interval of half a second, every test would take that long to shut down.
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()

    @abstractmethod
    def respond(self, step: Step, request: Request) -> Reply:
        """Return the response to a request whose key has been checked."""

    @abstractmethod
    def error(self, status: int, sentence: str, found: Mapping[str, list[str]] | None = None) -> Reply:
        """Return an error in the API's own format."""

    @abstractmethod
    def owner_of(self, path: str) -> str:
        """Return the key that created the result at this path, or ""."""

    key_prefix: ClassVar[str] = ""
    bad_key_status: ClassVar[int] = 401
    bad_form_status: ClassVar[int] = 400

    @property
    def paid(self) -> int:
        """The number of requested pictures, whether or not the response reached the client."""
        return len(self._paid)

    def paid_by(self, label: str) -> int:
        """The number of pictures requested with this key."""
        return self._paid.count(label)

    def charge(self, request: Request) -> None:
        with self.lock:
            self._paid.append(self.label(request))

    def step(self, request: Request) -> Step:
        """Return the step of a request, according to its method and path."""
        paths = ((path, step) for method, path, step in self.paths if method == request.method)
        return next((step for path, step in paths if re.fullmatch(path, request.path)), "other")

    def steps(self, step: Step, label: str | None = None) -> list[Received]:
        """Return the requests of this step, of all clients or with this key."""
        with self.lock:
            return [entry for entry in self.requests if entry.step == step and (label is None or entry.label == label)]

    def label(self, request: Request) -> str:
        """Return the key of the request or, for a download, the key that created the picture."""
        return self.read_key(request) or self.owner_of(request.path)

    def read_key(self, request: Request) -> str:
        """Return the key behind its prefix, or ""."""
        value = request.headers.get(self.key_header.lower(), "")
        return value.removeprefix(self.key_prefix) if value.startswith(self.key_prefix) else ""

    def answer(self, request: Request) -> Reply:
        step = self.step(request)
        try:
            self._check_key(step, request)
            return self.respond(step, request)
        except InvalidRequest as wrong:
            self.add_violation(f"{request.method} {request.path}: {wrong}")
            return self.error(self.bad_form_status, str(wrong), wrong.found)
        except Rejected as rejected:
            return self.error(rejected.status, rejected.sentence)

    def handle_exchange(self, exchange: Exchange) -> int:
        """Respond to one request and return the status, or 0 if no complete response was sent."""
        return exchange.send(exchange.reply())

    def add_violation(self, violation: str) -> None:
        with self.lock:
            self.violations.append(violation)

    def record(self, request: Request, status: int) -> None:
        received = Received(self.step(request), request, self.label(request), status)
        with self.lock:
            self.requests.append(received)
        if self._on_request:
            self._on_request(received)

    def _check_key(self, step: Step, request: Request) -> None:
        key = self.read_key(request)
        if step == "download":
            if key or "authorization" in request.headers:
                self.add_violation(f"GET {request.path}: a picture must be fetched without a key")
            return
        if step == "other":
            raise Rejected(404, "Not found")
        # URLs are written to the logs of proxies and servers.
        if any(known in f"{request.path}?{request.query}" for known in self.keys):
            raise InvalidRequest({"path": ["a key must not be part of a URL"]})
        if not key:
            self.add_violation(f"{request.method} {request.path}: no header {self.key_header}")
        if key not in self.keys:
            raise Rejected(self.bad_key_status, "Invalid API Key")


class _Server(ThreadingHTTPServer):
    # A request that a test holds must not keep the process from ending.
    daemon_threads = True
    # The default of 5 is too small for tests that open many connections at once.
    request_queue_size = 1024
    standin: Standin


class _Handler(BaseHTTPRequestHandler):
    # HTTP/1.0, the default, has no persistent connections.
    protocol_version = "HTTP/1.1"
    # Headers and body are sent together and without delay.
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _Server

    def _handle_request(self) -> None:
        parts = urlsplit(self.path)
        length = int(self.headers.get("Content-Length", "0"))
        request = Request(
            self.command,
            parts.path,
            dict(parse_qsl(parts.query, keep_blank_values=True)),
            {name.lower(): value for name, value in self.headers.items()},
            self.rfile.read(length),
        )
        status, exchange = 0, Exchange(self.server.standin, self, request)
        try:
            status = self.server.standin.handle_exchange(exchange)
        except (OSError, ValueError):
            # The client has disconnected, or a test has closed the connection.
            self.close_connection = True
        finally:
            if not exchange.is_recorded:
                self.server.standin.record(request, status)

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = _handle_request  # noqa: N815

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
        """Log nothing. `on_request` is called instead."""

    def handle(self) -> None:
        # Clients often disconnect between two requests.
        with suppress(OSError):
            super().handle()

    def finish(self) -> None:
        with suppress(OSError, ValueError):
            super().finish()
