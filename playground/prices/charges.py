"""What an API reported that it charged, as money where it is money."""

from decimal import Decimal

from playground.dialects.registry import DIALECTS
from playground.prices.loading import list_of
from playground.prices.money import NotExact, nearest


def charge(dialect: str, cost: float | None) -> int | None:
    """Return the reported cost in micros, or None for none, or for credits whose worth is not known."""
    if cost is None or dialect not in DIALECTS:
        return None
    if cost == 0:
        # In any unit.
        return 0
    in_dollars = DIALECTS[dialect].policy.cost_unit == "USD"
    unit = Decimal(1) if in_dollars else list_of(dialect).credit
    try:
        return None if unit is None else nearest(cost, unit)
    except NotExact:
        return None
