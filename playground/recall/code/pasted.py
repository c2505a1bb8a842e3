"""Reads pasted code as the request for a picture that it would send: the model, its values, and what was not read."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from playground.catalog.spec import ModelSpec
from playground.catalog.values import shorten
from playground.recall.code.fields import Fields, read_fields
from playground.recall.code.found import Reading
from playground.recall.code.matching import Match, find_match
from playground.recall.code.registry import LANGUAGES, Language
from playground.recall.code.secrets import find_in_headers, find_near_headers, find_secrets, hide_secrets
from playground.recall.code.values import Mixed, TooComplex, Unread, list_texts, plain_text

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
# A prompt is only searched for keys if it has the header of one.
HAS_KEY = re.compile(r"(?i)x-key|api-key|authorization|\bcurl\b")


@dataclass(frozen=True, slots=True)
class Pasted:
    """What pasted code asks for.

    `spec` is None if it asks for no picture; `problem` says why. `text` is the code without its keys. `remarks` are
    sentences about the code, `fields` has the values.
    """

    text: str
    language: str = ""
    problem: str = ""
    spec: ModelSpec | None = None
    fields: Fields = field(default_factory=Fields)
    remarks: tuple[str, ...] = ()
    secrets: frozenset[str] = frozenset()


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
    found = _find(code, specs, preferred)
    # In a prompt such quotes are right; around an address they are not.
    if not TYPOGRAPHIC.search(code) or (found.spec and not QUOTED_ADDRESS.search(code)):
        return found
    # Word processors and some web pages replace quotes and blanks.
    plain = _find(code.translate(PLAIN), specs, preferred)
    return plain if plain.spec else found


def _find(code: str, specs: Sequence[ModelSpec], preferred: str) -> Pasted:
    problem, shown = NOT_CODE, Reading()
    for language, reading in _readings(code):
        matches = [match for found in reading.requests[:50] if (match := find_match(found, specs, preferred))]
        if matches:
            return _describe(code, language, reading, matches)
        if problem == NOT_CODE:
            problem, shown = _explain(reading), reading
    secrets = find_secrets(code, shown, is_read=False)
    return Pasted(hide_secrets(code, secrets), problem=hide_secrets(problem, secrets), secrets=secrets)


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
    return TERMINAL_MARK.sub("", code) if TERMINAL_MARK.match(code.lstrip()) else code


def hide_keys(prompt: str) -> str:
    """Return a prompt without the keys in it, if it is the code of a request that was pasted into the prompt field."""
    if len(prompt) > LARGEST or not HAS_KEY.search(prompt) or is_complex(prompt):
        return prompt
    code = clean_text(prompt)
    readings = [reading for text in dict.fromkeys((code, code.translate(PLAIN))) for _, reading in _readings(text)]
    if not readings:
        return prompt
    found = {secret for reading in readings for secret in find_in_headers(reading)}
    # Other words around the code may keep it from being read.
    return hide_secrets(prompt, found | find_near_headers(prompt.translate(PLAIN)))


def _readings(code: str) -> Iterator[tuple[Language, Reading]]:
    """Yield what each language that the code may be in makes of it."""
    for language in LANGUAGES:
        module = language.load()
        if not module.looks_like(code):
            continue
        try:
            yield language, module.read(code)
        except TooComplex:
            yield language, Reading(problem=TOO_COMPLEX)


def _describe(code: str, language: Language, reading: Reading, matches: Sequence[Match]) -> Pasted:
    match = matches[0]
    fields = read_fields(match)
    several = [ONE_OF_SEVERAL.format(number=len(matches))] if len(matches) > 1 else []
    secrets = find_secrets(code, reading, list_texts(dict(fields.params)))
    remarks = (*match.remarks, *several, *reading.remarks)
    return Pasted(
        hide_secrets(code, secrets),
        language.title,
        spec=match.spec,
        fields=fields,
        # A sentence may repeat what the code says, but not a key.
        remarks=tuple(hide_secrets(sentence, secrets) for sentence in remarks),
        secrets=secrets,
    )
