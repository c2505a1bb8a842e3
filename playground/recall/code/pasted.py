"""Reads pasted code as the request for a picture that it would send: the model, its values, and what was not read."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from playground.catalog.spec import ModelSpec
from playground.catalog.values import shorten
from playground.recall.code.curl import FORM_NOT_READ
from playground.recall.code.fields import Fields, read_fields
from playground.recall.code.found import Reading, make_whole_reading
from playground.recall.code.matching import Match, find_match
from playground.recall.code.registry import LANGUAGES, Language
from playground.recall.code.secrets import (
    MASK,
    Span,
    find_spans,
    has_random_word,
    hide_values,
    may_have_key,
    replace_spans,
)
from playground.recall.code.values import Mixed, TooComplex, Unread, limit_work, list_texts, plain_text

LARGEST = 256 * 1024
TOO_LARGE = "The text has {size:,} KB; the maximum is {limit} KB. Paste only the request."
TOO_COMPLEX = "The code is nested too deeply, or too long, to be read. Paste only the request."
EMPTY = "Paste a request first."
NOT_CODE = "This does not look like a request. Paste cURL, JavaScript, Python, PowerShell or JSON."
NO_PICTURE = "The code has no request for a picture with one of these APIs."
COMPUTED_BODY = "The code computes what it sends ({source}), and is not run. Paste the JSON that it sends instead."
ONE_OF_SEVERAL = "The code has {number} requests for pictures. This is the first one."
TYPOGRAPHIC = re.compile("[\u201c\u201d\u2018\u2019\xa0]")
QUOTED_ADDRESS = re.compile("[\u201c\u201d\u2018\u2019]https?:")
PLAIN = str.maketrans({"\u201c": '"', "\u201d": '"', "\u2018": "'", "\u2019": "'", "\xa0": " "})
FENCE = re.compile(r"\A\s*```[^\n`]*\n(.*?)\n?```\s*\Z", re.DOTALL)
# Words and signs. The parsers take seconds for hundreds of thousands; a request has hundreds, and a picture in the code
# some thousands.
TOKEN = re.compile(r"\w+|[^\w\s]")
MOST_TOKENS = 20_000
# What a terminal shows before a command.
TERMINAL_MARK = re.compile(r"^(?:(?:\$|>>>|\.\.\.) (?=\S)|(?:PS )?[A-Z]:\\[^>\n]{0,200}> ?)", re.MULTILINE)
# What shells, PowerShell and the command prompt show before a line that continues a command.
CONTINUED = re.compile(r"^(?:>>? |>>?$|More\? ?)")
NOT_SHOWN = "What you pasted is not shown again, because it may contain a key."
# What a marked key becomes while the code is read again. The characters are of no language.
MARK = "\ue000{number}\ue001"
MARKED = re.compile("\ue000([0-9]{1,6})\ue001")
# Spans that are tried one by one, if hiding all of them would change the request.
MOST_TRIED = 8
# A prompt is only read as code if it says how it would be sent.
SENDS = re.compile(
    r"(?i)\b(?:curl|fetch|axios|ky|got|requests|httpx|aiohttp|urllib|http\.client|https\.request|invoke-\w{1,40}|irm|iwr)\b"
)


@dataclass(frozen=True, slots=True)
class Pasted:
    """What pasted code asks for.

    `spec` is None if it asks for no picture; `problem` says why. `text` is the code without its keys, which asks for
    the same; it is empty if the code may have keys and could not be read. `remarks` are sentences about the code,
    `fields` has the values. `sent` are the spans of the keys that the requests send.
    """

    text: str
    language: str = ""
    problem: str = ""
    spec: ModelSpec | None = None
    fields: Fields = field(default_factory=Fields)
    remarks: tuple[str, ...] = ()
    sent: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class _Read:
    """What one language makes of the code. Without `matches`, `problem` says why."""

    language: str = ""
    reading: Reading = field(default_factory=Reading)
    matches: Sequence[Match] = ()
    problem: str = NOT_CODE


def read_pasted(text: str, specs: Sequence[ModelSpec], preferred: str = "") -> Pasted:
    """Read the code, without running it. Any text gives a result; one that is too large is not looked at."""
    size = len(text.encode(errors="replace"))
    if size > LARGEST:
        return Pasted("", problem=TOO_LARGE.format(size=size // 1024, limit=LARGEST // 1024))
    code = clean_text(text)
    if not code.strip():
        return Pasted("", problem=EMPTY)
    if is_complex(code):
        return Pasted("", problem=TOO_COMPLEX)
    read = _find(code, specs, preferred)
    # In a prompt such quotes are right; around an address they are not.
    if TYPOGRAPHIC.search(code) and (not read.matches or QUOTED_ADDRESS.search(code)):
        # Word processors and some web pages replace quotes and blanks.
        plain = _find(code.translate(PLAIN), specs, preferred)
        code, read = (code.translate(PLAIN), plain) if plain.matches else (code, read)
    try:
        with limit_work():
            return _describe(code, read, specs, preferred) if read.matches else _refuse(code, read)
    except TooComplex:
        return Pasted("", problem=TOO_COMPLEX)


def _find(code: str, specs: Sequence[ModelSpec], preferred: str) -> _Read:
    problem, shown = NOT_CODE, Reading()
    for language, reading in _readings(code):
        matches = [match for found in reading.requests[:50] if (match := find_match(found, specs, preferred))]
        if matches:
            return _Read(language.name, reading, matches, "")
        # A text may look like several languages; what one says that could read it is right.
        if problem == NOT_CODE or (reading.is_valid and not shown.is_valid):
            problem, shown = _explain(reading), reading
    return _Read(reading=shown, problem=problem)


def _refuse(code: str, read: _Read) -> Pasted:
    """Return why the code asks for no picture. Without any request in it, it is only shown if it can have no key."""
    spans = find_spans(code, read.reading, "bash")
    problem = hide_values(read.problem, {code[span.start : span.end] for span in spans})
    text = replace_spans(code, spans, [MASK] * len(spans))
    if has_random_word(text) if read.reading.requests else may_have_key(code):
        return Pasted("", problem=f"{problem} {NOT_SHOWN}")
    return Pasted(text, problem=problem)


def _explain(reading: Reading) -> str:
    """Return why the requests of the code are none for a picture."""
    computed = next((found.body for found in reading.requests if isinstance(found.body, Unread | Mixed)), None)
    if reading.problem or reading.remarks:
        return reading.problem or reading.remarks[0]
    return COMPUTED_BODY.format(source=shorten(plain_text(computed).strip("{}"))) if computed else NO_PICTURE


def is_complex(code: str) -> bool:
    return sum(1 for _ in TOKEN.finditer(code)) > MOST_TOKENS


def clean_text(text: str) -> str:
    """Return the code without what is only around it: a fence of Markdown, the prompts of a terminal, NUL."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").removeprefix("\ufeff")
    plain = plain.encode(errors="replace").decode()
    fenced = FENCE.match(plain)
    code = fenced[1] if fenced else plain
    # Only where the first line has such a mark, since a line of a prompt may begin with one.
    return strip_marks(code) if TERMINAL_MARK.match(code.lstrip()) else code


def strip_marks(code: str) -> str:
    """Return the code without the marks of a terminal, also those of lines that continue a marked one."""
    lines: list[str] = []
    is_marked = False
    for line in code.split("\n"):
        plain = TERMINAL_MARK.sub("", line)
        is_marked = is_marked or plain != line
        lines.append(CONTINUED.sub("", plain) if is_marked and plain == line else plain)
    return "\n".join(lines)


def hide_keys(prompt: str, specs: Sequence[ModelSpec]) -> str:
    """Return a prompt without the keys that it sends, if the whole prompt is the code of a request.

    Any other prompt comes back as it is, because losing a person's words is worse than keeping a key of theirs.
    """
    if len(prompt) > LARGEST or not SENDS.search(prompt):
        return prompt
    read = read_pasted(prompt, specs)
    code = clean_text(prompt)
    # The code may be within a fence, or its lines after the marks of a terminal; the prompt keeps those.
    for span in reversed(read.sent):
        line = code.rfind("\n", 0, span.start) + 1
        before = code[line : span.start]
        prompt = prompt.replace(before + code[span.start : span.end], before + MASK)
    return prompt


def _readings(code: str) -> Iterator[tuple[Language, Reading]]:
    """Yield what each language that the code may be in makes of it."""
    for language in LANGUAGES:
        module = language.load()
        if not module.looks_like(code):
            continue
        try:
            with limit_work():
                reading = make_whole_reading(module.read(code))
            yield language, reading
        # Of a syntax tree that is deep only where no value is, nothing is counted.
        except (TooComplex, RecursionError):
            yield language, Reading(problem=TOO_COMPLEX)


def _describe(code: str, read: _Read, specs: Sequence[ModelSpec], preferred: str) -> Pasted:
    fields, match = read_fields(read.matches[0]), read.matches[0]
    several = [ONE_OF_SEVERAL.format(number=len(read.matches))] if len(read.matches) > 1 else []
    spans = _keep_request(code, find_spans(code, read.reading, read.language), fields, specs, preferred)
    values = {code[span.start : span.end] for span in spans}
    title = next(language.title for language in LANGUAGES if language.name == read.language)
    # Beside a request with JSON a form uploads a picture for it.
    unread = [sentence for sentence in read.reading.remarks if sentence != FORM_NOT_READ]
    has_address = any("://" in found.url[:20] for found in read.reading.requests)
    return Pasted(
        replace_spans(code, spans, [MASK] * len(spans)),
        title,
        spec=match.spec,
        fields=fields,
        # A sentence may repeat what the code says, but not a key.
        remarks=tuple(hide_values(sentence, values) for sentence in (*match.remarks, *several, *unread)),
        sent=tuple(span for span in spans if span.is_certain and has_address),
    )


def _keep_request(
    code: str, spans: Sequence[Span], fields: Fields, specs: Sequence[ModelSpec], preferred: str
) -> list[Span]:
    """Return the spans that can be hidden without changing what the code asks for, such as words of the prompt."""
    changed = _find_marked(code, spans, specs, preferred)
    shown = {int(number) for text in _texts_of(changed) for number in MARKED.findall(text)}
    kept = [span for place, span in enumerate(spans) if place not in shown]
    if changed == fields or (shown and _find_marked(code, kept, specs, preferred) == fields):
        return kept
    # One of them holds the code together. First those that are surely keys.
    kept = []
    for span in sorted(spans, key=lambda span: not span.is_certain)[:MOST_TRIED]:
        if _find_marked(code, sorted([*kept, span]), specs, preferred) == fields:
            kept = sorted([*kept, span])
    return kept


def _find_marked(code: str, spans: Sequence[Span], specs: Sequence[ModelSpec], preferred: str) -> Fields | None:
    """Return the values of the code with a numbered mark in the place of each span."""
    marks = [MARK.format(number=number) for number in range(len(spans))]
    marked = replace_spans(code, spans, marks)
    matches = _find(marked, specs, preferred).matches
    return read_fields(matches[0]) if matches else None


def _texts_of(fields: Fields | None) -> Iterator[str]:
    if fields:
        yield from list_texts(dict(fields.params))
        yield from (*fields.pictures, *fields.remarks, *fields.issues)
        yield from (unknown.sentence for unknown in fields.unknown)
