"""A small HTTP server on 127.0.0.1 that keeps what arrives and answers as the documents say, in several spacings."""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

# Each is a folder under the server's root: what is sent there is answered in that spacing.
SPACINGS: dict[str, dict[str, Any]] = {
    "line": {"separators": (",", ":")},
    "pretty": {"indent": 2},
    "wide": {"indent": "\t", "separators": (" , ", " \t: ")},
}
# What is sent to these folders is answered with this status and content: the ways in which an upload fails.
FAILURES: dict[str, tuple[int, bytes]] = {
    "unauthorized": (401, b'{"message": "Invalid API Key"}'),
    "away": (502, b"<html>Bad Gateway of the day</html>"),
    "without-path": (200, b'{"note": "stored nowhere"}'),
    "not-json": (200, b"<html>a page to sign in</html>"),
    "null": (200, b"null"),
}
# A server may name the file as it likes: a name that JSON has to escape must come through.
AWKWARD = "a \"b\" \\ c, {d} & e 'f' $g `h` 猫"


@dataclass(frozen=True)
class Arrival:
    """One request: its path without the leading folders, its headers in lower case, its raw body."""

    path: str
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)

    def file(self) -> tuple[str, str, bytes]:
        """Return the field, the content type and the bytes of the one file in a multipart body."""
        boundary = self.headers["content-type"].partition("boundary=")[2].strip('"').encode()
        _, part, _ = self.body.split(b"--" + boundary)
        head, _, content = part.partition(b"\r\n\r\n")
        name = re.search(rb'[; ]name="([^"]+)"', head)
        kind = re.search(rb"(?i)content-type: *([^\r\n]+)", head)
        return (name[1].decode() if name else ""), (kind[1].decode() if kind else ""), content.removesuffix(b"\r\n")


# Gives the arrivals by case for a way of running the code.
type Ran = Callable[[str], dict[str, list[Arrival]]]


@dataclass
class Recorder:
    """`root` is the address; `arrivals` holds the requests of each case in their order."""

    root: str
    arrivals: dict[str, list[Arrival]] = field(default_factory=lambda: defaultdict(list))

    def base_url(self, case: str, spacing: str) -> str:
        return f"{self.root}/{case}/{spacing}"


def answer(path: str, number: int) -> dict[str, Any]:
    """Return what the API answers to the upload of that number in a case, or to the request."""
    if path == "/api/assets":
        stored = f"images/{number}_{AWKWARD}.png"
        decoy = '"fileContent": {"path": "decoy"'
        asset = {"fieldname": "asset", "originalname": decoy, "path": "decoy", "key": stored, "metadata": {"path": "x"}}
        content = {"uuid": '1 "path": "decoy"', "path": stored, "type": "png", "name": "path", "tags": ["path"]}
        return {"asset": asset, "fileContent": content, "url": "decoy"}
    if path == "/v1/files":
        stored = f"https://files.example/{number}/{AWKWARD}.png"
        decoys = {"get": "decoy", "metadata": {"get": 'urls: {"get": "decoy"'}}
        return {"id": "urls", **decoys, "urls": {"get": stored}, "checksums": {"get": "decoy"}}
    if path == "/v2/uploads":
        return {"id": "url", "kind": "url: decoy", "url": f"https://cdn.example/{number}/{AWKWARD}.png", "byteSize": 12}
    return {"status": "ok"}


def stored_as(path: str, number: int) -> str:
    """Return what a request must name after the upload of that number."""
    reply = answer(path, number)
    found = {"/api/assets": ("fileContent", "path"), "/v1/files": ("urls", "get")}.get(path, ("url",))
    for name in found:
        reply = reply[name]
    return str(reply)


@contextmanager
def recording() -> Iterator[Recorder]:
    """Serve until the block ends."""
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        recorder = Recorder(f"http://127.0.0.1:{server.server_port}")
        server.RequestHandlerClass = handler_of(recorder)
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield recorder
        finally:
            server.shutdown()
            thread.join()


def handler_of(recorder: Recorder) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            _, case, spacing, rest = self.path.split("/", 3)
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            before = recorder.arrivals[case]
            status, content = FAILURES.get(spacing, (200, b""))
            if not content:
                reply = answer(f"/{rest}", len(before))
                content = json.dumps(reply, ensure_ascii=False, **SPACINGS[spacing]).encode()
            before.append(Arrival(f"/{rest}", headers, body))
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing: the tests' output is for the tests."""

    return Handler
