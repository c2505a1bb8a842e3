"""Sets type: fits text to a box, wraps it well, never clips it, and uses fallback fonts."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import ImageDraw

from playground.sketch.canvas import Box, Canvas
from playground.sketch.colour import Colour
from playground.sketch.fonts import load_font, split_runs

# Texts are measured at one large size and scaled, because hinting rounds the widths of letters at small sizes.
MEASURE = 200
LONGEST = 600


@dataclass(frozen=True, slots=True)
class Face:
    """A typeface: its font file, line height and tracking in ems, and whether lines may fill the width."""

    font: str
    leading: float = 1.04
    tracking: float = 0.0
    stacks: bool = False
    upper: bool = False


FACES = {
    "loud": Face("Anton-Regular.ttf", leading=1.06, stacks=True),
    "wide": Face("Unbounded-ExtraBold.ttf", leading=1.08, tracking=-0.01, stacks=True),
    "serif": Face("PlayfairDisplay-ExtraBold.ttf", leading=1.06),
    "editorial": Face("DMSerifDisplay-Regular.ttf", leading=1.04),
    "technical": Face("SpaceGrotesk-Bold.ttf", leading=1.02, tracking=-0.02),
    "hand": Face("Caveat-Bold.ttf", leading=0.92),
    "plain": Face("Inter-Bold.ttf", leading=1.08, tracking=-0.015),
    "small": Face("Inter-Medium.ttf", leading=1.25),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One set line: its words, its size in pixels, and the ink's width, ascent and descent at that size."""

    text: str
    size: int
    width: float
    ascent: float
    descent: float


@dataclass(frozen=True, slots=True)
class Block:
    """Set text: its lines, the gap between them and the size of the whole in pixels."""

    face: Face
    lines: tuple[Line, ...]
    gap: float
    width: float
    height: float


def clean(text: str) -> str:
    """Return the text in composed form, with single spaces, only drawable characters, and at most `LONGEST` long."""
    composed = unicodedata.normalize("NFC", text[: LONGEST * 4])
    kept = "".join(" " if character.isspace() else character for character in composed if _drawable(character))
    short = " ".join(kept.split())
    return short if len(short) <= LONGEST else short[: LONGEST - 1].rstrip() + "…"


def _drawable(character: str) -> bool:
    return (
        character.isspace()
        # Some emoji, such as families, consist of several emoji with this joiner between them.
        or character == "\u200d"
        or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    )


def _measure(face: Face, text: str, size: int = MEASURE) -> tuple[float, float, float]:
    """Return width, ascent and descent of the ink at a size."""
    width, ascent, descent = 0.0, 0.0, 0.0
    for name, run in split_runs(face.font, text):
        font = load_font(name, size)
        box = font.getbbox(run, anchor="ls")
        width += font.getlength(run) + face.tracking * size * len(run)
        ascent, descent = max(ascent, -box[1]), max(descent, box[3])
    return width, ascent, descent


def _break(words: Sequence[str], widths: Sequence[float], space: float, count: int) -> list[str]:
    """Return the words on at most `count` lines of similar width, found by a search for the narrowest column."""
    low, high = max(widths), sum(widths) + space * len(words)
    best = [" ".join(words)]
    # Fourteen halvings find the width to a ten-thousandth of the range.
    for _ in range(14):
        middle = (low + high) / 2
        lines = _wrap(words, widths, space, middle)
        if len(lines) <= count:
            best, high = lines, middle
        else:
            low = middle
    return best


def _wrap(words: Sequence[str], widths: Sequence[float], space: float, limit: float) -> list[str]:
    lines: list[str] = []
    filled = 0.0
    for word, width in zip(words, widths, strict=True):
        if lines and filled + space + width <= limit + 0.01:
            lines[-1] += " " + word
            filled += space + width
        else:
            lines.append(word)
            filled = width
    return lines


def _pieces(text: str) -> list[str]:
    """Return the words; a long run without spaces is cut so that it can be wrapped at all."""
    pieces: list[str] = []
    for word in text.split():
        wide = any(unicodedata.east_asian_width(character) in "WF" for character in word)
        # Chinese and Japanese are written without spaces and may be broken almost anywhere.
        limit = 4 if wide and len(word) > 6 else 18
        pieces += [word[index : index + limit] for index in range(0, len(word), limit)]
    return pieces


def fit(text: str, face: Face, size: tuple[float, float], largest: float) -> Block | None:
    """Return the text set as large as the box and `largest` (pixels) allow, or None where nothing can be drawn."""
    shown = clean(text.upper() if face.upper else text)
    words = _pieces(shown)
    if not words or size[0] < 4 or size[1] < 4:
        return None
    widths = [_measure(face, word)[0] for word in words]
    if max(widths) <= 0:
        return None
    # Measured between two letters, as in a line: kerning and tracking change its width.
    space = _measure(face, "n n")[0] - 2 * _measure(face, "n")[0]
    candidates = [_break(words, widths, space, count) for count in _counts(len(words))]
    blocks = [_set(lines, face, size, largest) for lines in candidates]
    return max(blocks, key=lambda block: (block.lines[0].size if block.lines else 0, -len(block.lines)))


def _counts(words: int) -> list[int]:
    # Each number of lines costs a search, so not every number is tried for a long text.
    return list(range(1, min(words, 9) + 1)) if words <= 12 else [2, 3, 4, 6, 8, 10, 13, 17, 22, 28]


def _set(lines: Sequence[str], face: Face, size: tuple[float, float], largest: float) -> Block:
    """Return the lines at one size that fits width and height."""
    measures = [_measure(face, line) for line in lines]
    ascent, descent = max(measure[1] for measure in measures), max(measure[2] for measure in measures)
    widest = max(measure[0] for measure in measures)
    tall = ascent + descent + (len(lines) - 1) * _pitch(face, ascent + descent, MEASURE)
    scale = min(size[0] / widest, size[1] / tall, largest / MEASURE)
    pixels = max(1, int(scale * MEASURE))
    return _block(lines, face, [pixels] * len(lines))


def _pitch(face: Face, tallest: float, size: float) -> float:
    """Return the distance of two lines: the face's own, unless a fallback's letters are taller."""
    return max(face.leading * size, tallest * 1.04)


def _block(lines: Sequence[str], face: Face, sizes: Sequence[int]) -> Block:
    made = tuple(Line(text, size, *_measure(face, text, size)) for text, size in zip(lines, sizes, strict=True))
    if len(set(sizes)) > 1:
        gap = max(sizes) * 0.09
        height = sum(line.ascent for line in made) + gap * (len(made) - 1) + made[-1].descent
    else:
        gap = 0.0
        ascent, descent = max(line.ascent for line in made), max(line.descent for line in made)
        height = ascent + descent + (len(made) - 1) * _pitch(face, ascent + descent, sizes[0])
    return Block(face, made, gap, max(line.width for line in made), height)


def stack(text: str, face: Face, size: tuple[float, float], largest: float) -> Block | None:
    """Return the text with every line filling the width, as on a printed bill, or None where that does not suit it."""
    words = clean(text).split()
    if not 2 <= len(words) <= 7:
        return None
    widths = [_measure(face, word)[0] for word in words]
    if min(widths) <= 0:
        return None
    options: list[Block] = []
    for count in range(2, min(len(words), 5) + 1):
        lines = _break(words, widths, 40.0, count)
        measures = [_measure(face, line) for line in lines]
        full = [size[0] / measure[0] * MEASURE for measure in measures]
        tall = sum(part * measure[1] / MEASURE for part, measure in zip(full, measures, strict=True)) * 1.12
        share = min(1.0, size[1] / tall, largest / max(full))
        # A short word among long ones would become huge.
        if max(full) <= 3.2 * min(full):
            options.append(_block(lines, face, [max(1, int(part * share)) for part in full]))
    return max(options, key=lambda block: block.width * block.height) if options else None


def draw_block(canvas: Canvas, block: Block, box: Box, colour: Colour, *, align: tuple[float, float]) -> Box:
    """Draw the block inside the box, `align` (0–1 each way) of the free space before it; return the box it covers."""
    pen = ImageDraw.Draw(canvas.image)
    top = box[1] + (box[3] - box[1] - block.height) * align[1]
    y = top + (block.lines[0].ascent if block.gap else max(line.ascent for line in block.lines))
    tallest = max(line.ascent for line in block.lines) + max(line.descent for line in block.lines)
    for index, line in enumerate(block.lines):
        if index and block.gap:
            y += block.gap + line.ascent
        elif index:
            y += _pitch(block.face, tallest, line.size)
        _draw_line(pen, block.face, line, (box[0] + (box[2] - box[0] - line.width) * align[0], y), colour=colour)
    left = box[0] + (box[2] - box[0] - block.width) * align[0]
    return left, top, left + block.width, top + block.height


def _draw_line(pen: ImageDraw.ImageDraw, face: Face, line: Line, start: tuple[float, float], *, colour: Colour) -> None:
    x, y = start
    for name, run in split_runs(face.font, line.text):
        font = load_font(name, line.size)
        if face.tracking and name == face.font:
            for index, character in enumerate(run):
                # Measuring the whole text before it includes the kerning of the pair.
                before = (
                    font.getlength(run[: index + 1]) - font.getlength(character) + face.tracking * line.size * index
                )
                pen.text((x + before, y), character, font=font, fill=colour, anchor="ls")
            x += font.getlength(run) + face.tracking * line.size * len(run)
        else:
            pen.text((x, y), run, font=font, fill=colour, anchor="ls")
            x += font.getlength(run) + face.tracking * line.size * len(run)
