"""What stands between the remote engine and whoever runs it: whose key is used, and what is written down on the way."""

from dataclasses import dataclass, field
from typing import Literal, Protocol

from playground.dialects.base import Answer


@dataclass(frozen=True, slots=True)
class Account:
    """With which key an API is asked, at which address, and whose key it is: this server's or the person's own.

    `owner` names for whom it is asked, since the places at an API are shared out between owners; "" for nobody.
    """

    base_url: str
    key: str = field(repr=False)
    whose: Literal["server", "own"]
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Ticket:
    """What an API has taken on: the job's id there and where to ask after it, "" where the dialect knows.

    `answer` is there where the API was done at once: then only the pictures are to be fetched.
    """

    id: str
    poll_url: str = ""
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class RemotePicture:
    """One picture as the API delivered it, byte for byte; not yet verified. `url` is where it came from."""

    content: bytes = field(repr=False)
    url: str


@dataclass(frozen=True, slots=True)
class RemoteResult:
    """What an API made: its pictures in order and what it said of them, as `Answer` does."""

    pictures: tuple[RemotePicture, ...]
    id: str = ""
    seed: int | None = None
    prompt: str = ""
    cost: float | None = None


class Ledger(Protocol):
    """Where the remote engine writes down what must survive a crash; each call returns once it is written.

    Each may raise `Cancelled` where the work is no longer wanted, which the engine lets pass.
    """

    async def sending(self) -> None:
        """The request goes out next: from here on it may have been paid for."""
        ...

    async def not_sent(self) -> None:
        """The request certainly did not arrive, or was refused unread: nothing was paid for."""
        ...

    async def accepted(self, ticket: Ticket) -> None:
        """The API has taken the job on or is done with it; whoever resumes goes on from there and never sends again."""
        ...

    async def progress(self, percent: int | None, stage: str) -> None:
        """Per cent from 0 to 100, None where the API tells none, and a few words for the page."""
        ...
