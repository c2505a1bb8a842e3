"""What was requested and received: size, format and seed of each picture, and the colours that the prompt names."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from django.http import HttpRequest

from playground.catalog.asked_colours import find_asked_colours
from playground.catalog.sizes import TOLERANCE
from playground.generations.models import Generation, Picture
from playground.generations.storage.measurement import is_to_be_measured, measure_and_record
from playground.imaging.decoding import DECODES
from playground.imaging.facts import LABELS
from playground.pages.too_busy import person_of
from playground.work_limits import TooBusy

# What APIs call the formats.
_FORMATS = {"png": "png", "jpg": "jpg", "jpeg": "jpg", "webp": "webp"}
# Up to which ΔE2000 a colour is called so.
_VERDICTS = ((2.0, "match"), (5.0, "close"), (10.0, "similar"))
_MISSING = "missing"
_NOT_YET = "The colors of the prompt could not be measured: the server is busy, or the file cannot be read."
_TRANSPARENT = "The picture is transparent, so it has no colors to measure."


@dataclass(frozen=True, slots=True)
class Fact:
    """A property, requested and received; `mismatch` is a sentence if the two contradict each other.

    `expected` is what follows from what was asked, if that leaves something open.
    """

    name: str
    title: str
    asked: str
    came: str
    mismatch: str = ""
    expected: str = ""


@dataclass(frozen=True, slots=True)
class ColourFact:
    """A colour of the prompt, the closest one in the picture, ΔE2000, the share of the picture, and a word for both."""

    hex: str
    name: str
    closest: str
    delta_e: float
    share: str
    verdict: str

    @property
    def is_missing(self) -> bool:
        """Whether the picture has nothing like it."""
        return self.verdict == _MISSING


@dataclass(frozen=True, slots=True)
class Measured:
    """The facts of one picture. `why_no_colours` says why those of the prompt are not among them, or is ""."""

    number: int
    facts: list[Fact]
    colours: list[ColourFact]
    why_no_colours: str


def measure_missing(request: HttpRequest, generation: Generation) -> None:
    """Measure the pictures whose colours were not looked for yet, as those of older releases; give up if it is busy."""
    for picture in generation.pictures.all():
        # The picture of a prefetch would read its generation again.
        picture.generation = generation
        if is_to_be_measured(picture):
            with suppress(TooBusy), DECODES.take(person_of(request)):
                measure_and_record(picture)


def list_measured(generation: Generation) -> list[Measured]:
    """Return the facts of each picture whose file exists."""
    pictures = enumerate(generation.pictures.all(), start=1)
    return [_describe(generation, picture, number) for number, picture in pictures if not picture.lost]


def _describe(generation: Generation, picture: Picture, number: int) -> Measured:
    facts = [_size(generation, picture), _format(generation, picture), _seed(generation, picture), _prompt(generation)]
    names = {colour.hex: colour.name for colour in find_asked_colours(generation.prompt)}
    found = (picture.measured or {}).get("colours", ())
    colours = [
        ColourFact(
            hex=each["hex"],
            name=names.get(each["hex"], ""),
            closest=each["closest"],
            delta_e=each["delta_e"],
            share=_show_share(each["share"]),
            verdict=next((word for most, word in _VERDICTS if each["delta_e"] <= most), _MISSING),
        )
        for each in found
    ]
    reason = "" if colours or not names else _NOT_YET if picture.measured is None else _TRANSPARENT
    return Measured(number, [fact for fact in facts if fact], colours, reason)


def _size(generation: Generation, picture: Picture) -> Fact:
    came, expected = picture.size, generation.size
    if _sets_sides(generation):
        mismatch = f"Requested {expected}; received {came}." if came != expected else ""
        return Fact("size", "Size", str(expected), str(came), mismatch)
    if not generation.ratio:
        return Fact("size", "Size", "not set", str(came))
    wanted = _proportion(generation.ratio)
    # A picture of few pixels cannot have the exact proportion.
    is_near = abs(came.width / came.height / wanted - 1) <= max(TOLERANCE * 1.5, 16 / min(came.width, came.height))
    mismatch = "" if is_near else f"Requested {generation.ratio}; received {came}, which has another shape."
    return Fact("size", "Size", generation.ratio, str(came), mismatch, f"≈ {expected}")


def _sets_sides(generation: Generation) -> bool:
    """Return whether the person chose width and height, so that exactly this size is expected."""
    spec = generation.spec
    if spec is None:
        return False
    ratio = spec.by_role("ratio")
    if ratio and generation.resolved.get(ratio.name) != "custom":
        return False
    sides = [spec.by_role(role) for role in ("width", "height")]
    return all(side is not None and side.name in generation.asked for side in sides)


def _proportion(ratio: str) -> float:
    width, _, height = ratio.partition(":")
    return int(width) / int(height)


def _format(generation: Generation, picture: Picture) -> Fact:
    spec, came = generation.spec, LABELS[picture.format]
    parameter = spec.by_role("format") if spec else None
    wanted = _FORMATS.get(str(generation.asked.get(parameter.name)).lower()) if parameter else None
    if wanted is None:
        return Fact("format", "Format", "not set", came)
    mismatch = "" if wanted == picture.format else f"Requested {LABELS[wanted]}; received {came}."
    return Fact("format", "Format", LABELS[wanted], came, mismatch)


def _seed(generation: Generation, picture: Picture) -> Fact | None:
    spec = generation.spec
    parameter = spec.by_role("seed") if spec else None
    if parameter is None:
        return None
    asked = generation.asked.get(parameter.name)
    used = generation.notes.get("api_seed") or picture.seed
    # Further pictures of one request follow its seed, so only the first one has to have it.
    differs = asked is not None and picture.position == 0 and str(used) != str(asked)
    mismatch = f"Requested seed {asked}; {used} was used." if differs else ""
    return Fact("seed", "Seed", "random" if asked is None else str(asked), str(used), mismatch)


def _prompt(generation: Generation) -> Fact | None:
    rewritten = bool(generation.notes.get("rewritten_prompt"))
    return Fact("prompt", "Prompt", "as written", "rewritten by the API, see Result") if rewritten else None


def _show_share(share: float) -> str:
    percent = share * 100
    if not share:
        return "0 %"
    if percent < 0.1:
        return "less than 0.1 %"
    return f"{percent:.1f} %" if percent < 10 else f"{percent:.0f} %"


def mismatches(measured: Iterable[Measured]) -> list[str]:
    """Return the different sentences about what differs from the request."""
    return list(dict.fromkeys(fact.mismatch for each in measured for fact in each.facts if fact.mismatch))
