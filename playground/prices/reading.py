"""Reads a file of prices: the rows of one API, or all its faults."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings

from playground.catalog.faults import FaultKind, SpecFault
from playground.catalog.loading import specs
from playground.catalog.spec import ModelSpec
from playground.catalog.words import MODES, suggest
from playground.prices.money import NotExact, from_number
from playground.prices.row import PriceList, PriceRow, parse_read
from playground.prices.words import AMOUNTS, FILE_KEYS, ROW_KEYS, UNITS

type Finding = tuple[FaultKind, str, str, str]
type Json = Mapping[str, Any]

# Of one amount, so that every sum of a request fits into the columns.
MOST_DOLLARS = 1_000
# Larger references are scaled down by every API.
MOST_MEGAPIXELS = 1000


def read_list(path: Path, document: Json) -> tuple[str, PriceList, list[SpecFault]]:
    """Return the API and its prices, or the faults of the first check that finds any."""
    for check in (_check_file, _check_rows):
        found = [SpecFault(kind, path, place, reason, hint) for kind, place, reason, hint in check(document)]
        if found:
            return str(document.get("api")), PriceList(), found
    credit = Decimal(str(document["credit"])) if "credit" in document else None
    return document["api"], PriceList(tuple(_build(document, row) for row in document["rows"]), credit), []


def _check_file(document: Json) -> Iterator[Finding]:
    yield from _unknown("$", document, FILE_KEYS)
    api, unit = document.get("api"), document.get("unit", "USD")
    if api not in settings.DIALECTS:
        reason = f"{api!r} is not an API{suggest(str(api), settings.DIALECTS)}"
        yield "dialect", "$.api", reason, f"Use one of {', '.join(settings.DIALECTS)}."
    if unit not in UNITS:
        yield "unknown value", "$.unit", f"{unit!r} is not a unit", f"Use one of {', '.join(UNITS)}."
    if unit == "credits" and "credit" not in document:
        yield "missing", "$.credit", "is missing, but the unit is credits", "Write what one credit costs in US dollars."
    if "credit" in document and not (_is_number(document["credit"]) and 0 < document["credit"] <= MOST_DOLLARS):
        yield "unknown value", "$.credit", "is not a price", "Write what one credit costs in US dollars, such as 0.01."
    if not isinstance(document.get("rows"), list):
        yield "missing", "$.rows", "is not a list", "Write one object for each price."


def _check_rows(document: Json) -> Iterator[Finding]:
    for index, row in enumerate(document["rows"]):
        place = f"$.rows.{index}"
        if not isinstance(row, dict):
            yield "schema", place, "is not an object", "Write one object for each price."
            continue
        yield from _unknown(place, row, ROW_KEYS)
        yield from _check_origin(place, document, row)
        yield from _check_model(place, document["api"], row)
        yield from _check_amounts(place, document, row)


def _check_origin(place: str, document: Json, row: Json) -> Iterator[Finding]:
    source, read = (row.get(key, document.get(key)) for key in ("source", "read"))
    if not isinstance(source, str) or not source.strip():
        yield "missing", f"{place}.source", "source must be text", "Write the page on which the price is published."
    try:
        parse_read(read if isinstance(read, str) else "")
    except ValueError:
        hint = "Write when you read the price, such as 2026-11-29 or 2026-11."
        yield "unknown value", f"{place}.read", f"{read!r} is not a day or a month", hint


def _check_model(place: str, api: str, row: Json) -> Iterator[Finding]:
    models = [spec for spec in specs().values() if spec.dialect == api]
    named = [spec for spec in models if row.get("model") in (spec.slug, spec.model)]
    if not named:
        reason = f"{row.get('model')!r} is not a model of {api}"
        near = suggest(str(row.get("model")), [spec.slug for spec in models])
        yield "unknown value", f"{place}.model", reason + near, "Write the short name of a model, such as flux-2-flex."
    if "mode" in row and row["mode"] not in MODES:
        yield "unknown value", f"{place}.mode", f"{row['mode']!r} is not a mode", f"Use one of {', '.join(MODES)}."
    elif named:
        yield from _check_when(f"{place}.when", row.get("when", {}), named)


def _check_when(place: str, when: object, models: Sequence[ModelSpec]) -> Iterator[Finding]:
    if not isinstance(when, dict):
        yield "schema", place, "is not an object", 'Write parameters and their values, such as {"resolution": ["1k"]}.'
        return
    names = [parameter.name for spec in models for parameter in spec.parameters]
    for name, values in when.items():
        if name not in names:
            reason = f"{name!r} is not a parameter{suggest(name, names)}"
            yield "unknown value", f"{place}.{name}", reason, "Name a parameter of the model."
        if not isinstance(values, list) or not all(isinstance(value, str | int | float) for value in values):
            yield "schema", f"{place}.{name}", "is not a list of values", 'Write a list, such as ["1k"].'


def _check_amounts(place: str, document: Json, row: Json) -> Iterator[Finding]:
    if not any(key in row for key in AMOUNTS):
        yield "missing", place, "has no price", f"Write one of {', '.join(AMOUNTS)}."
    for key in AMOUNTS:
        if key in row and (reason := _refuse(row[key], _unit(document))):
            hint = "Write the price as a number of US dollars or credits with at most six decimals, such as 0.03."
            yield "unknown value", f"{place}.{key}", reason, hint
    limit = row.get("reference_limit", 1)
    if isinstance(limit, bool) or not isinstance(limit, int) or not 1 <= limit <= MOST_MEGAPIXELS:
        hint = "Write the whole number of megapixels to which the API scales references."
        yield "unknown value", f"{place}.reference_limit", f"{limit!r} is not from 1 to {MOST_MEGAPIXELS}", hint


def _refuse(amount: object, unit: Decimal) -> str:
    """Return why this is not a price, or ""."""
    if not isinstance(amount, int | float) or not _is_number(amount):
        return f"{amount!r} is not a number"
    if not 0 <= Decimal(str(amount)) * unit <= MOST_DOLLARS:
        return f"{amount} is not from 0 to {MOST_DOLLARS} dollars"
    try:
        from_number(amount, unit)
    except NotExact:
        return f"{amount} is not a whole number of millionths of a dollar"
    return ""


def _is_number(value: object) -> bool:
    # In Python a bool is an int.
    return isinstance(value, int | float) and not isinstance(value, bool)


def _unknown(place: str, part: Json, known: Sequence[str]) -> Iterator[Finding]:
    for key in part:
        if key not in known:
            yield "keyword", f"{place}.{key}", f'"{key}" is not known{suggest(key, known)}', "Correct or remove it."


def _unit(document: Json) -> Decimal:
    """Return what one unit of the file's amounts is worth in dollars."""
    return Decimal(str(document["credit"])) if document.get("unit") == "credits" else Decimal(1)


def _build(document: Json, row: Json) -> PriceRow:
    unit = _unit(document)
    return PriceRow(
        model=row["model"],
        source=row.get("source", document.get("source")),
        read=row.get("read", document.get("read")),
        mode=row.get("mode", ""),
        when=tuple((name, tuple(values)) for name, values in row.get("when", {}).items()),
        reference_limit=row.get("reference_limit"),
        **{key: from_number(row[key], unit) for key in AMOUNTS if key in row},
    )
