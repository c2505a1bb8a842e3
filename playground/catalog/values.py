"""Shows untrusted values in messages, cleans them, and refuses those that the schema validator could not handle."""

import json
import math
import unicodedata

from playground.catalog.spec import Parameter

LONGEST_SHOWN_TEXT = 60
# JSON readers such as JavaScript hold every number as a float, which is exact only up to this integer.
LARGEST_EXACT_INTEGER = 2**53 - 1
LONGEST_LIST = 100
# Of a larger number only the count of digits is shown.
LARGEST_SHOWN_NUMBER = 10**30

KIND_DESCRIPTIONS = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "image": "one picture",
    "images": "a list of pictures",
}


def show(value: object) -> str:
    """Return the value as JSON, shortened to about 60 characters and always encodable."""
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > LARGEST_SHOWN_NUMBER:
        # Counting the digits of the printed number would fail: Python refuses to print more than 4,300 of them.
        return f"a number of {int(value.bit_length() * math.log10(2)) + 1:,} digits"
    if isinstance(value, str):
        return json.dumps(shorten(value), ensure_ascii=False)
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity"
    return (
        json.dumps(tidy_number(value)) if value is None or isinstance(value, bool | int | float) else "not a JSON value"
    )


def shorten(text: str) -> str:
    """Return the text cut to 60 characters, with a question mark for each character that cannot be printed."""
    # UTF-8 cannot encode lone surrogates, and control characters could break the message into lines.
    cut = text if len(text) <= LONGEST_SHOWN_TEXT else f"{text[: LONGEST_SHOWN_TEXT - 1]}…"
    return "".join("?" if unicodedata.category(character) in ("Cs", "Cc") else character for character in cut)


def tidy_number(value: object) -> object:
    """Return 4 for 4.0, and any other value unchanged."""
    # A larger float would be written out with digits that nobody entered.
    if isinstance(value, float) and value.is_integer() and abs(value) <= LARGEST_EXACT_INTEGER:
        return int(value)
    return value


def tidy_text(text: str) -> str:
    # Browsers send CRLF for each line break of a textarea, but count it as one character against `maxlength`.
    return text.replace("\r\n", "\n").replace("\r", "\n")


def find_unusable(parameter: Parameter, value: object) -> str | None:
    """Return why the value is unusable whatever its schema says (without the full stop), or None."""
    name = parameter.name
    # NaN and Infinity are not valid JSON, so they could be neither stored nor sent.
    if isinstance(value, float) and not math.isfinite(value):
        return f"{name} must be a finite number; you gave {show(value)}"
    if isinstance(value, str):
        return _find_unwritable(name, value)
    if isinstance(value, list) and parameter.kind == "images":
        return _find_unusable_list(parameter, value)
    if isinstance(value, bool | int | float):
        return None
    return f"{name} must be {describe_accepted(parameter)}; you gave {show(value)}"


def describe_accepted(parameter: Parameter) -> str:
    """Return what the parameter accepts: `a whole number`, `one of jpg, png`…"""
    return f"one of {', '.join(parameter.choices)}" if parameter.choices else KIND_DESCRIPTIONS[parameter.kind]


def _find_unwritable(name: str, text: str) -> str | None:
    # PostgreSQL cannot store NUL in text, and UTF-8 cannot encode half of a surrogate pair.
    if "\0" in text:
        return f"{name} contains a NUL character at position {text.index(chr(0)) + 1}; remove it"
    try:
        text.encode()
    except UnicodeEncodeError as error:
        return f"{name} is not valid Unicode: there is an unpaired surrogate at position {error.start + 1}"
    return None


def _find_unusable_list(parameter: Parameter, items: list[object]) -> str | None:
    # Each item is examined, so a list without a documented maximum needs a limit as well.
    most = parameter.max_items or LONGEST_LIST
    if len(items) > most:
        return f"{parameter.name} has {len(items):,} pictures; the maximum is {most}"
    for number, item in enumerate(items, start=1):
        if not isinstance(item, str):
            return f"{parameter.name} must be a list of text; picture {number} is {show(item)}"
        if not item.strip():
            return f"{parameter.name} is empty at position {number}"
        if unwritable := _find_unwritable(parameter.name, item):
            return unwritable
    return None
