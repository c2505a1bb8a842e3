"""LoRAs as a text, one per line: the address and, if it is not the API's default, the strength after a space.

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
# As the lines are written here, so that the last word of a line is distinguished from an address.
BLANK = re.compile(r"\s")
# The name of a file may have blanks. Its extension tells it apart from a name and a word that should be a strength.
FILES = (".safetensors", ".gguf", ".pt", ".pth")
STRENGTH = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,6})?")


class LoraError(ValueError):
    """The text cannot be used; the message ends a sentence that begins with the name of the parameter."""


@dataclass(frozen=True, slots=True)
class Lora:
    """Weights to load, by URL, name of a repository or path of a file, and how strongly they act."""

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


def can_name(path: str) -> bool:
    """Return whether a line with only this path is read as this path, and valid."""
    try:
        check_loras(path)
    except LoraError:
        return False
    return split_loras(path) == [Lora(path)]


def check_loras(text: str, items: Sequence[str] = ()) -> None:
    """Raise `LoraError` for what no API takes, and for what is not one of the items if there are any."""
    loras = split_loras(text)
    if len(loras) > MOST_LORAS:
        raise LoraError(f"has {len(loras)} entries; the maximum is {MOST_LORAS}")
    for lora in loras:
        if BLANK.search(_without_blanks(lora.address)):
            raise LoraError(f"has the address {show(lora.address)}; an address has no blanks")
        if items and lora.address not in items:
            raise LoraError(f"has {show(lora.address)}, which your server does not have; choose another")
        if len(lora.address) > LONGEST_ADDRESS:
            raise LoraError(f"has an address of {len(lora.address):,} characters; the maximum is {LONGEST_ADDRESS:,}")
        if lora.strength is not None and not WEAKEST <= lora.strength <= STRONGEST:
            raise LoraError(f"has the strength {show(lora.strength)}; it must be from {WEAKEST} to {STRONGEST}")


def _without_blanks(address: str) -> str:
    is_file = "://" not in address and address.lower().endswith(FILES)
    return address.replace(" ", "") if is_file else address


def _split(line: str) -> Lora:
    address, _, last = line.strip().rpartition(" ")
    return Lora(address.strip(), float(last)) if address and STRENGTH.fullmatch(last) else Lora(line.strip())


def _join(address: str, strength: float | None) -> str:
    return address if strength is None else f"{address} {strength:.6f}".rstrip("0").rstrip(".")


def _plain(text: str) -> str:
    """Return the number as a line has it; anything else stays, and makes the address invalid."""
    try:
        return plain_number(text.strip(), whole=False) if text.strip() else ""
    except (Ambiguous, Unreadable):
        return text.strip()
