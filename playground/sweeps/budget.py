"""What a sweep has cost so far, and what its budget leaves."""

from decimal import Decimal

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from playground.catalog.numbers import Ambiguous, Unreadable, plain_number
from playground.catalog.values import shorten
from playground.generations.models import Status
from playground.prices.money import MOST_DOLLARS, nearest, plain
from playground.sweeps.errors import SweepRefused
from playground.sweeps.models import Sweep

# What ended before it was sent to an API cost nothing. What was sent and failed counts with its price, unless the API
# said what it charged: it may have charged that.
_FREE = Q(generation__status__in=(Status.FAILED, Status.CANCELLED), generation__sent=None, generation__charged=None)


def spent(sweep: Sweep) -> int:
    """Return what the sweep has cost, in micros: what the APIs charged, and the price where they did not say it yet.

    A price that is not known counts as nothing. Where the generation was removed since, only its price is known.
    """
    total = sweep.purchases.exclude(_FREE).aggregate(total=Sum(Coalesce("generation__charged", "quoted")))["total"]
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


def write_budget(sweep: Sweep) -> str:
    """Return the budget as its field shows it, or "" without one; `read_budget` reads it again."""
    return "" if sweep.budget is None else plain(sweep.budget)


def set_budget(sweep: Sweep, micros: int | None) -> None:
    """Change the budget; what was bought already stays bought."""
    sweep.budget = micros
    sweep.save(update_fields=["budget"])
