"""What was spent for each sweep in a month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from playground.accounts.models import Owner
from playground.generations.spending.totals import AMOUNTS, Amounts, paid_in
from playground.sweeps.models import Sweep


@dataclass(frozen=True, slots=True)
class SweepSpending:
    """A sweep, which may be deleted, and what its requests of a month cost."""

    sweep: Sweep
    amounts: Amounts


def read_sweeps(owner: Owner | None, month: date) -> Sequence[SweepSpending]:
    """Return the sweeps for which something was spent in the month. A cell that reused a picture cost nothing."""
    # Most people have no sweep, so the month need not be read again for them.
    if owner is None or not Sweep.objects.filter(owner=owner).exists():
        return []
    bought = paid_in(owner, month).filter(purchase__isnull=False).values("purchase__sweep")
    found = bought.annotate(**AMOUNTS).values_list("purchase__sweep", *AMOUNTS)
    amounts = {sweep: Amounts(*rest) for sweep, *rest in found}
    # Deleted ones are shown without a link.
    sweeps = Sweep.objects.filter(owner=owner, pk__in=amounts)
    return [SweepSpending(sweep, amounts[sweep.pk]) for sweep in sweeps]
