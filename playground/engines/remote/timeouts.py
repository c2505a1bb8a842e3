"""How long the remote engine waits for an API, one step at a time."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds for each of the two steps of connecting, for an upload, for a question after a job, for the picture.

    `answer` is None where the dialect's own policy says how long the request for the picture may take.
    """

    connect: float = 10.0
    upload: float = 60.0
    poll: float = 30.0
    answer: float | None = None


LIMITS = Limits()
