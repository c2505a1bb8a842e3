"""The printed code of a request whose response is a picture saves it, and no message of an error in its place."""

import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from playground.dialects.wire import RequestPlan, WireRequest
from playground.snippets.registry import print_snippet
from tests.programs import need_program

PICTURE = bytes(range(256))
COMMANDS = {
    "curl": ["bash"],
    "javascript": ["node", "--input-type=module"],
    "python": [sys.executable, "-"],
}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        is_found = self.path == "/found"
        self.send_response(200 if is_found else 403)
        self.end_headers()
        self.wfile.write(PICTURE if is_found else b'{"message": "The signature is not valid."}')

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("language", COMMANDS)
def test_a_picture_is_saved_and_an_error_is_not(address: str, tmp_path: Path, language: str) -> None:
    need_program("curl" if language == "curl" else COMMANDS[language][0])
    codes = {}
    for path in ("found", "refused"):
        request = WireRequest("GET", f"{address}/{path}", (), None)
        code = print_snippet(language, RequestPlan((), request, saves_as=f"{path}.png"))
        done = subprocess.run(
            COMMANDS[language], input=code, text=True, cwd=tmp_path, capture_output=True, check=False, timeout=60
        )
        codes[path] = (done.returncode, done.stderr)
    assert codes["found"][0] == 0, codes
    assert codes["refused"][0] != 0
    assert "403" in codes["refused"][1]
    assert (tmp_path / "found.png").read_bytes() == PICTURE
    assert not (tmp_path / "refused.png").exists()


def test_powershell_saves_it_too() -> None:
    request = WireRequest("GET", "https://play.example/found", (), None)
    assert " -OutFile 'picture.png'" in print_snippet("powershell", RequestPlan((), request, saves_as="picture.png"))
