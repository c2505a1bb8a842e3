"""Finds the colours that a prompt asks for: hex codes such as `#0F766E` or `#076`, with a name beside them if given."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# More colours than that are not a palette, and each takes time to look for.
MOST_COLOURS = 12
LONGEST_NAME = 40
# Not part of a longer word, nor the number of a character such as `&#123;`.
_CODE = re.compile(r"(?<![\w#&])#([0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})(?![\w#])", re.ASCII)
_IN_BRACKETS = re.compile(r"""["'”’]?\s?\(([^\W\d_][^()#\n]*)\)""")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# As far as a name may be from its code.
_NEARBY = 60
_BASIC_WORDS = """
amber apricot aqua aquamarine azure beige black blue bronze brown burgundy champagne charcoal chartreuse cobalt copper
coral cream crimson cyan ebony emerald fuchsia gold gray green grey indigo ivory jade khaki lavender lemon lilac lime
magenta mahogany maroon mauve mint mustard navy ochre olive orange orchid peach pink plum purple red rose ruby rust
sage salmon sand sapphire scarlet sienna silver slate tan taupe teal terracotta turquoise umber vermilion violet white
yellow
"""
_SHADE_WORDS = """
baby bright burnt cold cool dark deep dusty electric faded forest hot light midnight muted neon off olive pale pastel
powder rich royal sea sky soft steel vivid warm
"""
_BASIC = frozenset(_BASIC_WORDS.split())
_COLOUR_WORDS = _BASIC | frozenset(_SHADE_WORDS.split())


@dataclass(frozen=True, slots=True)
class AskedColour:
    """A colour of a prompt: its code in the form `#0F766E`, and its name or ""."""

    hex: str
    name: str = ""


def find_asked_colours(prompt: str) -> tuple[AskedColour, ...]:
    """Return the different colours of the prompt in their order, at most 12.

    Three decimal digits are a number, as in "poster #100", unless they are the same, as in `#000`.
    """
    found: dict[str, AskedColour] = {}
    for code in _CODE.finditer(prompt) if "#" in prompt else ():
        digits = code[1]
        if len(digits) == 3 and digits.isdecimal() and len(set(digits)) > 1:
            continue
        hex_code = "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)).upper()
        known = found.get(hex_code)
        if known is None and len(found) == MOST_COLOURS:
            break
        # The first mention with a name gives it.
        if known is None or not known.name:
            found[hex_code] = AskedColour(hex_code, _find_name(prompt, code))
    return tuple(found.values())


def _find_name(prompt: str, code: re.Match[str]) -> str:
    """Return the name of a colour: in brackets after its code, or the words of a colour before or after it."""
    after = prompt[code.end() : code.end() + _NEARBY]
    bracket = _IN_BRACKETS.match(after)
    if bracket and len(bracket[1]) <= LONGEST_NAME:
        return bracket[1].strip()
    before = prompt[max(0, code.start() - _NEARBY) : code.start()]
    # What the last sentence or the last colour said does not belong to this code.
    words = list(_WORD.finditer(before))
    if words and _is_joint(before[words[-1].end() :]):
        name = _last_colour([word[0] for word in words])
        if name:
            return name
    return _first_colour(after)


def _is_joint(text: str) -> bool:
    """Return whether a name and its code belong together: only blanks, quotes, a colon or a bracket are between."""
    return not text.strip(" \t\"'“”‘’:(=")


def _last_colour(words: list[str]) -> str:
    if words[-1].lower().split("-")[-1] not in _BASIC:
        return ""
    first = len(words) - 1
    while first and len(words) - first < 3 and words[first - 1].lower() in _COLOUR_WORDS:
        first -= 1
    return " ".join(words[first:])


def _first_colour(after: str) -> str:
    name = " ".join(_take_colour(after))
    return name if name and name.lower().split("-")[-1].split()[-1] in _BASIC else ""


def _take_colour(after: str) -> Iterator[str]:
    """Yield the words directly after a code that can be the name of a colour."""
    end = 0
    for word in _WORD.finditer(after):
        if after[end : word.start()].strip(" \t\"'“”‘’") or word[0].lower().split("-")[-1] not in _COLOUR_WORDS:
            return
        yield word[0]
        end = word.end()
