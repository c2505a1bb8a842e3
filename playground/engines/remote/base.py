"""What the remote engine shares with its caller: the request, the key that is used, the journal, and the result."""

import asyncio
from dataclasses import dataclass, field
from typing import Literal, Protocol

from playground.catalog.narrowing import Offers
from playground.dialects.base import Answer
from playground.engines.base import CancelOutcome, EngineRequest

type Reach = Literal["configured", "public", "private"]


@dataclass(frozen=True, slots=True)
class Account:
    """The key for an API, the address to send it to, and whose key it is: this server's or the person's own.

    `owner` identifies the person for whom the request is made, since an API's slots are shared out between owners; it
    is "" for nobody in particular. `reach` says who named the address: `configured` is the settings, which may name any
    address. An address that a person named may only lead to `public` addresses, or to `private` ones too.
    """

    base_url: str
    # The `repr` of an account may appear in a log or an error report.
    key: str = field(repr=False)
    whose: Literal["server", "own"]
    owner: str = ""
    reach: Reach = "configured"

    @property
    def limited_as(self) -> str:
        """Identifies what an API counts together: the requests with one key, or all to a server without keys."""
        return f"{self.base_url} {self.key}"


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where an API may report that a job has ended, and whether it has.

    A repeat of the request has the same address.
    """

    url: str
    reported: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(frozen=True, slots=True)
class RemoteRequest:
    """One generation for an API, and the account that pays for it.

    `request_id` makes a repeat of the request safe where the API has a header for that. With `resume`, an earlier
    answer, nothing is sent: its job is polled, or its pictures are downloaded. `webhook` is None where this server has
    no public address.
    """

    request: EngineRequest
    account: Account
    request_id: str
    resume: Answer | None = None
    webhook: Webhook | None = None


@dataclass(frozen=True, slots=True)
class RemoteResult:
    """What an API made: its last answer, and the files in its order, not yet verified.

    They come from `answer.urls`, or from the answer itself, which is without its `pictures` then.
    """

    answer: Answer
    files: tuple[bytes, ...] = field(repr=False)


def running_job(id: str, poll_url: str = "") -> Answer:
    """Return the answer of an API that is working on a job."""
    return Answer(id, "running", None, (), "", poll_url=poll_url)


class Journal(Protocol):
    """Where the remote engine records what must survive a crash; each call returns once it is written.

    Each may raise `Cancelled` where the work is no longer wanted, which the engine lets pass.
    """

    async def sending(self) -> None:
        """Record that the request goes out next: from here on it may have been paid for."""
        ...

    async def not_sent(self) -> None:
        """Record that the request did not arrive, or was refused unread: nothing was paid for."""
        ...

    async def accepted(self, answer: Answer) -> None:
        """Record the API's first answer, which names a job to poll, finished pictures, or where they are named.

        A worker that resumes goes on from there and never sends the request again.
        """
        ...

    def paused(self, is_paused: bool) -> None:
        """Note that the request waits until its key may be used again, or that it no longer does."""
        ...

    async def progress(self, percent: int | None, stage: str) -> None:
        """Report per cent from 0 to 100, None where the API gives none, and a few words for the page."""
        ...


class AsyncEngine(Protocol):
    """The remote engine as its caller sees it; tests put another one in its place."""

    async def run(self, asked: RemoteRequest, journal: Journal) -> RemoteResult:
        """Make the pictures of one generation, or raise an `EngineError`."""
        ...

    async def cancel(self, asked: RemoteRequest, job: Answer) -> CancelOutcome:
        """Ask the API to cancel the job of that answer, within a few seconds; nothing is raised."""
        ...

    async def close(self) -> None:
        """Close the connections of the running event loop."""
        ...


@dataclass(frozen=True, slots=True)
class KeyTestResult:
    """What an API says about a key, and a sentence about it for the page. The key itself is in neither.

    `offers` are those of a server that somebody runs themselves, or None if it has not said any.
    """

    verdict: Literal["accepted", "refused", "untestable", "unknown"]
    sentence: str
    offers: Offers | None = None
