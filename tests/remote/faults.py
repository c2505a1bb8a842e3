"""Faults of an API, each done to one request in real bytes on a real socket, by a stand-in that knows whose turn it is.

Where a request may have been taken in the moment of the fault it was: the worst that can be is what is played.
"""

import base64
import json
import socket
import ssl
import struct
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from threading import Thread
from typing import Any, Self

from PIL import Image

from playground.standins.registry import STANDINS
from playground.standins.server import Exchange, Reply, Standin, Step, as_json
from tests.pictures import picture
from tests.remote.samples.registry import SAMPLES

type Fault = Callable[[Exchange], int]

CERTIFICATE = Path(__file__).parents[1] / "outbound/certificates/server.pem"
# Seconds between two bytes that drip.
DRIP = 0.2
# A connection that is closed after no time at all is reset instead.
RESET = struct.pack("ii", 1, 0)
WORD = "the model is resting"


@dataclass(frozen=True)
class Plan:
    """What goes wrong for one key, and where."""

    step: Step
    fault: Fault


class Faulty(Standin):
    """A stand-in that answers a key's requests as the API would, but for the step at which that key has a fault."""

    def __init__(self, plans: Mapping[str, Plan]) -> None:
        super().__init__(keys=tuple(plans))
        self._plans = plans
        self.arrived: Counter[tuple[str, Step]] = Counter()

    @classmethod
    def of(cls, dialect: str, plans: Mapping[str, Plan]) -> Self:
        """Return one that stands in for the API of that dialect."""
        made: Self = type("Faulty", (cls, STANDINS[dialect]), {})(plans)
        for name, value in SAMPLES[dialect].standin.items():
            setattr(made, name, value)
        return made

    def handle_exchange(self, exchange: Exchange) -> int:
        label, step = self.label(exchange.request), self.step(exchange.request)
        with self.lock:
            self.arrived[label, step] += 1
        plan = self._plans.get(label)
        if plan is None or plan.step != step:
            return super().handle_exchange(exchange)
        return plan.fault(exchange)

    def leave(self) -> None:
        """Take no connection any more."""
        self._server.shutdown()
        self._server.server_close()


# Answers that say what is wrong.


def refuse(status: int, sentence: str = WORD, **headers: str) -> Fault:
    """Answer with that status in the API's own shape, without having done anything."""

    def fault(exchange: Exchange) -> int:
        reply = exchange.standin.error(status, sentence)
        named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
        return exchange.send(Reply(status, reply.body, reply.content_type, named))

    return fault


def fail(status: int) -> Fault:
    """Do what was asked and answer all the same that it went wrong."""

    def fault(exchange: Exchange) -> int:
        exchange.reply()
        return exchange.send(exchange.standin.error(status, WORD))

    return fault


def answer(change: Callable[[Reply], Reply]) -> Fault:
    """Answer with something else than what was due."""
    return lambda exchange: exchange.send(change(exchange.reply()))


def html(reply: Reply) -> Reply:
    return Reply(200, b"<!doctype html><title>Sign in</title>", "text/html")


def half(reply: Reply) -> Reply:
    return Reply(reply.status, reply.body[: len(reply.body) // 2], reply.content_type)


def nothing(reply: Reply) -> Reply:
    return as_json({}, reply.status)


def empty(reply: Reply) -> Reply:
    return Reply(200, b"", reply.content_type)


def gif(reply: Reply) -> Reply:
    target = BytesIO()
    Image.new("P", (32, 32)).save(target, "GIF")
    # The type header lies, as it does where a server goes by the name of a file.
    return Reply(200, target.getvalue(), reply.content_type)


def encode(change: Callable[[Reply], Reply]) -> str:
    """Return as Base64 what that change makes of a picture."""
    return base64.b64encode(change(Reply(200, picture(), "image/png")).body).decode()


def changed(change: Callable[[Any], object]) -> Fault:
    """Answer with what was due, changed in this way."""

    def apply(reply: Reply) -> Reply:
        body: Any = json.loads(reply.body)
        change(body)
        return as_json(body, reply.status)

    return answer(apply)


def naming(dialect: str, *pictures: str) -> Callable[[Any], object]:
    """Return a change that names other pictures: their addresses, or their Base64 texts."""
    return lambda body: SAMPLES[dialect].name_pictures(body, pictures)


# Connections that do not hold.


def stay_silent(exchange: Exchange) -> int:
    """Do what was asked and say nothing."""
    exchange.reply()
    exchange.standin.closing.wait()
    return exchange.hang_up()


def drip(exchange: Exchange) -> int:
    """Send one byte of the answer after the other, far too slowly."""
    reply = exchange.reply()
    exchange.connection.sendall(_head(reply))
    for byte in reply.body:
        if exchange.standin.closing.wait(DRIP):
            break
        exchange.connection.sendall(bytes([byte]))
    return exchange.hang_up()


def reset(exchange: Exchange) -> int:
    """Send half of the answer, then reset the connection."""
    reply = exchange.reply()
    exchange.connection.sendall(_head(reply) + reply.body[: len(reply.body) // 2])
    exchange.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    # Files that belong to the socket would keep it open otherwise.
    socket.close(exchange.connection.detach())
    return exchange.hang_up()


def leave(exchange: Exchange) -> int:
    """Answer, and take no connection any more."""
    reply = exchange.reply()
    assert isinstance(exchange.standin, Faulty)
    exchange.standin.leave()
    exchange.send(Reply(reply.status, reply.body, reply.content_type, (("Connection", "close"),)))
    return exchange.hang_up()


def _head(reply: Reply) -> bytes:
    lines = ("HTTP/1.1 200 OK", f"Content-Type: {reply.content_type}", f"Content-Length: {len(reply.body)}")
    return "\r\n".join([*lines, "", ""]).encode()


# Addresses to which no connection comes about.

UNKNOWN_NAME = "http://nobody.invalid"


@contextmanager
def closed() -> Iterator[str]:
    """Give an address at which connections are refused."""
    # Bound but not listened at, so that nobody else gets the port meanwhile.
    with closing(socket.socket()) as bound:
        bound.bind(("127.0.0.1", 0))
        yield _address("http", bound)


@contextmanager
def full() -> Iterator[str]:
    """Give an address at which connections are neither taken nor refused."""
    with closing(socket.create_server(("127.0.0.1", 0), backlog=0)) as listener:
        waiting = [socket.socket() for _ in range(8)]
        for each in waiting:
            each.setblocking(False)
            each.connect_ex(listener.getsockname())
        try:
            yield _address("http", listener)
        finally:
            for each in waiting:
                each.close()


@contextmanager
def untrusted() -> Iterator[str]:
    """Give an address with a certificate that nobody trusts."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        thread = Thread(target=_shake_hands, args=(listener, context), daemon=True)
        thread.start()
        yield _address("https", listener)
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(5)


def _shake_hands(listener: socket.socket, context: ssl.SSLContext) -> None:
    while True:
        try:
            plain, _ = listener.accept()
        except OSError:
            return
        plain.settimeout(5)
        try:
            context.wrap_socket(plain, server_side=True).close()
        except OSError:
            plain.close()


def _address(scheme: str, listener: socket.socket) -> str:
    return f"{scheme}://127.0.0.1:{listener.getsockname()[1]}"
