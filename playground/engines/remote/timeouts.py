"""How long the remote engine waits for an API, one step at a time."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds for each of the two steps of connecting, for an upload, for a poll, and for the picture itself.

    `answer` is None where the dialect says how long the request for the picture may take.
    """

    connect: float = 10.0
    upload: float = 60.0
    poll: float = 30.0
    answer: float | None = None


DEFAULT_TIMEOUTS = Timeouts()
