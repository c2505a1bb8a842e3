"""Reads amounts of money from the environment."""

from decimal import Decimal, InvalidOperation

from django.core.exceptions import ImproperlyConfigured

from playground.configuration.environment import read_text

MICROS = 1_000_000
MOST_DOLLARS = 1_000_000


def read_micros(name: str, default: str) -> int:
    """Return an amount of dollars, such as `12.50`, in millionths of a dollar."""
    text = read_text(name, default)
    try:
        # `Decimal` also reads digits of other scripts, underscores, exponents and NaN.
        amount = Decimal(text) if text.isascii() and text.replace(".", "", 1).isdigit() else Decimal(-1)
    except InvalidOperation:
        amount = Decimal(-1)
    if not 0 <= amount <= MOST_DOLLARS or amount * MICROS % 1:
        raise ImproperlyConfigured(
            f"{name} must be an amount of dollars from 0 to {MOST_DOLLARS} with at most six decimals, such as 12.50,"
            f" not {text!r}."
        )
    return int(amount * MICROS)
