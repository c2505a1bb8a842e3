"""Quotes: what a request will cost, computed from the price lists before it is sent."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from playground.catalog.sizes import picture_size
from playground.catalog.spec import ModelSpec, Size, Value
from playground.dialects.registry import get_dialect
from playground.prices.loading import find_row
from playground.prices.money import dollars, show
from playground.prices.row import MEGAPIXEL, PriceRow

# Two shapes and areas that no choice of a size gives alike.
PROBES = (Size(512, 1024), Size(2048, 1024))
SKETCH = "Sketches cost nothing"
OWN_SERVER = "Your own server costs nothing here"
NO_PRICE = "No public price is known for this model"


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """One part of a quote: what it is for, and its micros, None where they are not known."""

    text: str
    micros: int | None

    @property
    def amount(self) -> str:
        return show(self.micros)


@dataclass(frozen=True, slots=True)
class Quote:
    """What a request costs in micros: None is unknown, 0 is free.

    `source` and `read` say where and when the price was read, in words.
    """

    micros: int | None
    lines: tuple[QuoteLine, ...]
    source: str = ""
    read: str = ""

    @property
    def known(self) -> int:
        """The sum of the parts that are known, in micros."""
        return sum(line.micros or 0 for line in self.lines)

    @property
    def text(self) -> str:
        """The price in words: `$0.03`, `free`, `at least $0.03` or `price unknown`."""
        if self.micros is None and self.known:
            return f"at least {dollars(self.known)}"
        return show(self.micros)


def quote(
    spec: ModelSpec,
    resolved: Mapping[str, Value],
    *,
    count: int,
    references: Sequence[Size | None],
    source: str,
    requests: int = 1,
) -> Quote:
    """Return what some equal requests cost, each for `count` pictures.

    `source` is `server` or `own` for a request to the API, and "" for one that this server draws. The size of a
    reference is None if it is not known.
    """
    if not source:
        return Quote(0, (QuoteLine(SKETCH, 0),))
    if get_dialect(spec.dialect).is_free(spec):
        return Quote(0, (QuoteLine(OWN_SERVER, 0),))
    row = find_row(spec, resolved)
    if row is None:
        return Quote(None, (QuoteLine(NO_PRICE, None),))
    size = _size_of(spec, resolved, references)
    of_pictures = _lines_of(row, spec, resolved, size, references)
    lines = (
        *([] if row.run is None else [_multiply("request", row.run, requests)]),
        *(_multiply(text, micros, count * requests) for text, micros in of_pictures),
    )
    return Quote(_sum(line.micros for line in lines), lines, row.source, row.read_on)


def _multiply(text: str, micros: int | None, times: int) -> QuoteLine:
    return QuoteLine(text if times == 1 else f"{times} × {text}", None if micros is None else micros * times)


def _size_of(spec: ModelSpec, resolved: Mapping[str, Value], references: Sequence[Size | None]) -> Size | None:
    """Return the size of the picture, or None if it follows a reference whose size is not known."""
    first = references[0] if references else None
    if references and first is None and len({picture_size(spec, resolved, probe) for probe in PROBES}) > 1:
        return None
    return picture_size(spec, resolved, first)


def add(quotes: Sequence[tuple[str, Quote]]) -> Quote:
    """Return the sum of several quotes, with a line for each: its name and what it costs."""
    lines = tuple(QuoteLine(name, found.micros) for name, found in quotes)
    if len({found.source for _, found in quotes if found.source}) == 1:
        source, read = next((found.source, found.read) for _, found in quotes if found.source)
    else:
        source = read = ""
    return Quote(_sum(line.micros for line in lines), lines, source, read)


def _sum(amounts: Iterable[int | None]) -> int | None:
    total = 0
    for amount in amounts:
        if amount is None:
            return None
        total += amount
    return total


def _lines_of(
    row: PriceRow, spec: ModelSpec, resolved: Mapping[str, Value], size: Size | None, references: Sequence[Size | None]
) -> Iterable[tuple[str, int | None]]:
    """Yield the parts of the price of one picture, without what its request costs."""
    megapixels = _round_up(size) if size else 1
    if row.picture is not None:
        yield "picture", row.picture
    if row.first_megapixel is not None:
        yield f"first megapixel of {size}" if size else "first megapixel", row.first_megapixel
        if size is None:
            yield "further megapixels, whose number follows the reference", None
        elif megapixels > 1:
            further = row.further_megapixel
            yield _count(megapixels - 1, "further megapixel"), None if further is None else further * (megapixels - 1)
    if references:
        yield from _references(row, references)
    if row.step is not None:
        steps = _steps(spec, resolved)
        text = "steps" if steps is None else _count(steps, "step")
        yield text, None if steps is None else row.step * steps * megapixels


def _references(row: PriceRow, references: Sequence[Size | None]) -> Iterable[tuple[str, int | None]]:
    if row.reference is not None:
        yield _count(len(references), "reference"), row.reference * len(references)
    if row.reference_megapixel is None:
        return
    counted = [_reference_megapixels(row, size) for size in references]
    known = sum(megapixels for megapixels in counted if megapixels)
    if known:
        yield f"{_count(known, 'megapixel')} of references", row.reference_megapixel * known
    if unknown := counted.count(None):
        yield f"{_count(unknown, 'reference')} of unknown size", None


def _reference_megapixels(row: PriceRow, size: Size | None) -> int | None:
    # A limit of one megapixel makes each count as one, whatever its size.
    if size is None:
        return 1 if row.reference_limit == 1 else None
    megapixels = _round_up(size)
    return min(megapixels, row.reference_limit) if row.reference_limit else megapixels


def _round_up(size: Size) -> int:
    """Return the area in megapixels, rounded up as the APIs do: 1.2 counts as 2."""
    return max(1, -(-size.width * size.height // MEGAPIXEL))


def _steps(spec: ModelSpec, resolved: Mapping[str, Value]) -> int | None:
    parameter = spec.by_role("steps")
    steps = resolved.get(parameter.name, parameter.default) if parameter else None
    return steps if isinstance(steps, int) else None


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
