"""The composer's fields: what they are called, which words they offer, and how posted ones are read."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations, zip_longest

from django.http import QueryDict

from playground.catalog.composition import Colour, Composition, TextRow
from playground.catalog.composition.colour_names import contrast, name_colour
from playground.catalog.composition.fields import (
    MAX_COLOURS,
    MAX_OTHER,
    MAX_PHRASE,
    MAX_SHORT,
    MAX_TEXTS,
    PHRASES,
    read_hex,
)
from playground.catalog.composition.reading import WRITERS, Format

# The pairs of more colours are a table.
MOST_LISTED = 4
READABLE = 4.5


@dataclass(frozen=True, slots=True)
class PhraseField:
    """A field for one phrase; `words` are put into it by a click, or suggested while somebody types."""

    name: str
    label: str
    placeholder: str
    words: tuple[str, ...] = ()


CONTENT = (
    PhraseField("subject", "Subject", "A red fox"),
    PhraseField("action", "Action", "leaping over a low stone wall"),
    PhraseField(
        "style",
        "Style",
        "editorial photograph",
        ("photograph", "product photograph", "watercolor", "ink drawing", "flat vector illustration", "3D render"),
    ),
    PhraseField("context", "Setting", "a snowy field at dawn"),
)
LOOK = (
    PhraseField(
        "camera",
        "Camera",
        "low angle",
        ("eye level", "low angle", "high angle", "overhead view", "close-up", "medium shot", "wide shot"),
    ),
    PhraseField(
        "lens",
        "Lens",
        "85 mm portrait lens",
        ("24 mm wide-angle lens", "35 mm lens", "50 mm lens", "85 mm portrait lens", "macro lens", "soft background"),
    ),
    PhraseField(
        "light",
        "Light",
        "soft window light",
        ("soft window light", "golden hour", "overcast daylight", "hard midday sun", "studio softbox", "candlelight"),
    ),
)


@dataclass(frozen=True, slots=True)
class Contrast:
    """How well two colours can be told apart."""

    one: Colour
    other: Colour
    ratio: float

    @property
    def is_readable(self) -> bool:
        return self.ratio >= READABLE


@dataclass(frozen=True, slots=True)
class PostedComposition:
    """What was posted, with rows that are still empty, and the format of the prompt."""

    composition: Composition
    format: Format


def write(composition: Composition, written_as: Format) -> str:
    """Return the prompt that the fields make; "" for empty fields."""
    return "" if composition.tidied().is_empty else WRITERS[written_as](composition)


def read_posted(posted: QueryDict) -> PostedComposition:
    """Return the fields. What is longer than a field takes is cut: a browser does not send it."""
    phrases = {name: _one(posted, name, MAX_PHRASE) for name in PHRASES}
    texts = [TextRow(*row) for row in _rows(posted, ("words", "typeface", "size", "place"), MAX_TEXTS)]
    palette = [Colour(*row) for row in _rows(posted, ("hex", "name", "of"), MAX_COLOURS)]
    composition = Composition(
        **phrases, texts=tuple(texts), palette=tuple(palette), other=_one(posted, "other", MAX_OTHER)
    )
    return PostedComposition(composition, "json" if posted.get("c_format") == "json" else "prose")


def _one(posted: QueryDict, name: str, most: int) -> str:
    return (posted.get(f"c_{name}") or "").replace("\r\n", "\n")[:most]


def _rows(posted: QueryDict, names: Sequence[str], most: int) -> list[tuple[str, ...]]:
    columns = [[value[:MAX_SHORT] for value in posted.getlist(f"c_{name}")[:most]] for name in names]
    return list(zip_longest(*columns, fillvalue=""))


def name_palette(palette: Sequence[Colour]) -> tuple[Colour, ...]:
    """Return the colours with their codes as they are written, and with names for those that have none."""
    return tuple(
        replace(colour, hex=code, name=colour.name or name_colour(code)) if (code := read_hex(colour.hex)) else colour
        for colour in palette
    )


def find_own_name(colour: Colour) -> str:
    """Return the name of the colour if it got it by itself, so that another code may replace it, or ""."""
    code = read_hex(colour.hex) if colour.name else ""
    return colour.name if code and colour.name == name_colour(code) else ""


@dataclass(frozen=True, slots=True)
class Contrasts:
    """The contrasts of all pairs of a palette: a list, the largest first, or for more colours a table.

    A row of the table compares a colour with each one before it.
    """

    pairs: Sequence[Contrast] = ()
    heads: Sequence[Colour] = ()
    rows: Sequence[tuple[Colour, Sequence[Contrast]]] = ()


def compare_palette(palette: Sequence[Colour]) -> Contrasts:
    """Return the contrasts of the colours that have a code."""
    # A colour that several objects have is compared once.
    known = list({code: replace(colour, hex=code) for colour in palette if (code := read_hex(colour.hex))}.values())
    if len(known) <= MOST_LISTED:
        pairs = [_compare(one, other) for one, other in combinations(known, 2)]
        return Contrasts(pairs=sorted(pairs, key=lambda pair: -pair.ratio))
    rows = [(one, [_compare(one, other) for other in known[:place]]) for place, one in enumerate(known) if place]
    return Contrasts(heads=known[:-1], rows=rows)


def _compare(one: Colour, other: Colour) -> Contrast:
    return Contrast(one, other, contrast(one.hex, other.hex))
