"""One row of a price list, and the list of one API."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from playground.catalog.spec import ModelSpec, Value

# The area that the APIs call a megapixel: a picture of 1024 × 1024 pixels is one.
MEGAPIXEL = 1024 * 1024
# The address of a page without its scheme. It starts where a word does: a search that tries each letter of a long word
# takes a time that grows with the square of its length.
PAGE = re.compile(r"(?<![a-z0-9-])[a-z0-9-]++(?:\.[a-z0-9-]++)++(?:/[\w./~%-]*+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class PriceRow:
    """What one model costs, in micros, where that was read, and when.

    A request costs `run`, and each of its pictures `picture`, the megapixels of the picture, those of its references,
    `reference` for each of these, and `step` for each step and megapixel. An amount that is None is not charged, but
    without `further_megapixel` only pictures of one megapixel have a price. `when` names the values of parameters that
    the row is for. References are scaled to `reference_limit` megapixels before they are counted, if there is a limit.
    `read` is a day or a month, as `2026-11-29` or `2026-11`.
    """

    model: str
    source: str
    read: str
    mode: str = ""
    when: tuple[tuple[str, tuple[Value, ...]], ...] = ()
    run: int | None = None
    picture: int | None = None
    first_megapixel: int | None = None
    further_megapixel: int | None = None
    reference_megapixel: int | None = None
    reference: int | None = None
    step: int | None = None
    reference_limit: int | None = None

    def is_for(self, spec: ModelSpec, resolved: Mapping[str, object]) -> bool:
        """Return whether the row is the price of this model with these values."""
        return self.fits(spec) and all(
            _kind_of(_value(spec, resolved, name)) in map(_kind_of, values) for name, values in self.when
        )

    def fits(self, spec: ModelSpec) -> bool:
        """Return whether the row is a price of this model, with some values."""
        return self.model in (spec.slug, spec.model) and self.mode in ("", spec.mode)

    @property
    def base(self) -> int:
        """What one picture of up to one megapixel costs without references and steps."""
        return sum(amount or 0 for amount in (self.run, self.picture, self.first_megapixel))

    @property
    def read_on(self) -> str:
        """When the price was read, in words: `18 August 2026` or `August 2026`."""
        day = parse_read(self.read)
        return f"{day:%B %Y}" if self._is_month else f"{day.day} {day:%B %Y}"

    @property
    def origin(self) -> str:
        """Where and when it was read: `from a page, read in August 2026`."""
        return self.say_origin(self.source)

    def say_origin(self, source: str) -> str:
        """Return where and when it was read, with other words for where."""
        return f"from {source}, read {'in' if self._is_month else 'on'} {self.read_on}"

    @property
    def url(self) -> str:
        """The address of the page, or "" if the source is none."""
        return f"https://{self.source}" if PAGE.fullmatch(self.source) else ""

    @property
    def _is_month(self) -> bool:
        return len(self.read) == len("2026-08")


@dataclass(frozen=True, slots=True)
class PriceList:
    """The prices of one API; those of the operator come first. A credit is worth `credit` dollars, if that is known."""

    rows: Sequence[PriceRow] = ()
    credit: Decimal | None = None

    def find(self, spec: ModelSpec, resolved: Mapping[str, object]) -> PriceRow | None:
        """Return the first row for the model with these values."""
        return next((row for row in self.rows if row.is_for(spec, resolved)), None)


def parse_read(text: str) -> date:
    """Return the day, or the first of the month; raises `ValueError`."""
    return date.fromisoformat(f"{text}-01" if len(text) == len("2026-08") else text)


def _value(spec: ModelSpec, resolved: Mapping[str, object], name: str) -> object:
    parameter = spec.get(name)
    value = resolved.get(name, parameter.default if parameter else None)
    # A list cannot be a value of a row.
    return value if isinstance(value, str | int | float) else None


def _kind_of(value: object) -> object:
    """Return what is equal for equal values only: in Python `True` equals 1."""
    return (isinstance(value, bool), value)
