"""What a picture cost, in words: as the API reported it, or as it was quoted."""

from playground.generations.models import Generation, Status
from playground.prices.money import dollars


def say_charged(generation: Generation) -> str:
    """Return what the API says that it charged: `$0.024 (2.4 credits)`, `6 credits`, or "" if it says nothing."""
    reported = str(generation.notes.get("cost", ""))
    if generation.charged is None:
        return reported
    charged = dollars(generation.charged)
    return f"{charged} ({reported})" if reported.endswith("credits") else charged


def say_quoted(generation: Generation) -> str:
    """Return the price that was computed before, or "" where it is unknown or nothing."""
    return dollars(generation.quoted) if generation.quoted else ""


def say_price(generation: Generation) -> str:
    """Return the best that is known in a few words, for a caption."""
    if generation.charged is not None:
        return dollars(generation.charged)
    # What a request has cost that failed is not known.
    is_lost = generation.status in (Status.FAILED, Status.CANCELLED)
    quoted = "" if is_lost else say_quoted(generation)
    return say_charged(generation) or (f"quoted {quoted}" if quoted else "")
