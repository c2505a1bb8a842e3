"""The jobs of the stand-ins, which take a configurable time."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

# The share of its time that a job is queued before it starts.
WAITING_SHARE = 0.2


@dataclass
class Job:
    """One requested picture: the key and body of the request, and how long it takes."""

    key: str
    body: Mapping[str, Any]
    size: tuple[int, int]
    format: str
    seconds: float
    id: str = field(default_factory=lambda: str(uuid4()))
    # Monotonic, so that a correction of the clock neither finishes nor delays a job.
    created: float = field(default_factory=time.monotonic)

    @property
    def fraction(self) -> float:
        """The share of its time that has passed, from 0 to 1."""
        return min(1.0, (time.monotonic() - self.created) / self.seconds) if self.seconds else 1.0

    @property
    def is_done(self) -> bool:
        return self.fraction >= 1

    @property
    def is_waiting(self) -> bool:
        return self.fraction < WAITING_SHARE

    @property
    def percent(self) -> int:
        return 0 if self.is_waiting else int(self.fraction * 100)


def timestamp(moment: float) -> str:
    """A moment of the monotonic clock as a time in UTC with milliseconds."""
    shown = datetime.fromtimestamp(time.time() - time.monotonic() + moment, UTC)
    return shown.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime())
