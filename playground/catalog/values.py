"""Values as they come from outside: shown in a sentence, cleaned, and judged before any schema looks at them."""

import json
import math
import unicodedata

from playground.catalog.spec import Parameter

SHOWN = 60
LARGEST_WHOLE = 2**53 - 1
LONGEST_LIST = 100
# A number beyond this is only named by its count of digits.
SPELLED_OUT = 10**30

WANTED = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "image": "one picture",
    "images": "a list of pictures",
}


def show(value: object) -> str:
    """Return a value as JSON writes it, at most 60 characters long and always encodable."""
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > SPELLED_OUT:
        return f"a number of {int(value.bit_length() * math.log10(2)) + 1:,} digits"
    if isinstance(value, str):
        return json.dumps(shorten(value), ensure_ascii=False)
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity"
    return json.dumps(tidy_number(value)) if value is None or isinstance(value, bool | int | float) else "no JSON value"


def shorten(text: str) -> str:
    """Return the text cut to 60 characters, with what cannot be written replaced by a question mark."""
    cut = text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
    return "".join("?" if unicodedata.category(character) in ("Cs", "Cc") else character for character in cut)


def tidy_number(value: object) -> object:
    """Return 4 for 4.0 and anything else as it is; beyond 2^53 a float is no exact whole number."""
    if isinstance(value, float) and value.is_integer() and abs(value) <= LARGEST_WHOLE:
        return int(value)
    return value


def tidy_text(text: str) -> str:
    """Return the text with every line ending as one LF."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def find_unusable(parameter: Parameter, value: object) -> str | None:
    """Return why no schema need look at the value (a sentence without its end), or None."""
    name = parameter.name
    if isinstance(value, float) and not math.isfinite(value):
        return f"{name} must be an ordinary number; you gave {show(value)}"
    if isinstance(value, str):
        return _find_unwritable(name, value)
    if isinstance(value, list) and parameter.kind == "images":
        return _find_unusable_list(parameter, value)
    if isinstance(value, bool | int | float):
        return None
    return f"{name} must be {wanted(parameter)}; you gave {show(value)}"


def wanted(parameter: Parameter) -> str:
    """Return what the parameter takes: `a whole number`, `one of jpg, png`…"""
    return f"one of {', '.join(parameter.choices)}" if parameter.choices else WANTED[parameter.kind]


def _find_unwritable(name: str, text: str) -> str | None:
    if "\0" in text:
        return f"{name} must not contain the character NUL; it stands at position {text.index(chr(0)) + 1}"
    try:
        text.encode()
    except UnicodeEncodeError as error:
        return f"{name} must be valid Unicode; half of a character pair stands at position {error.start + 1}"
    return None


def _find_unusable_list(parameter: Parameter, items: list[object]) -> str | None:
    most = parameter.max_items or LONGEST_LIST
    if len(items) > most:
        return f"{parameter.name} takes at most {most} pictures; you gave {len(items):,}"
    for number, item in enumerate(items, start=1):
        if not isinstance(item, str):
            return f"{parameter.name} must name each picture by a text; picture {number} is {show(item)}"
        if not item.strip():
            return f"{parameter.name} has no picture at place {number}"
        if unwritable := _find_unwritable(parameter.name, item):
            return unwritable
    return None
