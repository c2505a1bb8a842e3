"""Work that takes its time, as the stand-ins of asynchronous APIs keep it."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

# The part of its time that a job waits before it is worked on.
WAITING = 0.2


@dataclass
class Job:
    """One ordered picture: who ordered it, with what, and how long it takes."""

    key: str
    body: Mapping[str, Any]
    size: tuple[int, int]
    format: str
    seconds: float
    id: str = field(default_factory=lambda: str(uuid4()))
    created: float = field(default_factory=time.monotonic)

    @property
    def fraction(self) -> float:
        """How much of its time has passed, from 0 to 1."""
        return min(1.0, (time.monotonic() - self.created) / self.seconds) if self.seconds else 1.0

    @property
    def is_done(self) -> bool:
        return self.fraction >= 1

    @property
    def is_waiting(self) -> bool:
        return self.fraction < WAITING

    @property
    def percent(self) -> int:
        return 0 if self.is_waiting else int(self.fraction * 100)


def now() -> str:
    """Return the time as APIs write it."""
    return time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime())
