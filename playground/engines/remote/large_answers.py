"""Limits how many large answers are in memory at once: those that contain pictures can have 64 MB."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass
class LargeAnswers:
    """The turns of the large answers of one event loop.

    An answer of more than `size` bytes waits for a turn before the rest of it is read, and keeps it until it is parsed.
    Its rest has to arrive within `seconds`: a server that sends it slowly must not keep the others waiting for long.
    """

    at_once: int = 3
    size: int = 8 * 1024 * 1024
    seconds: float = 60.0
    _turns: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self._turns = asyncio.Semaphore(self.at_once)

    @asynccontextmanager
    async def one(self) -> AsyncIterator["LargeAnswer"]:
        """Yield the turn of one answer, which is over at the end."""
        answer = LargeAnswer(self, self._turns)
        try:
            yield answer
        finally:
            answer.end()


@dataclass
class LargeAnswer:
    """One answer, which may turn out to be large."""

    _limits: LargeAnswers
    _turns: asyncio.Semaphore
    is_large: bool = False

    async def note(self, size: int, timeout: asyncio.Timeout) -> None:
        """Wait for a turn if so much has been read that it needs one; from then on `timeout` ends sooner."""
        if self.is_large or size <= self._limits.size:
            return
        await self._turns.acquire()
        self.is_large = True
        end, usual = asyncio.get_running_loop().time() + self._limits.seconds, timeout.when()
        timeout.reschedule(end if usual is None else min(end, usual))

    def end(self) -> None:
        """Let the next one have its turn."""
        if self.is_large:
            self._turns.release()
