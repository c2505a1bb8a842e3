"""Amounts of money: whole millionths of a US dollar, called micros, so that sums are exact."""

from decimal import Decimal, InvalidOperation

MICROS = 1_000_000
FREE = "free"
UNKNOWN = "price unknown"
MOST_DOLLARS = 1_000_000


class NotExact(ValueError):
    """The amount is not a whole number of micros."""


def show(micros: int | None) -> str:
    """Return `$0.03`, `$0.0125`, `free` for 0, and `price unknown` for None."""
    if micros is None:
        return UNKNOWN
    return dollars(micros) if micros else FREE


def dollars(micros: int) -> str:
    """Return the amount with at least two decimals, and all that it needs: `$0.00`, `$1,234.50`, `$0.0125`."""
    whole, rest = divmod(abs(micros), MICROS)
    decimals = f"{rest:06}"
    shown = decimals[:2] + decimals[2:].rstrip("0")
    return f"{'-' if micros < 0 else ''}${whole:,}.{shown}"


def plain(micros: int) -> str:
    """Return the amount as a number for tables: `0.03`."""
    return dollars(micros).replace("$", "").replace(",", "")


def from_number(number: float | Decimal, unit: Decimal = Decimal(1)) -> int:
    """Return the micros of a number of units that are worth `unit` dollars each; raise `NotExact` for a fraction."""
    exact = _decimal(number) * unit * MICROS
    if not exact.is_finite() or exact != exact.to_integral_value():
        raise NotExact(str(number))
    return int(exact)


def nearest(number: float | Decimal, unit: Decimal = Decimal(1)) -> int | None:
    """Return the nearest number of micros, or None if it is not an amount: negative, not finite, or too large."""
    exact = _decimal(number) * unit
    if not exact.is_finite() or not 0 <= exact <= MOST_DOLLARS:
        return None
    return int((exact * MICROS).to_integral_value())


def _decimal(number: float | Decimal) -> Decimal:
    # The shortest text of a float is the number that was written: 0.1, not 0.1000000000000000055.
    try:
        return Decimal(str(number))
    except InvalidOperation as error:
        raise NotExact(str(number)) from error
