"""Prompt templates: a prompt with blanks such as `[product]` or `[light=soft morning light]`, and filling them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

MOST_BLANKS = 20
LONGEST_NAME = 40
# Quotation marks, colons and commas are left out, so that lists in a JSON prompt are not read as blanks.
BLANK = re.compile(
    rf"""\\\[|\[(?P<name>[^\[\]\n"',:;{{}}=|\\]{{1,{LONGEST_NAME}}})(?:=(?P<usual>[^\[\]\n]{{0,200}}))?\]"""
)


@dataclass(frozen=True, slots=True)
class Blank:
    """A place for words in a template; `usual` is what it holds if nothing is written into it."""

    name: str
    usual: str = ""


def find_blanks(text: str) -> tuple[Blank, ...]:
    """Return the blanks of a template in their order, each name once; the first one that has usual words gives them.

    `[` is no blank after a backslash, nor where there is no letter before `]`.
    """
    found: dict[str, Blank] = {}
    for match in BLANK.finditer(text):
        if (name := _name(match)) is None:
            continue
        usual = (match["usual"] or "").strip()
        if name not in found or not found[name].usual:
            found[name] = Blank(name, usual)
    return tuple(found.values())


def fill_blanks(text: str, words: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    r"""Return the prompt with the words in place of the blanks, and the names of the blanks that are still empty.

    An empty blank stays in the text as it is written. `\[` becomes `[`.
    """
    usual = {blank.name: blank.usual for blank in find_blanks(text)}
    empty: dict[str, None] = {}

    def fill(match: re.Match[str]) -> str:
        if (name := _name(match)) is None:
            return "[" if match[0] == r"\[" else match[0]
        given = words.get(name, "").strip() or usual[name]
        if not given:
            empty[name] = None
        return given or match[0]

    return BLANK.sub(fill, text), tuple(empty)


def _name(match: re.Match[str]) -> str | None:
    name = " ".join((match["name"] or "").split())
    return name if any(letter.isalpha() for letter in name) else None
