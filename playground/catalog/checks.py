"""The system check that reports faults in spec files."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004

from playground.catalog.faults import FaultKind, SpecFault
from playground.catalog.loading import FOLDER, schema_faults

# The numbers must not change, because `SILENCED_SYSTEM_CHECKS` refers to checks by them.
NUMBERS: Mapping[FaultKind, int] = {
    "unreadable": 1,
    "schema": 2,
    "reference": 3,
    "missing": 4,
    "unknown value": 5,
    "default": 6,
    "duplicate": 7,
    "dialect": 8,
    "keyword": 9,
    "folder": 10,
}


@register("catalog")
def check_specs(app_configs: Sequence[Any] | None, **kwargs: object) -> list[CheckMessage]:
    return [message_for(fault) for fault in schema_faults()]


def message_for(fault: SpecFault) -> CheckMessage:
    """Return `catalog.E001`… for a built-in file and `catalog.W001`… for a file in the operator's folder."""
    # An error stops every command, the worker too. A mistake in one of the operator's files must not do that.
    number = NUMBERS[fault.kind]
    if fault.file.parent == FOLDER:
        return Error(str(fault), hint=fault.hint, id=f"catalog.E{number:03}")
    return Warning(f"{fault} (this file is ignored)", hint=fault.hint, id=f"catalog.W{number:03}")
