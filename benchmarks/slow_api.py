"""A public API for benchmarks that answers like 1min.ai after the number of seconds at the end of the prompt.

It runs in a separate process, accepts any number of requests and checks nothing, unlike the strict stand-ins.
"""

import asyncio
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from typing import Any, ClassVar

import httpx
from PIL import Image, ImageFilter

from benchmarks.serving import free_port, serving

SIZE = (1024, 1024)
BLUR = {"PNG": 3, "JPEG": 1.5}


def draw(kind: str) -> bytes:
    """Return a picture of 1 megapixel with a realistic size: a PNG of about 800 KB or a JPEG of about 200 KB."""
    planes = [Image.effect_noise(SIZE, 60).filter(ImageFilter.GaussianBlur(BLUR[kind])) for _ in range(3)]
    target = BytesIO()
    Image.merge("RGB", planes).save(target, kind)
    return target.getvalue()


class SlowApi(asyncio.Protocol):
    """One connection, whose requests are answered one after another."""

    pictures: ClassVar[dict[str, bytes]] = {}
    elapsed: ClassVar[dict[int, float]] = {}

    def __init__(self) -> None:
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer when the request is complete."""
        self._received += data
        head, end, body = self._received.partition(b"\r\n\r\n")
        if not end:
            return
        lines = head.decode().split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in lines[1:])
        if len(body) < int(headers.get("content-length", 0)):
            return
        self._received = b""
        method, path, _ = lines[0].split(" ")
        if method == "POST":
            self._make(json.loads(body)["promptObject"])
        elif path == "/times":
            self._answer(json.dumps(self.elapsed).encode(), "application/json")
        else:
            self._answer(self.pictures[path], "image/any")

    def _make(self, asked: dict[str, Any]) -> None:
        seconds = float(asked["prompt"].split()[-1])
        asyncio.get_running_loop().call_later(seconds, self._finish, asked, time.perf_counter())

    def _finish(self, asked: dict[str, Any], started: float) -> None:
        detail = {"promptObject": {}, "resultObject": [f"/development/images/picture.{asked['output_format']}"]}
        record = {"uuid": "0", "status": "SUCCESS", "aiRecordDetail": detail, "temporaryUrl": None}
        self.elapsed[asked["seed"]] = time.perf_counter() - started
        self._answer(json.dumps({"aiRecord": record}).encode(), "application/json")

    def _answer(self, body: bytes, content_type: str) -> None:
        head = f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n"
        self._transport.write(head.encode() + body)


async def serve(port: int) -> None:
    """Serve until the process ends."""
    for ending, kind in (("png", "PNG"), ("jpg", "JPEG")):
        SlowApi.pictures[f"/development/images/picture.{ending}"] = draw(kind)
    server = await asyncio.get_running_loop().create_server(SlowApi, "127.0.0.1", port, backlog=2048)
    print("listening", flush=True)
    await server.serve_forever()


@contextmanager
def slow_api() -> Iterator[str]:
    """Run the API while the block runs, and yield its URL."""
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.slow_api", str(port)]
    with serving(command, os.environ, "listening"):
        yield f"http://127.0.0.1:{port}"


def read_times(address: str) -> dict[int, float]:
    """Return the seconds that the API needed for each request, by seed."""
    times = httpx.get(f"{address}/times").json()
    return {int(seed): seconds for seed, seconds in times.items()}


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(serve(int(sys.argv[1])))
