"""The sentences about what a search cannot understand."""

from playground.catalog.values import show
from playground.library.search.language import LONGEST_SEARCH, MOST_TERMS

LONGEST_SHOWN = 40
TOO_LONG = f"The search has more than {LONGEST_SEARCH:,} characters. The rest is ignored."
TOO_MANY = f"The search has more than {MOST_TERMS} parts. The rest is ignored."
OPEN_QUOTE = "Close the quotation mark."
NUMBERS = "Enter a number, such as 30, >=30 or 20..30."
DATES = "Enter a day, such as 2026-11-01, a month, such as 2026-11, today or yesterday."
SIZES = "Enter width and height, such as 1024x1024."
SHAPES = "Enter proportions, such as 16:9, or square, landscape or portrait."
ONE_RECIPE = "A search can have one like: or near:. Remove the others."
NO_RECIPE = "There is no such picture in your library."

_NOUNS = {
    "model": "a model",
    "api": "an API",
    "mode": "a mode",
    "engine": "an engine",
    "status": "a status",
    "is": "a mark",
    "format": "a file format",
}


def unknown_filter(key: str) -> str:
    return f"There is no filter {shorten(key)}:."


def empty_filter(key: str, example: str) -> str:
    return f"Enter a value after {key}:, such as {example}."


def unknown_value(key: str, value: str) -> str:
    return f"“{shorten(value)}” is not {_NOUNS.get(key, f'a value of {key}:')}."


def unknown_name(what: str, value: str) -> str:
    return f"You have no {what} “{shorten(value)}”."


def wrong_value(key: str, value: str, hint: str) -> str:
    return f"{key}: does not understand “{shorten(value)}”. {hint}"


def out_of_range(key: str, value: str, low: float, high: float) -> str:
    limit = f"minimum is {show(low)}" if float(value) < low else f"maximum is {show(high)}"
    return f"{key} is {shorten(value)}; the {limit}."


def no_words(text: str) -> str:
    return f"“{shorten(text)}” has no letter or digit, so it is not searched for."


def backwards(key: str, value: str) -> str:
    return f"{key}: {shorten(value)} begins with the larger number."


def compared_nearest(count: int) -> str:
    return f"near: compares {count} pictures of the model before this one and {count} after it. There may be more."


def did_you_mean(word: str) -> str:
    return f" Did you mean {word}?" if word else ""


def shorten(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
