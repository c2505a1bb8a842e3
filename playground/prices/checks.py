"""The system check that reports faults in files of prices."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004

from playground.catalog.checks import NUMBERS
from playground.catalog.faults import SpecFault
from playground.prices.loading import FOLDER, price_lists


@register("prices")
def check_prices(app_configs: Sequence[Any] | None, **kwargs: object) -> list[CheckMessage]:
    return [message_for(fault) for fault in price_lists().faults]


def message_for(fault: SpecFault) -> CheckMessage:
    """Return `prices.E001`… for a built-in file and `prices.W001`… for a file in the operator's folder."""
    # An error stops every command, the worker too. A mistake in one of the operator's files must not do that.
    number = NUMBERS[fault.kind]
    if fault.file.parent == FOLDER:
        return Error(str(fault), hint=fault.hint, id=f"prices.E{number:03}")
    return Warning(f"{fault} (this file is ignored)", hint=fault.hint, id=f"prices.W{number:03}")
