"""Finds keys in pasted code and hides them, so that none is shown, stored or logged."""

import re
from collections.abc import Iterable, Iterator, Mapping

from playground.recall.code.found import Reading
from playground.recall.code.values import list_texts

MASK = "•••"
# Shorter texts are no keys, and hiding each of them would make the code unreadable.
SHORTEST = 4
LONGEST = 4096
MOST = 200
# What these headers say is no secret. All others may be a key, whatever their name.
HARMLESS_TEXT = """
accept accept-encoding accept-language cache-control connection content-length content-type host origin pragma
priority referer user-agent
"""
HARMLESS = frozenset(HARMLESS_TEXT.split())
NAMED = r"(?:api[-_ ]?keys?|apikey|x-key|key|secret|token|access[-_]token|passw(?:or)?d|authori[sz]ation|cookie)"
KEY_NAME = re.compile(rf"(?i).{{0,40}}{NAMED}")
# A name that ends like that of a key, with a text in quotes: in assignments, objects and tables.
QUOTED = re.compile(
    rf"(?i)(?<![a-z]){NAMED}[\"'`]?\]?\s{{0,8}}(?:[:=,]|=>)\s{{0,8}}[\"'](?:(?:bearer|basic|token|key)\s{{1,4}})?"
    r"([^\s\"'\\]{4,4096})[\"']"
)
# The same without quotes: in headers, queries and shells. In other languages this may be the name of a variable.
ASSIGNED = re.compile(
    rf"(?i)(?<![a-z]){NAMED}[\"'`^\\]{{0,4}}\]?\s{{0,8}}(?:[:=,]|=>)\s{{0,8}}[\"'`^\\]{{0,4}}"
    r"(?:(?:bearer|basic|token|key)\s{1,4})?([^\s\"'`^\\,;&<>(){}$%]{4,4096})"
)
# Headers of the APIs, wherever they are.
HEADER = re.compile(
    r"(?i)(?:x-key|api-key|authorization)[\"'`^\\]{0,4}\]?\s{0,8}[:=,]\s{0,8}[\"'`^\\]{0,4}"
    r"(?:(?:bearer|basic|token|key)\s{1,4})?([^\s\"'`^\\,;&<>(){}$%]{6,4096})"
)
BEARER = re.compile(r"(?i)\b(?:bearer|basic)\s{1,4}([^\s\"'`^\\,;&<>(){}$%]{4,4096})")
# The beginnings that vendors give to their keys.
PREFIXED = re.compile(r"\b(?:sk|pk|rk|afk|bfl|r8|fal|key|ghp|hf)[-_][A-Za-z0-9_-]{8,4096}")
CREDENTIALS = re.compile(r"://([^\s/@\"'`]{1,400})@")
RANDOM = re.compile(r"[A-Za-z0-9_-]{20,4096}")
IN_QUOTES = re.compile(r"[\"']([A-Za-z0-9_-]{16,4096})[\"']")
# The placeholders of documents may be seen.
VISIBLE = re.compile(r"<.*|\{.*|\$.*|•+|(?:your|my)[-_ ].*|afk_your_api_key_here", re.DOTALL)
# The name of a variable may be seen where it is no text of the code.
VARIABLE = re.compile(r"[A-Z][A-Z0-9]{0,40}(?:_[A-Z0-9]{1,40}){1,9}|[\w.]{1,99}[\[(].*", re.DOTALL)


def find_secrets(text: str, reading: Reading, harmless: Iterable[str] = (), *, is_read: bool = True) -> frozenset[str]:
    """Return the texts that may be keys.

    What headers and addresses say is always hidden. What only looks like a key is not, if it is part of a `harmless`
    text, such as the prompt. Of code that was not read, whatever looks random may be a key.
    """
    found = set(find_in_headers(reading))
    values = "\n".join(harmless)
    for pattern in (
        (QUOTED, BEARER, PREFIXED, CREDENTIALS)
        if is_read
        else (QUOTED, ASSIGNED, BEARER, PREFIXED, CREDENTIALS, RANDOM)
    ):
        for place in pattern.finditer(text):
            value = place[pattern.groups]
            if (
                value not in values
                and not (pattern is RANDOM and not _is_random(value))
                and not VARIABLE.fullmatch(value)
            ):
                found.update((value, *value.split(":")) if pattern is CREDENTIALS else (value,))
    return frozenset(value for value in found if _is_secret(value))


def find_in_headers(reading: Reading) -> frozenset[str]:
    """Return what the requests have in headers and other places where keys are."""
    return frozenset(found for value in _certain(reading) for found in (value, *value.split()) if _is_secret(found))


def find_near_headers(text: str) -> frozenset[str]:
    """Return what may be a key in code that cannot be read, such as code between other words."""
    found = set()
    for pattern in (HEADER, QUOTED, BEARER, PREFIXED, CREDENTIALS, IN_QUOTES):
        for place in pattern.finditer(text):
            value = place[pattern.groups]
            # `os.environ` before a bracket is no text of the code.
            is_called = text[place.end() : place.end() + 1] in ("(", "[")
            if not (is_called or VARIABLE.fullmatch(value) or (pattern is IN_QUOTES and not _is_random(value))):
                found.add(value)
    return frozenset(value for value in found if _is_secret(value))


def _certain(reading: Reading) -> Iterator[str]:
    yield from reading.secrets
    for request in reading.requests:
        for name, value in request.headers.items():
            if name.lower() not in HARMLESS:
                yield from list_texts(value)
        if isinstance(request.body, Mapping):
            for name, value in request.body.items():
                if KEY_NAME.fullmatch(name):
                    yield from list_texts(value)


def _is_secret(text: str) -> bool:
    return SHORTEST <= len(text) <= LONGEST and not VISIBLE.fullmatch(text) and text.lower() not in ("bearer", "basic")


def _is_random(text: str) -> bool:
    return any(letter.isdigit() for letter in text) and any(letter.isalpha() for letter in text)


def hide_secrets(text: str, secrets: Iterable[str]) -> str:
    """Return the text with three dots for each of the secrets."""
    # The longest first, since one may be part of another.
    for secret in sorted((secret for secret in secrets if secret), key=len, reverse=True)[:MOST]:
        text = text.replace(secret, MASK)
    return text
