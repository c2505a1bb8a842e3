"""Places reference pictures in a composition as numbered cards."""

from collections.abc import Sequence

from PIL import Image, ImageDraw

from playground.engines.base import InputPicture
from playground.sketch.canvas import Box, Canvas, Fill
from playground.sketch.fonts import load_font
from playground.sketch.inputs import open_input
from playground.sketch.palette import Palette

CARD = 4 / 5


def lay_cards(canvas: Canvas, given: Sequence[InputPicture], box: Box, palette: Palette, *, first: int = 1) -> None:
    """Lay the pictures into the box, row by row in their order, numbered from `first` on."""
    margin = canvas.unit * 0.05
    left, top, right, bottom = box[0] + margin, box[1] + margin, box[2] - margin, box[3] - margin
    if right - left < 8 or bottom - top < 8:
        return
    columns, side = _grid(len(given), right - left, bottom - top)
    rows = -(-len(given) // columns)
    gap = side * 0.12
    height = side / CARD
    start = (top + bottom - rows * height - (rows - 1) * gap) / 2
    for index, picture in enumerate(given):
        row, column = divmod(index, columns)
        inside = min(columns, len(given) - row * columns)
        across = (left + right - inside * side - (inside - 1) * gap) / 2 + column * (side + gap)
        place = (across, start + row * (height + gap), across + side, start + row * (height + gap) + height)
        _draw_card(canvas, picture, place, palette, number=first + index)


def _grid(count: int, width: float, height: float) -> tuple[int, float]:
    """Return the number of columns that makes the cards largest, and their width."""
    options = []
    for columns in range(1, count + 1):
        rows = -(-count // columns)
        # The cards and the gaps between them, each 12 % of a card's width, fill the room.
        side = min(width / (columns + (columns - 1) * 0.12), height / (rows / CARD + (rows - 1) * 0.12))
        options.append((side, columns))
    side, columns = max(options)
    return columns, side


def _draw_card(canvas: Canvas, given: InputPicture, box: Box, palette: Palette, *, number: int) -> None:
    side = box[2] - box[0]
    shadow = [
        (box[0], box[1] + side * 0.05),
        (box[2], box[1] + side * 0.05),
        (box[2], box[3] + side * 0.05),
        (box[0], box[3] + side * 0.05),
    ]
    canvas.soft(shadow, max(1.0, side * 0.05), palette.deep, 0.4)
    canvas.rectangle(box, Fill((252, 251, 248)), side * 0.035)
    inset = side * 0.045
    size = (max(1, round(side - 2 * inset)), max(1, round(box[3] - box[1] - 2 * inset)))
    picture = open_input(given, size)
    mask = Image.new("L", size)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, size[0] - 1, size[1] - 1), radius=side * 0.02, fill=255)
    canvas.image.paste(picture, (round(box[0] + inset), round(box[1] + inset)), mask)
    _draw_number(canvas, (box[0] + side * 0.15, box[1] + side * 0.15), max(7.0, side * 0.1), number, palette=palette)


def _draw_number(canvas: Canvas, centre: tuple[float, float], radius: float, number: int, *, palette: Palette) -> None:
    canvas.disc(centre, radius * 1.12, Fill((252, 251, 248)))
    canvas.disc(centre, radius, Fill(palette.main))
    font = load_font("Inter-Bold.ttf", max(6, round(radius * 1.1)))
    ink = palette.ink_on(palette.main)
    ImageDraw.Draw(canvas.image).text(centre, str(number), font=font, fill=ink, anchor="mm")
