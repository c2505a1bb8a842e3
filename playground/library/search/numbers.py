"""Reads numbers, ranges and sizes."""

from django.db.models import Q

from playground.library.search import messages
from playground.library.search.meaning import Misunderstood

LONGEST_NUMBER = 20
MOST_PIXELS = 100_000
OPERATORS = {">=": "gte", "<=": "lte", ">": "gt", "<": "lt", "=": "exact", "": "exact"}


def read_numbers(key: str, column: str, value: str, low: float, high: float, *, parts: int = 1) -> Q:
    """Return the condition of `30`, `>=30`, `20..30`, `..30` or `20..`.

    A column of amounts counts the parts of one: micros of a dollar.
    """
    if ".." in value:
        first, _, last = value.partition("..")
        ends = [(first, "gte"), (last, "lte")]
    else:
        operator = next(sign for sign in OPERATORS if value.startswith(sign))
        number = value[len(operator) :]
        # For "equal", a column of whole numbers would cut 4.5 to 4.
        is_exact = OPERATORS[operator] == "exact" and "." in number and parts == 1
        ends = [(number, lookup) for lookup in (("gte", "lte") if is_exact else (OPERATORS[operator],))]
    given = [(text, lookup) for text, lookup in ends if text or len(ends) == 1]
    if not given:
        raise Misunderstood(messages.wrong_value(key, value, messages.NUMBERS))
    numbers = [(_read_number(key, value, text, low, high), lookup) for text, lookup in given]
    if len(numbers) == 2 and numbers[0][0] > numbers[1][0]:
        raise Misunderstood(messages.backwards(key, value), f"{ends[1][0]}..{ends[0][0]}", value)
    # Of 0.0125 a float has 12499.999999999998 millionths or so.
    return Q(*((f"{column}__{lookup}", number if parts == 1 else round(number * parts)) for number, lookup in numbers))


def _read_number(key: str, value: str, text: str, low: float, high: float) -> float:
    # `float` also takes words, underscores and the digits of other scripts.
    is_number = text.isascii() and text.replace(".", "", 1).isdigit() and len(text) <= LONGEST_NUMBER
    if not is_number:
        raise Misunderstood(messages.wrong_value(key, value, messages.NUMBERS))
    number = float(text) if "." in text else int(text)
    if not low <= number <= high:
        raise Misunderstood(messages.out_of_range(key, text, low, high))
    return number


def read_sides(value: str, marks: str) -> tuple[int, int] | None:
    """Return two numbers with one of the marks between them, or None."""
    for mark in marks:
        first, found, last = value.lower().partition(mark)
        if found and all(text.isascii() and text.isdigit() and len(text) < 7 for text in (first, last)):
            sides = int(first), int(last)
            return sides if all(0 < side <= MOST_PIXELS for side in sides) else None
    return None
