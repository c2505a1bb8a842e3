"""Draws a grid as one labelled picture."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from math import sqrt

from PIL import Image, ImageDraw

from playground.sketch.fonts import load_font, split_runs

# In memory a pixel takes three bytes.
MOST_PIXELS = 24_000_000
LARGEST_CELL, GAP, MARGIN = 256, 6, 16
FACE = "Inter-Medium.ttf"
PAPER, INK, SOFT, EMPTY = (255, 255, 255), (24, 24, 24), (86, 86, 84), (240, 240, 239)
# Of a header, and how many lines it may have.
MOST_LINES = 3
MOST_LETTERS = 120


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is on the sheet: the title, the words of the columns and rows, and where pictures go."""

    title: str
    axes: str
    columns: Sequence[str]
    rows: Sequence[str]


def draw_sheet(sheet: Sheet, pictures: Iterable[tuple[int, int, bytes]]) -> bytes:
    """Return a JPEG of the grid. `pictures` gives row, column and the file of each picture, one after the other.

    The pictures are this server's own, so nothing is verified before it is decoded.
    """
    cell = _size_of_cell(len(sheet.rows), len(sheet.columns))
    text = max(11, min(18, cell // 12))
    line = round(text * 1.35)
    has_rows = any(sheet.rows)
    left = MARGIN + (min(220, max(110, cell)) + GAP if has_rows else 0)
    top = MARGIN + line * 3 + (line * MOST_LINES + GAP if any(sheet.columns) else 0)
    width, height = left + len(sheet.columns) * (cell + GAP) + MARGIN, top + len(sheet.rows) * (cell + GAP) + MARGIN
    image = Image.new("RGB", (width, height), PAPER)
    draw = ImageDraw.Draw(image)
    write = _Writer(draw, text, line)
    write.lines(sheet.title, (MARGIN, MARGIN), width - 2 * MARGIN, 1, INK)
    write.lines(sheet.axes, (MARGIN, MARGIN + line), width - 2 * MARGIN, 1, SOFT)
    for column, words in enumerate(sheet.columns):
        write.lines(words, (left + column * (cell + GAP), top - line * MOST_LINES - GAP), cell, MOST_LINES, INK)
    for row, words in enumerate(sheet.rows):
        write.lines(words, (MARGIN, top + row * (cell + GAP)), left - MARGIN - GAP, max(1, cell // line), INK)
        for column in range(len(sheet.columns)):
            place = (left + column * (cell + GAP), top + row * (cell + GAP))
            draw.rectangle((*place, place[0] + cell - 1, place[1] + cell - 1), fill=EMPTY)
    for row, column, content in pictures:
        _paste(image, content, (left + column * (cell + GAP), top + row * (cell + GAP)), cell)
    target = BytesIO()
    image.save(target, "JPEG", quality=90)
    return target.getvalue()


def _size_of_cell(rows: int, columns: int) -> int:
    return max(48, min(LARGEST_CELL, int(sqrt(MOST_PIXELS / max(1, rows * columns))) - GAP))


def _paste(image: Image.Image, content: bytes, place: tuple[int, int], cell: int) -> None:
    with Image.open(BytesIO(content)) as picture:
        # A JPEG is decoded at a fraction of its size.
        picture.draft("RGB", (cell, cell))
        small = picture.convert("RGB")
    small.thumbnail((cell, cell), Image.Resampling.LANCZOS)
    image.paste(small, (place[0] + (cell - small.width) // 2, place[1] + (cell - small.height) // 2))


class _Writer:
    """Writes lines of text, each letter in a font that has it."""

    def __init__(self, draw: ImageDraw.ImageDraw, size: int, line: int) -> None:
        self._draw = draw
        self._size = size
        self._line = line

    def lines(self, text: str, place: tuple[int, int], width: int, most: int, colour: tuple[int, int, int]) -> None:
        """Write the text within the width, on as many lines as there may be; what is left out becomes an ellipsis."""
        for number, line in enumerate(self._wrap(" ".join(text[:MOST_LETTERS].split()), width, most)):
            self._write(line, (place[0], place[1] + number * self._line), colour)

    def _wrap(self, text: str, width: int, most: int) -> list[str]:
        lines: list[str] = []
        rest = text
        while rest and len(lines) < most:
            fitting = self._fit(rest, width)
            if fitting < len(rest) and len(lines) == most - 1:
                lines.append(f"{rest[: max(1, fitting - 1)].rstrip()}…")
                break
            space = rest.rfind(" ", 0, fitting + 1)
            end = fitting if fitting == len(rest) or space < 1 else space
            lines.append(rest[:end].strip())
            rest = rest[end:].strip()
        return lines

    def _fit(self, text: str, width: int) -> int:
        """Return how many letters fit into the width, at least one."""
        low, high = 1, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            if self._measure(text[:middle]) <= width:
                low = middle
            else:
                high = middle - 1
        return low

    def _measure(self, text: str) -> float:
        return sum(load_font(name, self._size).getlength(run) for name, run in split_runs(FACE, text))

    def _write(self, text: str, place: tuple[int, int], colour: tuple[int, int, int]) -> None:
        x = float(place[0])
        for name, run in split_runs(FACE, text):
            font = load_font(name, self._size)
            self._draw.text((x, place[1] + self._size), run, fill=colour, font=font, anchor="ls")
            x += font.getlength(run)
