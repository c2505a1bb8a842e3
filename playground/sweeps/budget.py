"""What a sweep has cost so far, and what its budget leaves."""

from decimal import Decimal

from django.db.models import Q, Sum

from playground.catalog.numbers import Ambiguous, Unreadable, plain_number
from playground.catalog.values import shorten
from playground.generations.models import Status
from playground.prices.money import MOST_DOLLARS, nearest
from playground.sweeps.errors import SweepRefused
from playground.sweeps.models import Sweep

# What ended before it was sent to an API cost nothing. What was sent and failed may have been charged, so it counts.
_FREE = Q(generation__status__in=(Status.FAILED, Status.CANCELLED), generation__sent=None)


def spent(sweep: Sweep) -> int:
    """Return what was bought for the sweep, in micros. A price that is not known counts as nothing."""
    total = sweep.purchases.exclude(_FREE).aggregate(total=Sum("quoted"))["total"]
    return int(total or 0)


def remaining(sweep: Sweep) -> int | None:
    """Return what the budget leaves, in micros, or None without a budget."""
    return None if sweep.budget is None else max(0, sweep.budget - spent(sweep))


def read_budget(text: str) -> int | None:
    """Return the micros of an amount in dollars as people write it, None for none. Raises `SweepRefused`."""
    amount = text.strip().removeprefix("$").removesuffix("$").strip()
    if not amount:
        return None
    try:
        micros = nearest(Decimal(plain_number(amount, whole=False)))
    except Ambiguous as error:
        raise SweepRefused(
            f"The budget is {shorten(amount)}, which can mean {error}. Write it in one of these two ways."
        ) from error
    except (Unreadable, ArithmeticError):
        micros = None
    if micros is None:
        raise SweepRefused(
            f"The budget is “{shorten(amount)}”; it must be an amount from 0 to {MOST_DOLLARS:,} dollars, such as 2.50."
        )
    return micros


def set_budget(sweep: Sweep, micros: int | None) -> None:
    """Change the budget; what was bought already stays bought."""
    sweep.budget = micros
    sweep.save(update_fields=["budget"])
