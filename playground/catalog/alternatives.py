"""Alternatives in a prompt: counted without expanding, expanded in a stable order, or sampled.

    a {red|blue} door          one of them: two prompts
    {2$$oak|elm|ash}           two of them, joined by ", ": three prompts
    {1-2$$ and $$oak|elm|ash}  one or two of them, joined by " and "
    {3::red|1::blue}           in a sample, red three times as often
    {a {red|blue} car|a bus}   alternatives in alternatives
    \\{red\\|blue\\}              braces that are text

Braces without "|" or "$$" are text, and so are braces that have no partner, and JSON with all that is in it. A prompt
without alternatives is sent as it is written; backslashes count only where braces would be alternatives without them.
"""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import groupby

from playground.catalog.alternative_groups import Alternatives, Group, Option
from playground.errors import SentenceError

# No model takes a longer prompt, and the form refuses it.
LONGEST = 40_000
MOST_GROUPS = 100
MOST_OPTIONS = 1000
DEEPEST = 10

# Backslashes are taken all at once, so that many of them cost no more than others.
_SIGN = re.compile(r"(?<!\\)(\\*+)([{}|])")
# A brace with a quoted name and a colon begins JSON. The names are short, and quotes may be those of a word processor.
_JSON = re.compile(r"""\{\s{0,200}(?:"(?:[^"\\]|\\.){0,200}"|'[^'\n]{0,200}'|[“”„][^“”\n]{0,200}[“”])\s{0,20}:(?!:)""")
_JSON_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|[{}]', re.DOTALL)
_QUANTITY = re.compile(r"(?:(\d{1,2})?(-)(\d{1,2})?|(\d{1,2}))\$\$(?:([^$]*)\$\$)?")
_WEIGHT = re.compile(r"(\d{1,4}(?:\.\d{1,4})?)::")


class TooManyAlternatives(SentenceError):
    """A prompt has more groups, options or levels than are read."""

    def __init__(self, what: str, number: int, limit: int) -> None:
        super().__init__(f"The prompt has {number} {what}; the maximum is {limit}. Remove some.")


def read_alternatives(text: str) -> Alternatives:
    """Read a prompt; raise `TooManyAlternatives` for more than anybody writes by hand."""
    if "{" not in text or not ("|" in text or "$$" in text) or len(text) > LONGEST:
        return Alternatives([text], 0)
    # Backslashes are text unless the braces after them would be alternatives.
    with suppress(TooManyAlternatives):
        if not _Reader(text, escapes=False).read().groups:
            return Alternatives([text], 0)
    return _Reader(text, escapes=True).read()


def escape_alternatives(text: str) -> str:
    """Return a text that is read as this text, without alternatives: for a prompt that is not from the form."""
    try:
        read = read_alternatives(text)
        is_as_written = not read.groups and read.first == text
    except TooManyAlternatives:
        is_as_written = False
    return text if is_as_written else _SIGN.sub(lambda found: rf"{found[1] * 2}\{found[2]}", text)


@dataclass
class _Frame:
    """A brace that is open, with the options so far; at the bottom of the stack, the whole prompt as one option."""

    options: list[list[str | Group]] = field(default_factory=lambda: [[]])

    def add(self, *parts: str | Group) -> None:
        self.options[-1].extend(parts)

    def as_text(self, end: str = "") -> list[str | Group]:
        """Return what is in the braces with the braces themselves, where they are not a group."""
        bars = [["|", *option] for option in self.options[1:]]
        return _merge(["{", *self.options[0], *(part for option in bars for part in option), end])


class _Reader:
    """Reads a prompt with a stack of open braces, in time proportional to its length."""

    def __init__(self, text: str, *, escapes: bool) -> None:
        self.text, self.escapes = text, escapes
        self.stack = [_Frame()]
        self.groups = self.options = 0

    def read(self) -> Alternatives:
        place = 0
        while found := _SIGN.search(self.text, place):
            slashes, sign = found.groups()
            escaped = self.escapes and len(slashes) % 2 == 1
            self.stack[-1].add(self.text[place : found.start()])
            self.stack[-1].add(slashes[: len(slashes) // 2] if self.escapes else slashes)
            place = found.end()
            if escaped:
                self.stack[-1].add(sign)
            elif sign == "{" and _JSON.match(self.text, place - 1):
                end = _end_of_json(self.text, place)
                self.stack[-1].add(self.text[place - 1 : end])
                place = end
            else:
                self._take(sign)
        self.stack[-1].add(self.text[place:])
        for frame in self.stack[1:]:
            self.stack[0].add(*frame.as_text())
        return Alternatives(_merge(self.stack[0].options[0]), self.groups)

    def _take(self, sign: str) -> None:
        if sign == "{":
            self.stack.append(_Frame())
        elif len(self.stack) == 1:
            self.stack[0].add(sign)
        elif sign == "|":
            self.stack[-1].options.append([])
        elif group := _make_group([_merge(option) for option in self.stack[-1].options]):
            self._count(group)
            self.stack.pop()
            self.stack[-1].add(group)
        else:
            frame = self.stack.pop()
            self.stack[-1].add(*frame.as_text("}"))

    def _count(self, group: Group) -> None:
        self.groups += 1
        self.options += len(group.options)
        for what, number, limit in (
            ("groups of alternatives", self.groups, MOST_GROUPS),
            ("alternatives", self.options, MOST_OPTIONS),
            ("levels of alternatives", group.depth, DEEPEST),
        ):
            if number > limit:
                raise TooManyAlternatives(what, number, limit)


def _merge(parts: Sequence[str | Group]) -> list[str | Group]:
    """Join the texts that follow each other, so that a quantity or a weight is in one text."""
    merged: list[str | Group] = []
    for is_text, run in groupby(parts, key=lambda part: isinstance(part, str)):
        found = list(run)
        merged.extend([text] if is_text and (text := "".join(map(str, found))) else [] if is_text else found)
    return merged


def _end_of_json(text: str, place: int) -> int:
    """Return where the JSON object ends whose brace is before this place: after its own brace, or with the text."""
    depth = 1
    for found in _JSON_TOKEN.finditer(text, place):
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if depth == 0:
            return found.end()
    return len(text)


def _make_group(options: list[list[str | Group]]) -> Group | None:
    """Return the group of these options, or None if the braces are text."""
    first = _begin(options[0])
    quantity = _QUANTITY.match(first)
    if quantity is None:
        return Group(_weigh(options)) if len(options) > 1 else None
    rest = first[quantity.end() :]
    found = _weigh([[*([rest] if rest else []), *options[0][1:]], *options[1:]])
    fewest, dash, most, exactly, separator = quantity.groups()
    # Without one of the bounds it is one, or all of them.
    low, high = (int(fewest or 1), int(most or len(found))) if dash else (int(exactly), int(exactly))
    low, high = min(low, high, len(found)), min(max(low, high), len(found))
    return Group(found, low, high, ", " if separator is None else separator)


def _begin(option: Sequence[str | Group]) -> str:
    """Return the text with which an option begins, without spaces before it, "" if that is a group."""
    return option[0].lstrip() if option and isinstance(option[0], str) else ""


def _weigh(options: Sequence[list[str | Group]]) -> tuple[Option, ...]:
    """Return the options with their weights, equal ones once, and without those of no weight if any has one."""
    found: dict[tuple[str | Group, ...], float] = {}
    for option in options:
        weight = _WEIGHT.match(_begin(option))
        rest = _begin(option)[weight.end() :] if weight else ""
        parts = (*([rest] if rest else []), *option[1:]) if weight else tuple(option)
        found[parts] = found.get(parts, 0) + (float(weight[1]) if weight else 1)
    has_weight = any(found.values())
    return tuple(Option(parts, weight or 1) for parts, weight in found.items() if weight or not has_weight)
