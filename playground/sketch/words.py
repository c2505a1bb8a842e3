"""Reads a prompt: its lettering, colours, moods and subject."""

import re
from dataclasses import dataclass

from playground.sketch.colour import Colour, parse_hex, shift
from playground.sketch.colour_words import COLOURS, MODIFIERS, MOODS
from playground.sketch.lettering import read_lettering

LONGEST = 4000
_HEX = re.compile(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})(?![0-9a-zA-Z])")
# Of alternatives a pattern takes the first that matches, so longer names come first.
_NAMES = sorted(COLOURS, key=len, reverse=True)
_COLOUR = re.compile(
    rf"(?P<hex>{_HEX.pattern})|(?:\b(?P<modifier>{'|'.join(MODIFIERS)})[\s-]++)?"
    rf"\b(?P<name>{'|'.join(map(re.escape, _NAMES))})(?P<ending>ish|s)?\b",
    re.IGNORECASE,
)
_TYPE_AFTER = re.compile(
    r"^[\s-]*+(?:,?\s*+(?:bold|big|large|huge|sans|serif|block|capital|elegant|modern|thin|heavy|script|handwritten|neon"
    r"|glowing)[\s-]++)*(?:letters?|lettering|text|type|typography|font|words?|headline|title|caption|writing|script|letter)\b",
    re.IGNORECASE,
)
_TYPE_BEFORE = re.compile(
    r"(?:letters?|lettering|text|type|typography|font|words?|headline|title)\s++in\s++(?:bold\s++|a\s++)*+$",
    re.IGNORECASE,
)
_GROUND_AFTER = re.compile(
    r"^(?:\s++(?:gradient|studio|plain|solid|seamless|blurred|colou?r(?:ed)?))*+\s++(?:background|backdrop|wall|sky)\b",
    re.IGNORECASE,
)
_GROUND_BEFORE = re.compile(r"\b(?:background|backdrop)\s++(?:is|in|of|to|:|colou?r)?+\s*+(?:a\s++)?+$", re.IGNORECASE)
_ON = re.compile(r"\bon\s++(?:an?\s++)?+(?:solid\s++|plain\s++)?+$", re.IGNORECASE)
_ON_END = re.compile(r"^\s*+(?:$|[,.;])")
_WORD = re.compile(r"[^\W\d_]+")
_PLACES = {
    "top": re.compile(r"\b(?:top|upper|above|header)\b", re.IGNORECASE),
    "bottom": re.compile(r"\b(?:bottom|lower|below|footer|underneath)\b", re.IGNORECASE),
    "left": re.compile(r"\bleft\b", re.IGNORECASE),
    "right": re.compile(r"\bright\b", re.IGNORECASE),
    "centre": re.compile(r"\b(?:cent(?:re|er)(?:e?d)?|middle)\b", re.IGNORECASE),
}
VOICES = {
    "hand": "handwritten handwriting script brush signature casual cursive playful chalk",
    "serif": "serif elegant classic luxury wedding fashion magazine vintage literary wine jewellery jewelry",
    "editorial": "editorial cozy café cafe coffee bakery book restaurant",
    "technical": "tech technical futuristic code startup digital modern geometric minimalist minimal swiss ui app",
    "wide": "festival fest summer music party club neon retro synthwave rave dj wide kids fun",
    "loud": "bold poster sale event concert sport sports loud headline impact condensed",
}


@dataclass(frozen=True, slots=True)
class Brief:
    """What a prompt asks for; `words` are its lower-case words without the lettering, in their order."""

    texts: tuple[str, ...]
    ink: Colour | None
    background: Colour | None
    colours: tuple[Colour, ...]
    exact: tuple[Colour, ...]
    moods: tuple[str, ...]
    voice: str | None
    place: tuple[str, ...]
    words: tuple[str, ...]

    def mentions(self, *names: str) -> bool:
        """Return whether the prompt contains one of the words."""
        return any(name in self.words for name in names)


def read_brief(prompt: str) -> Brief:
    """Parse the prompt. Only its first `LONGEST` characters are read."""
    texts, rest = read_lettering(prompt[:LONGEST])
    ink, background, colours, exact = _read_colours(rest)
    words = tuple(_WORD.findall(rest.lower()))
    moods = tuple(dict.fromkeys(word for word in words if word in MOODS))
    voice = next((name for name, names in VOICES.items() if set(names.split()) & set(words)), None)
    return Brief(texts, ink, background, colours, exact, _order(moods), voice, read_place(rest), words)


def _order(moods: tuple[str, ...]) -> tuple[str, ...]:
    """Return the moods, those that say little about colour last."""
    vague = (
        "warm",
        "cool",
        "dark",
        "vibrant",
        "minimalist",
        "minimal",
        "elegant",
        "colorful",
        "colourful",
        "cozy",
        "morning",
        "fall",
    )
    return tuple(sorted(moods, key=lambda mood: mood in vague))


def _read_colours(text: str) -> tuple[Colour | None, Colour | None, tuple[Colour, ...], tuple[Colour, ...]]:
    ink: Colour | None = None
    background: Colour | None = None
    colours: list[Colour] = []
    exact: list[Colour] = []
    for match in _COLOUR.finditer(text):
        colour = _named(match)
        # The patterns only need the words nearby; searching the whole prompt for each colour would take quadratic time.
        before, after = text[max(0, match.start() - 40) : match.start()], text[match.end() : match.end() + 60]
        if match["hex"]:
            exact.append(colour)
        if _TYPE_AFTER.search(after) or _TYPE_BEFORE.search(before):
            ink = ink or colour
        elif _is_ground(before, after):
            background = background or colour
        elif colour not in colours:
            colours.append(colour)
    return ink, background, tuple(colours[:5]), tuple(exact[:5])


def _is_ground(before: str, after: str) -> bool:
    return bool(
        _GROUND_AFTER.search(after) or _GROUND_BEFORE.search(before) or (_ON.search(before) and _ON_END.search(after))
    )


def _named(match: re.Match[str]) -> Colour:
    if match["hex"]:
        return parse_hex(match["hex"])
    colour = parse_hex(COLOURS[match["name"].lower()])
    if match["modifier"]:
        lightness, chroma = MODIFIERS[match["modifier"].lower()]
        return shift(colour, lightness, chroma)
    return colour


def read_place(text: str) -> tuple[str, ...]:
    """Return the requested places of the text: those of top, bottom, left, right and centre that the prompt names."""
    return tuple(name for name, pattern in _PLACES.items() if pattern.search(text))
