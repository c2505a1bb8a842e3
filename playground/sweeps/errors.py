"""What a person asks of a sweep that cannot be done."""

from playground.errors import SentenceError


class SweepRefused(SentenceError):
    """The sweep, its axes or its budget cannot be as asked; `sentence` says why and what to do."""


class SweepChanged(SweepRefused):
    """The sweep is not as the page had it that was sent."""
