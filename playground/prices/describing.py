"""The price lists in words, for people who choose a model or enter a key."""

from collections.abc import Iterator, Sequence

from playground.catalog.spec import ModelSpec
from playground.dialects.registry import get_dialect
from playground.prices.loading import list_of
from playground.prices.money import dollars
from playground.prices.row import PriceRow

FREE = "Free, on your own server"
UNKNOWN = "Price unknown"


def find_rows(spec: ModelSpec) -> list[PriceRow]:
    """Return the prices of the model, each for other values of its parameters; none if nothing is known."""
    found: dict[object, PriceRow] = {}
    for row in list_of(spec.dialect).rows:
        if row.fits(spec):
            # A row of the operator comes before the built-in one for the same values.
            found.setdefault(row.when, row)
        if () in found:
            break
    return list(found.values())


def describe_price(spec: ModelSpec) -> str:
    """Return what pictures of the model cost at its API."""
    if get_dialect(spec.dialect).is_free(spec):
        return FREE
    return "; ".join(describe_row(spec, row) for row in find_rows(spec)) or UNKNOWN


def describe_source(specs: Sequence[ModelSpec]) -> str:
    """Return where and when the prices of these models were read, or "" if none is known."""
    # Of several pages of one site, the site is named.
    pages: dict[tuple[str, str], dict[str, PriceRow]] = {}
    for row in (row for spec in specs for row in find_rows(spec)):
        pages.setdefault((row.source.partition("/")[0], row.read), {}).setdefault(row.source, row)
    if not pages:
        return ""
    origins = [
        next(iter(rows.values())).origin if len(rows) == 1 else next(iter(rows.values())).say_origin(f"pages of {site}")
        for (site, _), rows in pages.items()
    ]
    return f"Prices in US dollars {' and '.join(origins)}. Megapixels are rounded up."


def describe_row(spec: ModelSpec, row: PriceRow) -> str:
    """Return `$0.05 for 1 MP, $0.05 for each further one, also of references`."""
    return ", ".join(_parts(row)) + "".join(f", with {part}" for part in _conditions(spec, row))


def _parts(row: PriceRow) -> Iterator[str]:
    further, of_references = row.further_megapixel, row.reference_megapixel
    if row.first_megapixel is not None:
        yield f"{dollars(row.base)} for 1 MP"
    elif row.base:
        yield f"{dollars(row.base)} a picture"
    if further is not None:
        yield f"{dollars(further)} for each further one"
    if of_references is not None and of_references == further:
        yield "also of references"
    elif of_references is not None:
        yield f"{dollars(of_references)} for each of references"
    if row.reference is not None:
        yield f"{dollars(row.reference)} for each reference"
    if row.step is not None:
        yield f"{dollars(row.step)} for each step and megapixel"


def _conditions(spec: ModelSpec, row: PriceRow) -> Iterator[str]:
    for name, values in row.when:
        parameter = spec.get(name)
        title = parameter.title.lower() if parameter else name
        yield f"{title} {' or '.join(map(str, values))}"
