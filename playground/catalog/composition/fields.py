"""The fields of a composition, and how what people type into them is tidied."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

# The same characters in `composition.js`: what `\s` and `strip` mean differs between the two languages.
_GAPS = re.compile("[\\x00-\x20\x7f-\xa0\u2028\u2029\ufeff]+")
_SURROGATES = re.compile("[\ud800-\udfff]")
_HEX = re.compile(r"#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_NOT_IN_NAMES = re.compile(r"[#;]+")

# Fields that hold one phrase, in the order of the form.
PHRASES = ("subject", "action", "style", "context", "camera", "lens", "light")
MAX_PHRASE = 2000
MAX_OTHER = 20_000
MAX_SHORT = 300
MAX_TEXTS = 12
MAX_COLOURS = 16


@dataclass(frozen=True, slots=True)
class TextRow:
    """Words that must be readable in the picture, and how they look."""

    words: str
    typeface: str = ""
    size: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour like `#0F766E` with its name; `of` is the object that has it, "" for the whole picture."""

    hex: str
    name: str = ""
    of: str = ""


@dataclass(frozen=True, slots=True)
class Composition:
    """What a prompt says, by fields. `other` has the words that belong to no field."""

    subject: str = ""
    action: str = ""
    style: str = ""
    context: str = ""
    texts: tuple[TextRow, ...] = ()
    palette: tuple[Colour, ...] = ()
    camera: str = ""
    lens: str = ""
    light: str = ""
    other: str = ""

    @property
    def is_empty(self) -> bool:
        return self == Composition()

    def tidied(self) -> "Composition":
        """Return it as it is written and read: no empty rows, no line breaks in phrases, no full stops at their end."""
        return Composition(
            **{name: tidy_phrase(getattr(self, name)) for name in PHRASES},
            texts=_tidy_texts(self.texts),
            palette=_tidy_palette(self.palette),
            other=tidy_lines(self.other),
        )


def tidy(text: str) -> str:
    """Return the text in one line, with single spaces."""
    return _GAPS.sub(" ", _SURROGATES.sub("\ufffd", text)).strip(" ")


def drop_stop(text: str) -> str:
    """Return the text without the full stop at its end, which the writer adds again. Three dots stay."""
    # Again and again, so that tidying twice changes nothing: `x. .` ends with two.
    while text.endswith(".") and not text.endswith(".."):
        text = text[:-1].rstrip(" \n")
    return text


def tidy_phrase(text: str) -> str:
    return drop_stop(tidy(text))


def tidy_lines(text: str) -> str:
    """Return the text with its line breaks, but without empty lines."""
    lines = [tidy(line) for line in text.replace("\r", "\n").split("\n")]
    return drop_stop("\n".join(line for line in lines if line))


def tidy_name(text: str) -> str:
    """Return the name of a colour without the characters that separate colours."""
    return tidy(_NOT_IN_NAMES.sub(" ", text))


def read_hex(text: str) -> str:
    """Return `#0F766E` for a colour of three or six hexadecimal digits, or ""."""
    found = _HEX.fullmatch(tidy(text))
    if not found:
        return ""
    digits = found[1].upper()
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))


def _tidy_texts(rows: Iterable[TextRow]) -> tuple[TextRow, ...]:
    tidied = [TextRow(tidy(row.words), *map(tidy_phrase, (row.typeface, row.size, row.place))) for row in rows]
    return tuple(row for row in tidied if row.words)


def _tidy_palette(colours: Iterable[Colour]) -> tuple[Colour, ...]:
    tidied = [Colour(read_hex(colour.hex), tidy_name(colour.name), tidy_phrase(colour.of)) for colour in colours]
    return tuple(colour for colour in tidied if colour.hex)
