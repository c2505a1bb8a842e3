"""Names of picture files by a pattern, such as `{date}_{model}_{prompt:40}_{seed}`."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from playground.catalog.values import tidy_number
from playground.catalog.words import suggest
from playground.generations.models import Generation, Picture
from playground.imaging.names import make_slug, name_shape, short_token
from playground.library.errors import LibraryRefused

# Of a pattern, of what one placeholder gives, and of a name without its ending.
LONGEST_PATTERN = 120
LONGEST_VALUE = 100
LONGEST_NAME = 120
# Of a prompt, if the pattern does not say.
USUAL_PROMPT = 40
USUAL_DIGITS = 4
EXAMPLE = "{date}_{model}_{prompt:40}_{seed}"

# What means one file everywhere, and needs no quotes in a shell.
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]")
_SEPARATORS = re.compile(r"([._-])[._-]+")
# Windows takes these for devices, whatever their ending.
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?=\.|$)", re.IGNORECASE)
_PIECES = re.compile(r"\{([^{}]*)\}|([^{}]+)|([{}])")


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """A picture whose name is written, and its number in the export, counted from 1."""

    picture: Picture
    generation: Generation
    number: int = 1

    @property
    def shape(self) -> str:
        """The chosen aspect ratio, like `9x16`, or without one the size in pixels."""
        return name_shape(self.generation.ratio, self.picture.width, self.picture.height)

    def number_of(self, role: str) -> str:
        """Return the number of steps, or the guidance, as people write it; "" where there is none."""
        value = self.generation.by_role(role, role)
        return "" if value is None else str(tidy_number(value))

    @property
    def names(self) -> Sequence[str]:
        """The API, the model and the mode."""
        return [*self.generation.spec_id.split("/"), "", ""][:3]


@dataclass(frozen=True, slots=True)
class Placeholder:
    """What a placeholder means, and how its value is read."""

    help: str
    read: Callable[[PictureFacts], object]


PLACEHOLDERS: Mapping[str, Placeholder] = {
    "date": Placeholder("the day it was made, in UTC", lambda facts: f"{facts.generation.created:%Y-%m-%d}"),
    "time": Placeholder("the time it was made, in UTC", lambda facts: f"{facts.generation.created:%H-%M-%S}"),
    "model": Placeholder("the model", lambda facts: facts.names[1]),
    "api": Placeholder("the API", lambda facts: facts.names[0]),
    "mode": Placeholder("generate or edit", lambda facts: facts.names[2]),
    "prompt": Placeholder("the first words of the prompt", lambda facts: facts.generation.prompt),
    "seed": Placeholder("the seed", lambda facts: facts.picture.seed),
    "shape": Placeholder("the shape, such as 9x16", lambda facts: facts.shape),
    "width": Placeholder("the width in pixels", lambda facts: facts.picture.width),
    "height": Placeholder("the height in pixels", lambda facts: facts.picture.height),
    "steps": Placeholder("the number of steps", lambda facts: facts.number_of("steps")),
    "guidance": Placeholder("the prompt guidance", lambda facts: facts.number_of("guidance")),
    "rating": Placeholder("the number of stars", lambda facts: facts.generation.entry.rating),
    "number": Placeholder("the number in the archive", lambda facts: facts.number),
    "id": Placeholder("five letters that only this picture has", lambda facts: short_token(facts.picture.id)),
}


@dataclass(frozen=True, slots=True)
class NamePattern:
    """A pattern that was understood: literal texts, and placeholders with their lengths, 0 for the usual one."""

    pieces: Sequence[str | tuple[str, int]]

    def name(self, facts: PictureFacts) -> str:
        """Return the name of a picture without its ending: ASCII, and safe on Windows, macOS and in shells."""
        values = [piece if isinstance(piece, str) else _fill(*piece, facts) for piece in self.pieces]
        # A value may be empty, and must leave neither two separators nor one at the end. A name that begins with a
        # hyphen would be an option to a shell's commands, and one that begins with a point would be hidden.
        name = _SEPARATORS.sub(r"\1", "".join(values)).strip("._-")[:LONGEST_NAME].strip("._-") or "picture"
        return f"{name}-picture" if _DEVICES.fullmatch(name.partition(".")[0]) else name


def read_pattern(text: str) -> NamePattern:
    """Return the pattern; raise `LibraryRefused` with a sentence if it cannot be understood."""
    if len(text) > LONGEST_PATTERN:
        raise LibraryRefused(f"The pattern has {len(text):,} characters; the maximum is {LONGEST_PATTERN}. Shorten it.")
    pieces: list[str | tuple[str, int]] = []
    for name, literal, brace in _PIECES.findall(text):
        if brace:
            other = "}" if brace == "{" else "{"
            raise LibraryRefused(f"The pattern has a {brace} without a {other}. Write a placeholder as {{seed}}.")
        pieces.append(_check_literal(literal) if literal else _read_placeholder(name))
    if not any(isinstance(piece, tuple) for piece in pieces):
        raise LibraryRefused("The pattern has no placeholder, so all names would be the same. Add one, such as {seed}.")
    return NamePattern(tuple(pieces))


def _check_literal(text: str) -> str:
    unsafe = _UNSAFE.search(text)
    if unsafe:
        shown = "a space" if unsafe[0].isspace() else unsafe[0]
        raise LibraryRefused(
            f"The pattern contains {shown}. Use only letters from A to Z, digits, points, hyphens and underscores."
        )
    return text


def _read_placeholder(text: str) -> tuple[str, int]:
    name, colon, length = text.partition(":")
    if name not in PLACEHOLDERS:
        raise LibraryRefused(f"{{{name[:40]}}} is not a placeholder{suggest(name, PLACEHOLDERS)}")
    if not colon:
        return name, 0
    # A number of many digits, with zeros in front, would be read whole, and a name would be as long as it says.
    readable = length.isascii() and length.isdecimal() and len(length) <= len(str(LONGEST_VALUE))
    if not (readable and 1 <= int(length) <= LONGEST_VALUE):
        raise LibraryRefused(
            f"{{{text[:40]}}} has the length {length[:20] or 'nothing'}; use a number from 1 to {LONGEST_VALUE}."
        )
    return name, int(length)


def _fill(name: str, length: int, facts: PictureFacts) -> str:
    value = str(PLACEHOLDERS[name].read(facts))
    if name == "number":
        return value.zfill(length or USUAL_DIGITS)
    if name == "prompt":
        return make_slug(value, length or USUAL_PROMPT)
    return _UNSAFE.sub("-", value)[: length or LONGEST_VALUE]


class UniqueNames:
    """Gives each picture a name of its own: a name that was given before gets a number."""

    def __init__(self) -> None:
        self._next: dict[str, int] = {}

    def take(self, name: str) -> str:
        """Return the name, or the name with the first free number."""
        # On macOS and Windows, names that differ only in their case are one file.
        key = name.casefold()
        if key not in self._next:
            self._next[key] = 2
            return name
        while (numbered := f"{name}-{self._next[key]}").casefold() in self._next:
            self._next[key] += 1
        self._next[key] += 1
        self._next[numbered.casefold()] = 2
        return numbered
