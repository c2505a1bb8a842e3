"""Reads what foreign servers answer, fit for a row and a page: what matters must be sound, the rest is left out."""

import json
import math
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from playground.dialects.base import shortened
from playground.dialects.errors import AnswerError

LONGEST_ID = 200
LONGEST_ADDRESS = 8_000
LONGEST_SENTENCE = 500
LONGEST_PROMPT = 40_000
LARGEST_SEED = 2**53 - 1
# A cost beyond this is no cost.
LARGEST_COST = 1e9
UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")

# The statuses under which an API may refuse a request for its content.
CONTENT_STATUSES = frozenset({400, 403, 422})
BLANKS = str.maketrans("-_", "  ")
# A complaint about the parameters safety_tolerance and disable_safety_checker is no moderation.
MODERATION = re.compile(
    r"\b(?:moderat(?:ion|ed|or)|nsfw|flagged|(?:inappropriate|unsafe|prohibited) content"
    r"|(?:content|usage|safety) (?:policy|policies|violation)|(?<!disable )safety (?:check|filter|system|guideline))"
)


def need_answer(answer: object, who: str) -> Mapping[str, Any]:
    """Return the JSON object, or raise `AnswerError`."""
    if not isinstance(answer, Mapping):
        raise AnswerError(f"{who}'s answer is no JSON object.")
    return answer


def read_id(value: object) -> str:
    """Return an id of 1 to 200 writable characters, "" for all else."""
    return value if isinstance(value, str) and len(value) <= LONGEST_ID and not UNWRITABLE.search(value) else ""


def need_id(value: object, who: str, name: str) -> str:
    """Return an id of 1 to 200 writable characters, or raise `AnswerError`."""
    found = read_id(value)
    if not found:
        raise AnswerError(f"{who}'s answer has no usable {name}.")
    return found


def need_address(value: object, who: str, name: str) -> str:
    """Return an absolute http(s) address, or raise `AnswerError`."""
    if not isinstance(value, str) or not _is_address(value):
        raise AnswerError(f"{who}'s answer has no usable address in {name}.")
    return value


def need_status[S](value: object, meanings: Mapping[str, S], who: str) -> S:
    """Return what the API's word for a state means, or raise `AnswerError`."""
    if not isinstance(value, str) or value not in meanings:
        raise AnswerError(f"{who}'s answer has an unknown status: {read_sentence(shown(value), 100)}.")
    return meanings[value]


def need_list(value: object, who: str, name: str) -> list[object]:
    """Return the list, an empty one for null, or raise `AnswerError`."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise AnswerError(f"{who}'s answer has no list in {name}.")
    return value


def read_sentence(value: object, longest: int = LONGEST_SENTENCE) -> str:
    """Return the text on one line, cut and with nothing unwritable in it; "" for what is no text."""
    if not isinstance(value, str):
        return ""
    # Far more than is kept need not be looked at.
    text = " ".join(UNWRITABLE.sub(" ", value[: 4 * longest]).split())
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def read_prompt(value: object) -> str:
    """Return a prompt that an API says it used, "" where it is none or beyond all measure."""
    if not isinstance(value, str) or len(value) > LONGEST_PROMPT or UNWRITABLE.search(value):
        return ""
    return value


def read_number(value: object, largest: float = LARGEST_COST) -> float | None:
    """Return a number from 0 to `largest`, None for all else."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= largest:
        return None
    return float(value) if math.isfinite(value) else None


def read_whole(value: object, largest: int = LARGEST_SEED) -> int | None:
    """Return a whole number from 0 to `largest`, None for all else."""
    number = read_number(value, largest)
    return int(value) if number is not None and number.is_integer() else None  # type: ignore[call-overload]


def speaks_of_moderation(*sentences: str) -> bool:
    """Say whether the API's words are about content that it will not take or show, and not about a parameter."""
    return any(MODERATION.search(sentence.lower().translate(BLANKS)) for sentence in sentences)


def refuses_content(status: int, *sentences: str) -> bool:
    """Say whether an error answer refuses the content; where in doubt it does not."""
    return status in CONTENT_STATUSES and speaks_of_moderation(*sentences)


def first_sentence(values: Iterable[object]) -> str:
    """Return the first of the values that is a text with something in it."""
    return next((sentence for value in values if (sentence := read_sentence(value))), "")


def shown(value: object) -> str:
    """Return a value of any shape, short enough for a sentence."""
    if isinstance(value, Mapping | list | tuple):
        return "an object" if isinstance(value, Mapping) else "a list"
    if isinstance(value, int) and abs(value) > LARGEST_SEED:
        return "a huge number"
    return shortened(value if isinstance(value, str) else json.dumps(value, default=str))


def _is_address(text: str) -> bool:
    # Python's own reader drops tabs and line ends without a word.
    if len(text) > LONGEST_ADDRESS or UNWRITABLE.search(text) or "\t" in text or "\n" in text:
        return False
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in parts.netloc and port != 0
