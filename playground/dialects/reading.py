"""Reads responses of external APIs so that they are safe to store and show.

Required fields must be valid (`need_…` raises `AnswerError`); invalid optional fields are dropped (`read_…`).
"""

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from playground.dialects.base import shorten_name
from playground.dialects.errors import AnswerError

LONGEST_ID = 200
# Signed URLs of cloud storage can have thousands of characters.
LONGEST_ADDRESS = 8_000
LONGEST_SENTENCE = 500
LONGEST_PROMPT = 40_000
# Larger integers lose digits in JavaScript and in every other reader that parses JSON numbers as floats.
LARGEST_SEED = 2**53 - 1
# A larger cost must be an error of the API.
LARGEST_COST = 1e9
# PostgreSQL refuses NUL in text, and lone surrogates cannot be encoded as UTF-8.
UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")

# The HTTP statuses with which an API may refuse content.
CONTENT_STATUSES = frozenset({400, 403, 422})
# Error codes such as `content_policy` and `content-policy` are compared as words.
BLANKS = str.maketrans("-_", "  ")
# An error about the parameter safety_tolerance or disable_safety_checker must not match.
MODERATION = re.compile(
    r"\b(?:moderat(?:ion|ed|or)|nsfw|flagged|(?:inappropriate|unsafe|prohibited) content"
    r"|(?:content|usage|safety) (?:policy|policies|violation)|(?<!disable )safety (?:check|filter|system|guideline))"
)


@contextmanager
def about_job(id: str) -> Iterator[None]:
    """Name the job in every `AnswerError` that is raised inside, so that people find it at the API."""
    try:
        yield
    except AnswerError as error:
        error.job = error.job or id
        raise


def need_answer(answer: object, who: str) -> Mapping[str, Any]:
    if not isinstance(answer, Mapping):
        raise AnswerError(f"{who}'s response is not a JSON object.")
    return answer


def read_id(value: object) -> str:
    """Return an id of 1 to 200 printable characters, or "" for any other value."""
    return value if isinstance(value, str) and len(value) <= LONGEST_ID and not UNWRITABLE.search(value) else ""


def need_id(value: object, who: str, name: str) -> str:
    found = read_id(value)
    if not found:
        raise AnswerError(f"{who}'s response has no valid {name}.")
    return found


def need_address(value: object, who: str, name: str) -> str:
    """Return an absolute HTTP URL, or raise `AnswerError`."""
    if not isinstance(value, str) or not _is_address(value):
        raise AnswerError(f"{who}'s response has no valid address in {name}.")
    return value


def read_address(value: object) -> str:
    """Return an absolute HTTP URL, or "" for any other value."""
    return value if isinstance(value, str) and _is_address(value) else ""


def need_status[S](value: object, meanings: Mapping[str, S], who: str) -> S:
    """Translate the API's word for a status, or raise `AnswerError`."""
    if not isinstance(value, str) or value not in meanings:
        raise AnswerError(f"{who}'s response has an unknown status: {read_sentence(describe_value(value), 100)}.")
    return meanings[value]


def need_list(value: object, who: str, name: str) -> list[object]:
    """Return the list, or an empty list for null; otherwise raise `AnswerError`."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise AnswerError(f"{who}'s response has no list in {name}.")
    return value


def read_sentence(value: object, longest: int = LONGEST_SENTENCE) -> str:
    """Return the text on one line, shortened and without control characters, or "" if the value is not text."""
    if not isinstance(value, str):
        return ""
    # The response may be megabytes long; only its beginning can be kept.
    text = " ".join(UNWRITABLE.sub(" ", value[: 4 * longest]).split())
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def read_prompt(value: object) -> str:
    """Return the prompt that an API reports to have used, or "" if it is not text or too long."""
    if not isinstance(value, str) or len(value) > LONGEST_PROMPT or UNWRITABLE.search(value):
        return ""
    return value


def read_number(value: object, largest: float = LARGEST_COST) -> float | None:
    """Return a number from 0 to `largest`, or None for any other value."""
    # In Python a bool is an int.
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= largest:
        return None
    return float(value) if math.isfinite(value) else None


def read_whole(value: object, largest: int = LARGEST_SEED) -> int | None:
    """Return a whole number from 0 to `largest`, or None for any other value."""
    number = read_number(value, largest)
    return int(value) if number is not None and number.is_integer() else None  # type: ignore[call-overload]


def read_duration(start: object, end: object) -> float | None:
    """Return the seconds between two times in ISO 8601, or None where one is something else or they are swapped."""
    if not isinstance(start, str) or not isinstance(end, str):
        return None
    try:
        seconds = (datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds()
    # A time with an offset and one without cannot be compared.
    except (ValueError, TypeError):
        return None
    return seconds if seconds >= 0 else None


def mentions_moderation(*sentences: str) -> bool:
    """Return whether a message says that content was refused, rather than a parameter."""
    return any(MODERATION.search(sentence.lower().translate(BLANKS)) for sentence in sentences)


def refuses_content(status: int, *sentences: str) -> bool:
    """Return whether an error response refuses the content. In doubt, it does not."""
    # A wrong guess would tell people to change a prompt that was not the cause.
    return status in CONTENT_STATUSES and mentions_moderation(*sentences)


def first_sentence(values: Iterable[object]) -> str:
    """Return the first non-empty text, or ""."""
    return next((sentence for value in values if (sentence := read_sentence(value))), "")


def read_detail(detail: object) -> str:
    """Return `width: must be a multiple of 16; …` for FastAPI's `[{"loc": ["body", "width"], "msg": …}]`, or a text."""
    if not isinstance(detail, list):
        return read_sentence(detail)
    # A response may contain any number of errors; a message needs only the first ones.
    return read_sentence("; ".join(filter(None, map(_read_one_detail, detail[:5]))))


def _read_one_detail(detail: object) -> str:
    if not isinstance(detail, Mapping):
        return read_sentence(detail)
    message, place = read_sentence(detail.get("msg")), detail.get("loc")
    # The first step is always "body".
    steps = [describe_value(step) for step in place[1:6]] if isinstance(place, list) else []
    name = read_sentence(".".join(steps), 100)
    return f"{name}: {message}" if name and message else message or read_sentence(detail.get("type"), 100)


def describe_value(value: object) -> str:
    """Return a short description of any JSON value for a message."""
    if isinstance(value, Mapping | list | tuple):
        return "an object" if isinstance(value, Mapping) else "a list"
    # Python refuses to print an integer of more than 4,300 digits.
    if isinstance(value, int) and abs(value) > LARGEST_SEED:
        return "a huge number"
    return shorten_name(value if isinstance(value, str) else json.dumps(value, default=str))


def _is_address(text: str) -> bool:
    # `urlsplit` silently removes tabs and line ends, so they have to be refused before it.
    if len(text) > LONGEST_ADDRESS or UNWRITABLE.search(text) or "\t" in text or "\n" in text:
        return False
    try:
        parts = urlsplit(text)
        # `urlsplit` only checks the port when it is read.
        port = parts.port
    except ValueError:
        return False
    # `urlsplit` accepts blanks in the host and the port 0, but no client can connect to such an address.
    return parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in parts.netloc and port != 0
