"""A key that may not do everything: the error names the permission that is missing."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from tests.homes import Home

DENIED = b"<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"
KEY = {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_DEFAULT_REGION": "us-east-1"}


class Handler(BaseHTTPRequestHandler):
    """Answers as Amazon's S3 answers a key without `s3:ListBucket`, or without what `denied` names besides."""

    files: ClassVar[dict[str, bytes]] = {}
    denied: ClassVar[set[str]] = set()

    def answer(self) -> None:
        """Store, send or remove a file."""
        path = urlsplit(self.path).path
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        is_listing = path.rstrip("/").count("/") == 1
        if is_listing or self.command in self.denied:
            self.say(403, DENIED)
        elif self.command == "PUT":
            self.files[path] = body
            self.say(200)
        elif self.command == "DELETE":
            self.files.pop(path, None)
            self.say(204)
        else:
            self.say(200, self.files[path]) if path in self.files else self.say(403, DENIED)

    def do_GET(self) -> None:
        self.answer()

    def do_HEAD(self) -> None:
        self.answer()

    def do_PUT(self) -> None:
        self.answer()

    def do_DELETE(self) -> None:
        self.answer()

    def say(self, status: int, content: bytes = b"") -> None:
        """Send a response."""
        self.send_response(status)
        if status != 204:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def endpoint() -> Iterator[str]:
    """Run such a server."""
    Handler.files.clear()
    Handler.denied.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def bucket(settings: Any, endpoint: str) -> None:
    options = {"bucket_name": "b", "endpoint_url": endpoint, "access_key": "a", "secret_key": "b"}
    storage = {"BACKEND": "playground.stores.files.BucketStorage", "OPTIONS": options | {"region_name": "us-east-1"}}
    settings.STORAGES = settings.STORAGES | {"default": storage}


def test_the_start_names_the_permission_to_list(endpoint: str, tmp_path: Path) -> None:
    variables = {"S3_BUCKET": "b", "S3_ENDPOINT_URL": endpoint, "NO_PROXY": "127.0.0.1"} | KEY
    line = Home(tmp_path, variables=variables).refusal("prepare_home")
    assert line.startswith("CommandError: Cannot store files:")
    assert line.endswith("Allow the key s3:ListBucket on the bucket.")


ACTS: dict[str, tuple[str, Callable[[], object]]] = {
    "PUT": ("s3:PutObject", lambda: default_storage.save("x", ContentFile(b"content"))),
    "GET": ("s3:GetObject", lambda: default_storage.open("x")),
    "DELETE": ("s3:DeleteObject", lambda: default_storage.delete("x")),
}


@pytest.mark.parametrize("method", ACTS)
def test_each_refused_operation_names_its_permission(bucket: None, method: str) -> None:
    permission, act = ACTS[method]
    Handler.denied.add(method)
    with pytest.raises(OSError, match=f"Allow the key {permission}"):
        act()


def test_a_missing_file_that_may_not_be_looked_for_is_not_taken_for_lost(bucket: None) -> None:
    with pytest.raises(OSError, match="s3:ListBucket on the bucket"):
        default_storage.exists("images/missing.png")
