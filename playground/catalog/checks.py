"""The system check that names a broken spec file, the place in it and the reason."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004

from playground.catalog.faults import FaultKind, SpecFault
from playground.catalog.loading import FOLDER, schema_faults

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
    """Return one message for each fault in a spec file."""
    return [message_for(fault) for fault in schema_faults()]


def message_for(fault: SpecFault) -> CheckMessage:
    """Return `catalog.E001`… for a file of the product, `catalog.W001`… for one of an operator's folder.

    An error keeps every command from starting, the worker too; a broken file of an operator is only left out.
    """
    number = NUMBERS[fault.kind]
    if fault.file.parent == FOLDER:
        return Error(str(fault), hint=fault.hint, id=f"catalog.E{number:03}")
    return Warning(f"{fault} (the file is left out)", hint=fault.hint, id=f"catalog.W{number:03}")
