"""Reads the values of an axis as people write them: `1, 2, 5`, `1-5 step 0.5`, `random 4`, a line each. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from playground.catalog.numbers import Ambiguous, Unreadable, plain_number
from playground.catalog.spec import ModelSpec, Parameter, Value
from playground.catalog.validation import find_issue
from playground.catalog.values import shorten, tidy_number, tidy_text
from playground.sweeps.axes import MOST_VALUES
from playground.sweeps.errors import SweepRefused

# Of what is typed into one field.
LONGEST_TEXT = 100_000
# Beyond all bounds of parameters.
LARGEST = 10**30
_NUMBER = r"[+\-−]?[0-9][0-9.,']{0,60}"
_GAP = r"\s{0,9}"
_RANGE = re.compile(
    rf"(?P<first>{_NUMBER}){_GAP}(?:-|–|—|\.{{2,3}}|…|to){_GAP}(?P<last>{_NUMBER})"
    rf"(?:{_GAP}(?:step|by|in steps of){_GAP}(?P<step>{_NUMBER}))?",
    re.IGNORECASE,
)
_RANDOM = re.compile(r"(?:random\s{1,9}([0-9]{1,3})|([0-9]{1,3})\s{1,9}random)", re.IGNORECASE)


def check_number(number: int, title: str) -> None:
    """Refuse an axis with more values than a grid may have on a side, or with none."""
    if number > MOST_VALUES:
        raise SweepRefused(f"{title} has {number:,} values; the maximum is {MOST_VALUES}. Remove some.")
    if not number:
        raise SweepRefused(f"{title} has no values. Enter at least one.")


def read_lines(text: str, title: str) -> list[str]:
    """Return the lines of a text without empty and repeated ones."""
    _check_length(text, title)
    lines = [line.strip() for line in tidy_text(text).split("\n")]
    return list(dict.fromkeys(line for line in lines if line))


def read_numbers(text: str, parameter: Parameter, title: str, seeds: Iterator[int] | None = None) -> list[Value]:
    """Return the numbers of a list with ranges. `seeds` gives random ones for `random 4`.

    Commas separate numbers, unless semicolons or line breaks do: then a comma can be part of a number.
    """
    _check_length(text, title)
    lines = text.replace(";", "\n").split("\n")
    parts = lines if len(lines) > 1 else text.split(",")
    found: list[Value] = []
    for part in filter(None, map(str.strip, parts)):
        random = _RANDOM.fullmatch(part) if seeds is not None else None
        if random and seeds is not None:
            number = int(random[1] or random[2])
            check_number(len(found) + number, title)
            found += [next(seeds) for _ in range(number)]
        elif span := _RANGE.fullmatch(part):
            found += _read_range(span, parameter, title, len(found))
        else:
            found.append(_plain(part, parameter, title))
        check_number(len(found), title)
    return list(dict.fromkeys(found))


def check_values(spec: ModelSpec, parameter: Parameter, values: Sequence[Value], params: Mapping[str, Value]) -> None:
    """Refuse a value that the parameter does not take."""
    for value in values:
        if issue := find_issue(spec, parameter, {**params, parameter.name: value}):
            raise SweepRefused(issue.message)


def _check_length(text: str, title: str) -> None:
    if len(text) > LONGEST_TEXT:
        raise SweepRefused(f"{title} has {len(text):,} characters; the maximum is {LONGEST_TEXT:,}. Shorten it.")


def _read_range(span: re.Match[str], parameter: Parameter, title: str, earlier: int) -> list[Value]:
    first, last = _decimal(span["first"], parameter, title), _decimal(span["last"], parameter, title)
    usual = parameter.step or parameter.multiple_of or 1
    step = abs(_decimal(span["step"], parameter, title) if span["step"] else Decimal(str(usual)))
    if not step:
        raise SweepRefused(f"{title}: the step of {shorten(span[0])} is 0. Use a larger one.")
    # Counted before anything is made: a range can have more numbers than there is memory.
    number = int(abs(last - first) / step) + 1
    check_number(earlier + number, title)
    signed = step if last >= first else -step
    return [_tidy(first + signed * place, parameter) for place in range(number)]


def _decimal(text: str, parameter: Parameter, title: str) -> Decimal:
    try:
        number = Decimal(plain_number(text, whole=parameter.kind == "integer"))
        if abs(number) < LARGEST:
            return number
        raise Unreadable(text)
    except Ambiguous as error:
        raise SweepRefused(f"{title}: {shorten(text)} can mean {error}. Write it in one of these two ways.") from error
    except (Unreadable, ArithmeticError):
        raise SweepRefused(
            f"{title}: “{shorten(text)}” is not a number. Write numbers as 1, 2, 5 or 1-5 step 2."
        ) from None


def _plain(text: str, parameter: Parameter, title: str) -> Value:
    return _tidy(_decimal(text, parameter, title), parameter)


def _tidy(number: Decimal, parameter: Parameter) -> Value:
    # A seed has more digits than a float keeps.
    if number == number.to_integral_value():
        return int(number)
    tidy = tidy_number(float(number))
    return tidy if isinstance(tidy, int) else float(number)
