"""Engines that stand in for the remote one: each test says what happens between two entries in the journal."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from playground.dialects.base import Answer
from playground.engines.base import CancelOutcome, EngineRequest
from playground.engines.remote.base import Account, Journal, RemoteRequest, RemoteResult, Webhook
from tests.pictures import picture


def result(*contents: bytes, **said: object) -> RemoteResult:
    """Return what an API made."""
    delivered = contents or (picture(),)
    urls = tuple(f"https://cdn.1min.ai/{at}.png" for at in range(len(delivered)))
    fields: dict[str, Any] = {"id": ""} | said
    return RemoteResult(Answer(status="done", progress=100, urls=urls, error="", **fields), delivered)


@dataclass(frozen=True)
class Asked:
    """What the engine was given, and how to talk to the row."""

    request: EngineRequest
    account: Account
    journal: Journal
    request_id: str
    resume: Answer | None
    webhook: Webhook | None


type Act = Callable[[Asked], Awaitable[RemoteResult]]


async def send(asked: Asked) -> RemoteResult:
    """Do what the engine does where all goes well at once."""
    await asked.journal.sending()
    return result()


@dataclass
class StandIn:
    """Acts as it is told, and keeps what it was asked."""

    act: Act = send
    asked: list[Asked] = field(default_factory=list)
    is_closed: bool = False
    cancelled: list[Answer] = field(default_factory=list)
    outcome: CancelOutcome = "taken"

    async def run(self, asked: RemoteRequest, journal: Journal) -> RemoteResult:
        what = Asked(asked.request, asked.account, journal, asked.request_id, asked.resume, asked.webhook)
        self.asked.append(what)
        return await self.act(what)

    async def cancel(self, asked: RemoteRequest, job: Answer) -> CancelOutcome:
        self.cancelled.append(job)
        return self.outcome

    async def close(self) -> None:
        self.is_closed = True


class Gate:
    """Lets a test wait until the engine is somewhere, and the engine until the test has looked."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self._open = threading.Event()

    def open(self) -> None:
        self._open.set()

    async def pass_through(self) -> None:
        self.reached.set()
        while not self._open.is_set():
            await asyncio.sleep(0.005)
