"""Hints about a prompt while it is written. None of them stops anything.

The facts are those of the makers' prompting guide and of the APIs: no negative prompts, how much of a prompt is read,
references by their numbers, and short texts in quotes.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from playground.catalog.mentions import MOST_READ, find_mentions, named_numbers
from playground.catalog.negatives import Negative, find_negatives
from playground.catalog.prompt_lengths import PromptLength, measure_length
from playground.catalog.reference_roles import find_role
from playground.catalog.spec import ModelSpec

MOST_HINTS = 8
# Longer texts are often spelt wrongly. One may be longer than each of several.
LONGEST_OF_TEXTS = 40
LONGEST_TEXT = 120
QUOTED = re.compile(r"\"([^\"\n]{1,400})\"|“([^”\n]{1,400})”|„([^“”\n]{1,400})[“”]|«([^»\n]{1,400})»")
# Also between single quotes, which are apostrophes elsewhere.
SINGLE_QUOTED = re.compile(r"(?<![0-9A-Za-z])['‘]([^'‘’\n]{1,400})['’](?![0-9A-Za-z])")
# The words between an old text and the one that takes its place.
REPLACED = re.compile(r" ?(?:to|with|by|into|->|→) (?:say |read |the (?:words|text) )?")
# The beginning of JSON. Alternatives begin with a brace too: "{red|blue} car".
STRUCTURED = re.compile(r"[{\[]\s{0,80}+[\"{\[]")
# Names all references at once.
ALL_PICTURES = re.compile(
    r"(?<![a-z])(?:all|both|each|every|these|those|the|input|reference|given|uploaded|attached)"
    r"(?: (?:of |the |these |my |two |three |four |reference |input |given |other )){0,3}"
    r" ?(?:images|pictures|photos|references|inputs)(?![a-z])|(?<![a-z])(?:each|every|both|either|combine)(?![a-z])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class References:
    """The reference pictures of a form: the role of each in order, "" without one, and whether the first is edited."""

    roles: Sequence[str] = ()
    editing: bool = False
    # How many the model takes; 0 means none at all.
    limit: int = 0


@dataclass(frozen=True, slots=True)
class Hint:
    """A sentence about the prompt. `words` are those it is about, from `start` of the prompt.

    With a `replacement` one click writes that in place of the words; `label` says so. Without words it is added to the
    end.
    """

    kind: str
    sentence: str
    words: str = ""
    start: int = 0
    replacement: str | None = None
    label: str = ""
    length: PromptLength | None = None

    @property
    def key(self) -> str:
        """The same as long as the hint is about the same words, so that it can be dismissed."""
        return f"{self.kind}:{self.words.strip().lower() or self.replacement or ''}"[:120]

    def apply(self, prompt: str) -> str:
        """Return the prompt with the replacement."""
        if self.replacement is None:
            return prompt
        if not self.words:
            return f"{prompt.rstrip()}{self.replacement}"
        return f"{prompt[: self.start]}{self.replacement}{prompt[self.start + len(self.words) :]}"


def find_hints(spec: ModelSpec, prompt: str, references: References) -> list[Hint]:
    """Return the hints about the prompt, the most important ones first; none about an empty prompt."""
    text = prompt[:MOST_READ]
    if not text.strip():
        return []
    # The texts of a structured prompt are all in quotes.
    is_structured = STRUCTURED.match(text.lstrip()) is not None
    found = [
        *_about_pictures(spec, text, references),
        *_about_negatives(spec, text, [] if is_structured else _quoted(text)),
        *([] if is_structured else _about_texts(text)),
        *_about_length(spec, text),
    ]
    return found[:MOST_HINTS]


def _about_pictures(spec: ModelSpec, text: str, references: References) -> Iterator[Hint]:
    count, limit = len(references.roles), references.limit
    if limit and count > limit:
        more = count - limit
        yield Hint("too many", f"The form has {count} pictures; {_name(spec)} takes {limit}. Remove {more}.")
    missing = next((found for found in find_mentions(text) if max(found.numbers) > count), None)
    if missing and (count or missing.strict):
        words = text[missing.start : missing.end]
        yield Hint("missing", f"“{words}” is named, but {_say_count(count, limit)}.", words, missing.start)
        # The number may be the wrong one of a picture that would be said not to be mentioned.
        return
    yield from _about_unmentioned(text, references)


def _name(spec: ModelSpec) -> str:
    """Return the model's name; the makers write brackets around the part that differs."""
    return spec.title.replace("[", "").replace("]", "")


def _say_count(count: int, limit: int) -> str:
    if not limit:
        return "this model takes no pictures"
    return f"the form has {f'{count} picture' if count == 1 else f'{count} pictures' if count else 'no pictures'}"


def _about_unmentioned(text: str, references: References) -> Iterator[Hint]:
    """Yield a hint if some references are not mentioned, unless the words are about all of them."""
    count = len(references.roles)
    named = named_numbers(text)
    # Which picture is edited needs no words.
    first = 2 if references.editing else 1
    left = [number for number in range(first, count + 1) if number not in named]
    if count < 2 or not left or ALL_PICTURES.search(text):
        return
    role = references.roles[left[0] - 1]
    words = find_role(role).mention(left[0]) if role else f"with image {left[0]}"
    said = f"{_name_left(left)}." if len(left) < count else "None of the pictures is mentioned. Say what each is for."
    joined = f" {words}" if text.rstrip()[-1] in ",;:" else f", {words}"
    yield Hint("unmentioned", said, replacement=joined, label=f"Add “{words}”")


def _name_left(left: Sequence[int]) -> str:
    if len(left) == 1:
        return f"Image {left[0]} is not mentioned. Say what it is for"
    numbers = f"{', '.join(map(str, left[:-1]))} and {left[-1]}"
    return f"Images {numbers} are not mentioned. Say what they are for"


def _quoted(text: str) -> list[tuple[int, int]]:
    """Return where the quoted texts are."""
    return [found.span() for pattern in (QUOTED, SINGLE_QUOTED) for found in pattern.finditer(text)]


def _about_negatives(spec: ModelSpec, text: str, quoted: Sequence[tuple[int, int]]) -> Iterator[Hint]:
    field = spec.by_role("negative")
    beside = f" Or write it into {field.title}." if field else ""
    for negative in find_negatives(text):
        # What is written on a sign may be anything.
        if any(start < negative.end and negative.start < end for start, end in quoted):
            continue
        yield _explain_negative(text, negative, beside)


def _explain_negative(text: str, negative: Negative, beside: str) -> Hint:
    words = text[negative.start : negative.end]
    shown = words.strip()
    if negative.positive is None:
        said = f"“{shown}”: FLUX tends to show what a prompt names. Say what is there instead.{beside}"
        return Hint("negative", said, words, negative.start)
    said = f"“{shown}” may do the opposite.{beside}"
    label = f"Use “{negative.positive}”"
    return Hint("negative", said, words, negative.start, negative.replacement, label)


def _about_texts(text: str) -> Iterator[Hint]:
    texts = [(match, next(filter(None, match.groups()))) for match in QUOTED.finditer(text)]
    drawn = [
        words
        for (match, words), following in zip_longest(texts, texts[1:])
        # Of a text that is replaced by another, only the other is drawn.
        if not (following and REPLACED.fullmatch(text, match.end(), following[0].start()))
    ]
    long = [words for words in drawn if len(words) > LONGEST_OF_TEXTS]
    longest = max(map(len, drawn), default=0)
    if len(long) > 1:
        lengths = f"{', '.join(str(len(words)) for words in long[:-1])} and {len(long[-1])}"
        said = f"{len(long)} texts in quotes have {lengths} characters. {_usual(LONGEST_OF_TEXTS)}"
    elif longest > LONGEST_TEXT:
        said = f"A text in quotes has {longest} characters. {_usual(LONGEST_TEXT)}"
    else:
        return
    yield Hint("texts", said)


def _usual(length: int) -> str:
    return f"Texts of up to {length} characters are usually spelled correctly."


def _about_length(spec: ModelSpec, text: str) -> Iterator[Hint]:
    length = measure_length(spec, text)
    used = f"{length.used:,}"
    if length.is_cut and length.is_over:
        said = f"{_name(spec)} reads about {length.limit} tokens and ignores the rest; this prompt has about {used}."
    elif length.is_cut and length.is_near:
        said = f"This prompt has about {used} of the {length.limit} tokens that {_name(spec)} reads."
    elif length.is_over and not length.is_cut:
        said = (
            f"This prompt has {used} words. What comes first counts most; {length.limit} are enough for most pictures."
        )
    elif length.is_near:
        said = f"This prompt has {used} words; {length.limit} are enough for most pictures."
    else:
        return
    yield Hint("length", said, length=length)
