"""The error of the library: a name, a mark or a selection that it does not take."""

from playground.errors import SentenceError


class LibraryRefused(SentenceError):
    """What was asked is refused before anything is changed."""
