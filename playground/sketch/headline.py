"""Sets the type of a picture: chooses face, hierarchy and colour for the texts of the prompt."""

from playground.sketch.canvas import Box, Canvas, Fill
from playground.sketch.colour import Colour, contrast
from playground.sketch.measures import average, spread_of
from playground.sketch.palette import Palette
from playground.sketch.typography import FACES, Block, Face, draw_block, fit, stack
from playground.sketch.variety import Variety
from playground.sketch.words import Brief

# The faces that fit each voice, and those for words that ask for none.
VOICED = {
    "hand": ("hand",),
    "serif": ("serif", "editorial"),
    "editorial": ("editorial", "serif", "hand"),
    "technical": ("technical", "plain", "wide"),
    "wide": ("wide", "loud", "technical"),
    "loud": ("loud", "wide", "plain"),
    None: ("loud", "serif", "technical", "wide", "editorial"),
}


# The largest letters, as shares of the picture's shorter side.
SIZES = (0.36, 0.2, 0.27)


def draw_headline(canvas: Canvas, brief: Brief, palette: Palette, box: Box, *, variety: Variety) -> None:
    """Set the texts of the brief in the box: the first as headline, the rest smaller below it."""
    if not brief.texts:
        return
    face = choose_face(brief, variety)
    blocks = _set_all(brief, face, box, canvas.unit, variety=variety)
    if not blocks:
        return
    gap = canvas.unit * 0.03
    height = sum(block.height for block in blocks) + gap * (len(blocks) - 1)
    align = _align(brief, canvas, box, variety)
    top = box[1] + max(0.0, box[3] - box[1] - height) * align[1]
    widest = max(block.width for block in blocks)
    left = box[0] + (box[2] - box[0] - widest) * align[0]
    ground = average(canvas.image, (left, top, left + widest, top + height))
    ink = brief.ink or _ink(palette, ground, variety)
    _quieten(canvas, (left, top, left + widest, top + height), ink, palette)
    for block in blocks:
        draw_block(canvas, block, (box[0], top, box[2], top + block.height), ink, align=(align[0], 0.0))
        top += block.height + gap


def choose_face(brief: Brief, variety: Variety) -> Face:
    """Return one of the faces for the style that the words ask for."""
    face = FACES[variety.each("face", VOICED[brief.voice])]
    # Faces made for posters are hard to read in long texts.
    long = len(brief.texts[0]) > 60 if brief.texts else False
    return FACES["plain"] if long and face.stacks else face


def _set_all(brief: Brief, face: Face, box: Box, unit: float, *, variety: Variety) -> list[Block]:
    width, height = box[2] - box[0], box[3] - box[1]
    rest = brief.texts[1:]
    share = 1.0 if not rest else 0.66
    blocks: list[Block] = []
    first = _headline(brief.texts[0], face, (width, height * share), unit * variety.each("type size", SIZES))
    if first:
        blocks.append(first)
    # At 40 % of the headline's size, the other texts clearly come second.
    largest = (min(line.size for line in first.lines) * 0.4) if first else unit * 0.06
    small = FACES["plain"] if face.font != FACES["hand"].font else face
    room = (height * 0.34 - unit * 0.03 * len(rest)) / max(1, len(rest))
    for text in rest:
        block = fit(text, small, (width, max(room, 8.0)), max(largest, unit * 0.022))
        if block:
            blocks.append(block)
    return blocks


def _headline(text: str, face: Face, size: tuple[float, float], largest: float) -> Block | None:
    stacked = stack(text, face, size, largest) if face.stacks and text.upper() == text else None
    plain = fit(text, face, size, largest)
    # Stacked lines are preferred, unless they fill clearly less of the box.
    if stacked and plain and stacked.width * stacked.height >= 0.9 * plain.width * plain.height:
        return stacked
    return plain


def _align(brief: Brief, canvas: Canvas, box: Box, variety: Variety) -> tuple[float, float]:
    across = (
        0.5 if "centre" in brief.place else 0.0 if "left" in brief.place else 1.0 if "right" in brief.place else None
    )
    if across is None:
        narrow = box[2] - box[0] < canvas.width * 0.6
        across = variety.each("align", (0.0,) if narrow and box[0] < canvas.width * 0.3 else (0.0, 0.5, 1.0, 0.5, 0.0))
    middle = (box[1] + box[3]) / 2 / canvas.height
    down = 0.0 if middle < 0.42 else 1.0 if middle > 0.58 else 0.5
    return across, down


def _ink(palette: Palette, ground: Colour, variety: Variety) -> Colour:
    """Return the tone that reads best, or a colour of the palette that reads well."""
    plain = palette.ink_on(ground)
    vivid = [tone for tone in (palette.accent, palette.main, palette.second) if contrast(tone, ground) >= 4.2]
    return variety.pick("ink", (plain, vivid[0], plain, vivid[-1])) if vivid else plain


def _quieten(canvas: Canvas, box: Box, ink: Colour, palette: Palette) -> None:
    """Draw a plate under type that would be hard to read on its background."""
    ground = average(canvas.image, box)
    if contrast(ink, ground) >= 1.9:
        _veil(canvas, box, ink, palette)
        return
    plate = max(((252, 250, 246), palette.pale, palette.deep, (16, 16, 20)), key=lambda colour: contrast(ink, colour))
    space = canvas.unit * 0.03
    outside = (box[0] - space, box[1] - space, box[2] + space, box[3] + space)
    canvas.rectangle(outside, Fill(plate), canvas.unit * 0.016, 0.96)


def _veil(canvas: Canvas, box: Box, ink: Colour, palette: Palette) -> None:
    """Soften a lively background under type with a blurred area of a contrasting colour."""
    left, top, right, bottom = (round(value) for value in box)
    crop = canvas.image.crop((max(0, left), max(0, top), max(1, right), max(1, bottom)))
    if spread_of(crop) < 22:
        return
    veil = palette.deep if contrast(ink, palette.deep) > contrast(ink, palette.pale) else palette.pale
    centre = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    canvas.glow(centre, ((box[2] - box[0]) * 0.8, (box[3] - box[1]) * 0.95), veil, 0.85)
