"""LoRAs as a text with one a line: the address and, if it is not the API's default, the strength after a blank.

Text fits into every form, draft, recipe and file. A dialect translates it into what its API takes.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from playground.catalog.numbers import Ambiguous, Unreadable, plain_number
from playground.catalog.values import show

MOST_LORAS = 3
WEAKEST, STRONGEST = 0, 4
LONGEST_ADDRESS = 2000
# As the lines are written here, so that the last word of a line is told apart from an address.
BLANK = re.compile(r"\s")
STRENGTH = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,6})?")


class LoraError(ValueError):
    """The text cannot be used; the message ends a sentence that begins with the name of the parameter."""


@dataclass(frozen=True, slots=True)
class Lora:
    """Weights to load, by URL or by the name of a repository, and how strongly they act."""

    address: str
    strength: float | None = None


def split_loras(text: str) -> list[Lora]:
    """Return the LoRA of each line, whether or not it is valid."""
    return [_split(line) for line in text.splitlines() if line.strip()]


def join_loras(loras: Iterable[Lora]) -> str:
    return "\n".join(_join(lora.address, lora.strength) for lora in loras)


def join_rows(texts: Sequence[str]) -> str:
    """Return the text for the values of a form, in which an address and its strength follow each other.

    A single value is the text itself. A strength may be written as people write numbers.
    """
    if len(texts) == 1:
        return "\n".join(line.strip() for line in texts[0].splitlines() if line.strip())
    rows = zip(texts[::2], texts[1::2], strict=False)
    return "\n".join(f"{address.strip()} {_plain(strength)}".strip() for address, strength in rows if address.strip())


def check_loras(text: str) -> None:
    """Raise `LoraError` for what no API takes."""
    loras = split_loras(text)
    if len(loras) > MOST_LORAS:
        raise LoraError(f"has {len(loras)} entries; the maximum is {MOST_LORAS}")
    for lora in loras:
        if BLANK.search(lora.address):
            raise LoraError(f"has the address {show(lora.address)}; an address has no blanks")
        if len(lora.address) > LONGEST_ADDRESS:
            raise LoraError(f"has an address of {len(lora.address):,} characters; the maximum is {LONGEST_ADDRESS:,}")
        if lora.strength is not None and not WEAKEST <= lora.strength <= STRONGEST:
            raise LoraError(f"has the strength {show(lora.strength)}; it must be from {WEAKEST} to {STRONGEST}")


def _split(line: str) -> Lora:
    address, _, last = line.strip().rpartition(" ")
    return Lora(address.strip(), float(last)) if address and STRENGTH.fullmatch(last) else Lora(line.strip())


def _join(address: str, strength: float | None) -> str:
    return address if strength is None else f"{address} {strength:.6f}".rstrip("0").rstrip(".")


def _plain(text: str) -> str:
    """Return the number as a line has it; what is no number stays, and makes the address invalid."""
    try:
        return plain_number(text.strip(), whole=False) if text.strip() else ""
    except (Ambiguous, Unreadable):
        return text.strip()
