"""What a sweep has cost so far, and what its budget leaves."""

from django.db.models import Q, Sum

from playground.generations.models import Status
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
