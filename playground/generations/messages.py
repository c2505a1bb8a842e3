"""What a person is told of a generation that ended without a picture, where a paid API may have been asked."""

from playground.dialects.registry import get_dialect

CANCELLED = "You cancelled this."


def title_of(dialect: str) -> str:
    """Return what the API is called, its short name where it is no longer spoken here."""
    try:
        return get_dialect(dialect).title
    except KeyError:
        return dialect


def cancelled(dialect: str, *, sent: bool) -> str:
    """Say that the person cancelled it, and whether that came too late to save the money."""
    if not sent:
        return CANCELLED
    return f"You cancelled this after it was sent to {title_of(dialect)}, so it may still be charged."


def charged(dialect: str) -> str:
    """Say that the worker stopped after the request was sent."""
    title = title_of(dialect)
    return (
        f"The worker stopped after this was sent to {title}, so it may have been charged. Look at the list of your"
        f" pictures at {title} before you try again."
    )
