"""Finds keys in pasted code and hides them where they stand, so that none is shown, stored or logged."""

import json
import re
from bisect import bisect
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from playground.recall.code.found import Reading
from playground.recall.code.values import TooComplex, list_texts

MASK = "•••"
# Shorter texts are not keys, and hiding each of them would make the code unreadable.
SHORTEST = 4
LONGEST = 4096
# Each value is looked for in the whole text.
MOST = 1000
# Of the values that the code joins from several texts.
MOST_JOINED = 20
# The values of these headers are not secret.
HARMLESS_TEXT = """
accept accept-charset accept-encoding accept-language cache-control cancel-after connection content-encoding
content-length content-type dnt expect host idempotency-key if-none-match origin pragma prefer priority referer te
transfer-encoding upgrade-insecure-requests user-agent x-request-id x-requested-with
"""
HARMLESS = frozenset(HARMLESS_TEXT.split())
# A word for a key that is a word of its own in a name: in `api_key`, `x-key` and `falKey`, but not in `hotkey`.
WORD = (
    r"(?:(?:(?<![A-Za-z])(?i:key|secret|token|passwd|password|auth|authori[sz]ation|cookie|credentials?)"
    r"|(?<=[a-z0-9])(?:Key|KEY|Secret|Token|Passwd|Password|Auth|Authorization|Cookie|Credentials?)"
    r"|(?i:api[-_ ]?key|access[-_]?token))(?![A-Za-z])[_-]?[0-9]{0,3})"
)
NAMED = re.compile(WORD)
SCHEME = re.compile(r"\A(?:bearer|basic|token|key)(?:[ \t]{1,9}|\Z)", re.IGNORECASE)
BEFORE = r"(?:(?i:bearer|basic|token|key)[ \t]{1,4})?"
IN_QUOTES = (
    rf"(?:(?P<quote>[\"'`]){BEFORE}(?P<quoted>(?:\\.|(?!(?P=quote))[^\\\n]){{4,4096}})"
    rf"|[\\^]{{1,4}}[\"']{BEFORE}(?P<escaped>[^\s\"'`^\\]{{4,4096}}))"
)
PATTERNS = (
    # A name that ends like that of a key, with a text in quotes: in assignments, objects and tables. On the line after
    # a comma is the next member.
    re.compile(
        rf"(?:\b[xX]-)?{WORD}[\\^]{{0,4}}[\"'`]?\]?(?:\s?:\s?(?:string|str)\b)?\s{{0,8}}"
        rf"(?:(?:=>|[:=]|\?\?|\|\|)\s{{0,8}}|,[ \t]{{0,8}}){IN_QUOTES}"
    ),
    # A header that is one text with its name.
    re.compile(
        rf"(?P<quote>[\"'])[\w-]{{0,40}}{WORD}[ \t]?:[ \t]{{0,8}}{BEFORE}"
        r"(?P<quoted>(?:\\.|(?!(?P=quote))[^\\\n^]){4,4096})"
    ),
    re.compile(rf"[?&][\w.-]{{0,40}}{WORD}=(?P<quoted>[^\s\"'`^\\&#<>{{}}]{{4,4096}})"),
    re.compile(r"\b(?i:bearer|basic)[ \t]{1,4}(?P<quoted>[^\s\"'`^\\,;&<>(){}$%]{8,4096})"),
    re.compile(rf"(?i:ConvertTo-SecureString)[ \t]{{1,9}}(?i:-String[ \t]{{1,9}})?{IN_QUOTES}"),
    # The beginnings that vendors give to their keys.
    re.compile(r"\b(?P<quoted>(?:sk|pk|rk|afk|bfl|r8|fal|key|ghp|hf)[-_][A-Za-z0-9_-]{8,4096})"),
    re.compile(r"://(?P<quoted>[^\s/@\"'`]{1,400})@"),
)
# In shells a variable is set without blanks and quotes, and options of curl have keys.
SHELL_PATTERNS = (
    re.compile(rf"(?m)^[^\S\n]{{0,20}}(?:[a-z@]{{2,8}}[ \t]{{1,4}})?\"?\w{{0,60}}{WORD}=(?P<quoted>[^\s\"'`;&|<>()]+)"),
    re.compile(
        r"(?<!\S)(?:-[EuUb]|--(?:cert|user|proxy-user|cookie|oauth2-bearer|pass))[ \t=]{1,9}[\^\"']{0,2}"
        r"(?P<quoted>[^\s\"'^]{4,4096})"
    ),
)
SHELLS = frozenset({"bash", "cmd"})
API_HEADER = re.compile(
    r"[\"']?(?:x-key|(?:x-)?api-key|authorization)[\"']?[ \t]?[:,=\]]|ConvertTo-SecureString\b", re.IGNORECASE
)
# A text of its own that no person would write.
MIXED_TEXT = re.compile(r"(?<=[\"'`\u201c])[A-Za-z0-9_-]{12,4096}(?=[\"'`\u201d])")
# A key without a digit, in a header of any name: words are shorter, and names change their case less often.
LETTERS = re.compile(r"[A-Za-z]{24}|(?<![A-Za-z])(?=[A-Za-z]{16})[A-Z]*+(?:[a-z]++[A-Z]++){3}")
COMMENT = re.compile(r"(?m)(?:^[^\S\n]{0,40}(?:\*|::|(?i:rem)\b)|(?<!\S)(?:#|//|/\*|<#))[^\n]{1,4096}")
# In a comment a key may have no quotes: after a word for a key, or as a text with digits in three places.
IN_COMMENT = re.compile(
    rf"{WORD}[\"'`]?(?:[ \t]{{1,4}}(?i:is|was))?[ \t:=]{{1,4}}[\"'`]?(?P<named>[A-Za-z0-9_-]{{12,4096}})"
    r"|(?<![A-Za-z0-9])(?=[A-Za-z0-9]{16})(?P<bare>(?:[A-Za-z]*+[0-9]++){3}[A-Za-z0-9]*+)"
)
PIECE = re.compile("[\"'`](?P<text>[^\"'`\\n]{4,4096})(?=[\"'`])")
# The placeholders of documents may be seen, and so may the names of variables.
VISIBLE = re.compile(
    # What is before a key, where the key itself is a variable.
    r"(?i:bearer|basic|token|key)[ \t]*|"
    r"<.*|\{.*|\$.*|%\w+%|•+|(?:your|my)[-_ ].*|afk_your_api_key_here|[A-Z][A-Z0-9]{0,40}(?:_[A-Z0-9]{1,40}){1,9}",
    re.DOTALL,
)
# What code that cannot be read has if it may have a key.
SUSPICIOUS = re.compile(r"(?i:key|token|secret|passw|auth|cookie|bearer|credential|://[^\s/@]{1,400}@)")
RANDOM = re.compile(r"[A-Za-z0-9_]{10,4096}")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Where a key is in the code; `is_certain` if a request sends it as one."""

    start: int
    end: int
    is_certain: bool = False


def find_spans(code: str, reading: Reading, language: str) -> list[Span]:
    """Return where keys are, in order and without overlaps."""
    values = list(dict.fromkeys(value for value in _list_sent(reading) if _is_secret(value)))
    if len(values) > MOST:
        raise TooComplex
    whole = {value: list(_find_value(code, value)) for value in values}
    joined = [value for value, spans in whole.items() if not spans][:MOST_JOINED]
    exact = _merge([*chain.from_iterable(whole.values()), *_find_pieces(code, joined)])
    found = list(exact)
    for pattern in (*PATTERNS, *(SHELL_PATTERNS if language in SHELLS else ())):
        for place in pattern.finditer(code):
            name = "quoted" if place["quoted"] is not None else "escaped"
            if _is_secret(place[name]) and not _crosses(Span(*place.span(name)), exact, code):
                # Code may escape characters of a value, and add a header with a call that is not read.
                is_sent = place[name].replace("\\", "") in values or bool(API_HEADER.match(place[0]))
                found.append(Span(place.start(name), place.end(name), is_sent))
    found += [Span(*place.span()) for place in MIXED_TEXT.finditer(code) if _is_mixed(place[0])]
    return _merge([*found, *_find_in_comments(code)])


def _list_sent(reading: Reading) -> Iterator[str]:
    """Yield what the requests have in headers and other places where keys are."""
    for value in reading.secrets:
        yield _skip_scheme(value)
    for request in reading.requests:
        for name, value in request.headers.items():
            lower = name.lower()
            if lower in HARMLESS or lower.startswith("sec-"):
                continue
            for text in map(_skip_scheme, list_texts(value)):
                if NAMED.search(name) or _is_random(text) or LETTERS.search(text):
                    yield text
        address, _, query = request.url.partition("#")[0].partition("?")
        yield from (pair.partition("=")[2] for pair in query.split("&"))
        yield from address.partition("://")[2].partition("/")[0].rpartition("@")[0].split(":")
        if isinstance(request.body, Mapping):
            for name, value in request.body.items():
                if NAMED.search(name) and isinstance(value, str) and _is_random(value):
                    yield value


def _skip_scheme(text: str) -> str:
    return SCHEME.sub("", text.strip(), count=1).strip()


def _find_value(code: str, value: str) -> Iterator[Span]:
    """Yield where the value is a word of its own, also with its quotes escaped."""
    for written in {value, json.dumps(value)[1:-1], value.replace("'", "''")}:
        start = code.find(written)
        while start >= 0:
            end = start + len(written)
            around = code[start - 1 : start] + code[end : end + 1] if start else code[end : end + 1]
            if not any(letter.isalnum() for letter in around):
                yield Span(start, end, is_certain=True)
            start = code.find(written, end)


def _find_pieces(code: str, values: Sequence[str]) -> Iterator[Span]:
    """Yield the texts in quotes that the values are made of."""
    for piece in PIECE.finditer(code) if values else ():
        if any(piece["text"] in value for value in values):
            yield Span(*piece.span("text"), is_certain=True)


def _find_in_comments(code: str) -> Iterator[Span]:
    """Yield what looks like a key in a comment. No request sends it, and an ordinary word is shown."""
    for comment in COMMENT.finditer(code):
        for place in IN_COMMENT.finditer(code, *comment.span()):
            name = "bare" if place["bare"] is not None else "named"
            text = place[name]
            if _is_secret(text) and (_is_random(text) or LETTERS.search(text)):
                yield Span(*place.span(name))


def _crosses(span: Span, exact: Sequence[Span], code: str) -> bool:
    """Return whether the span has quotes and a key beside each other: a shell joins `'x-key: '"…"`."""
    place = bisect(exact, span.end, key=lambda one: one.start) - 1
    overlaps = place >= 0 and exact[place].end > span.start and exact[place] != span
    return overlaps and any(quote in code[span.start : span.end] for quote in "\"'`")


def _is_secret(text: str) -> bool:
    return SHORTEST <= len(text) <= LONGEST and not VISIBLE.fullmatch(text)


def _is_random(text: str) -> bool:
    return any(letter.isdigit() for letter in text) and any(letter.isalpha() for letter in text)


def _is_mixed(text: str) -> bool:
    return _is_random(text) and not text.islower() and not text.isupper()


def _merge(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for span in sorted(spans):
        last = merged[-1] if merged else None
        if last and span.start < last.end:
            merged[-1] = Span(last.start, max(last.end, span.end), last.is_certain or span.is_certain)
        else:
            merged.append(span)
    return merged


def may_have_key(code: str) -> bool:
    """Return whether code that was not read has a word for a key, or a text that may be one."""
    return bool(SUSPICIOUS.search(code)) or has_random_word(code)


def has_random_word(code: str) -> bool:
    return any(_is_random(word[0]) for word in RANDOM.finditer(code))


def replace_spans(code: str, spans: Iterable[Span], masks: Iterable[str]) -> str:
    """Return the code with a mask in the place of each span."""
    parts, place = [], 0
    for span, mask in zip(spans, masks, strict=False):
        parts += [code[place : span.start], mask]
        place = span.end
    return "".join([*parts, code[place:]])


def hide_values(sentence: str, values: Iterable[str]) -> str:
    """Return a sentence about the code without the keys that it repeats."""
    for value in sorted(values, key=len, reverse=True):
        sentence = sentence.replace(value, MASK)
    return sentence
