"""A limit on the processor time of a piece of a test, which a busy machine does not use up."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class TooSlow(AssertionError):
    """The work took more time of the processor than it may."""


@contextmanager
def cpu_limit(seconds: float, work: str) -> Iterator[None]:
    """Interrupt what runs inside, a regular expression too, once it has used the processor for that long."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise TooSlow(f"more than {seconds:g} s of the processor for {work}")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
