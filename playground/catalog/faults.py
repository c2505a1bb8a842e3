"""Faults in spec files, as values that a system check prints."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

type FaultKind = Literal[
    "unreadable",
    "schema",
    "reference",
    "missing",
    "unknown value",
    "default",
    "duplicate",
    "dialect",
    "keyword",
    "folder",
]


@dataclass(frozen=True, slots=True)
class SpecFault:
    """One fault. `place` is a path such as `$.properties.steps`, or `line 3, column 5`; `hint` says what to do."""

    kind: FaultKind
    file: Path
    place: str
    reason: str
    hint: str

    def __str__(self) -> str:
        return f"{self.file}: {self.place}: {self.reason}"


class BrokenFileError(Exception):
    """The file cannot be read as JSON."""

    def __init__(self, fault: SpecFault) -> None:
        super().__init__(str(fault))
        self.fault = fault
