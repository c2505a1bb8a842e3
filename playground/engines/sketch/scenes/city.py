"""Cities: rows of blocks before a low sun, with lit windows."""

from functools import partial

from PIL import ImageDraw

from playground.engines.sketch.canvas import Box, Canvas, Fill
from playground.engines.sketch.colour import Colour, mix
from playground.engines.sketch.scenes.stage import Layer, Scene, Stage


def draw_city(stage: Stage) -> Scene:
    """Return rows of buildings, the near ones darker, below a sun or moon."""
    random, palette = stage.random, stage.palette
    sun = (
        stage.centre[0] + random.uniform(-0.25, 0.25) * stage.reach,
        stage.art[1] + stage.reach * random.uniform(0.3, 0.42),
    )
    radius = stage.reach * random.uniform(0.14, 0.24)
    base: list[Layer] = [
        partial(Canvas.wash, fill=Fill(palette.sky, palette.haze)),
        partial(Canvas.glow, centre=sun, radius=radius * 4, colour=palette.accent, opacity=0.55),
        partial(
            Canvas.disc, centre=sun, radius=radius, fill=Fill(mix(palette.accent, palette.pale, 0.4), palette.accent)
        ),
    ]
    details: list[Layer] = []
    rows = 4
    for row in range(rows):
        share = (row + 1) / rows
        tone = mix(mix(palette.haze, palette.main, 0.25 + 0.55 * share), palette.deep, max(0.0, share - 0.4) * 1.25)
        skyline = max(stage.art[1] + stage.reach * 0.3, stage.height * 0.4) + stage.height * 0.13 * row
        blocks = _blocks(stage, skyline, stage.unit * (0.055 + 0.035 * share), share)
        base.append(partial(_draw_row, blocks=blocks, tone=tone, haze=palette.haze, share=share))
        if row:
            lit = mix(palette.accent, palette.pale, 0.35)
            details += [
                partial(_light, block=block, colour=lit, mask=random.getrandbits(48), row=row) for block in blocks
            ]
    random.shuffle(details)
    return Scene(tuple(base), tuple(details))


def _blocks(stage: Stage, skyline: float, width: float, share: float) -> list[Box]:
    random = stage.random
    blocks: list[Box] = []
    x = -random.random() * width
    while x < stage.width:
        wide = width * random.uniform(0.7, 1.7)
        top = skyline - stage.height * random.choice((-0.06, -0.02, 0.02, 0.06, 0.12, 0.17 * share))
        blocks.append((round(x), round(top), round(x + wide), stage.height + 2.0))
        x += wide + (width * 0.12 if random.random() < 0.25 else 0)
    return blocks


def _draw_row(canvas: Canvas, blocks: list[Box], tone: Colour, haze: Colour, *, share: float) -> None:
    for index, block in enumerate(blocks):
        shade = mix(tone, haze, 0.06 * (index % 3))
        canvas.rectangle(block, Fill(shade, mix(shade, haze, 0.45 * (1 - share) + 0.08)))
        width = block[2] - block[0]
        if index % 4 == 1:
            canvas.rectangle(
                (block[0] + width * 0.2, block[1] - width * 0.18, block[2] - width * 0.2, block[1] + 2), Fill(shade)
            )
        if index % 5 == 2:
            middle = (block[0] + block[2]) / 2
            canvas.line([(middle, block[1] - width * 0.7), (middle, block[1])], max(1.0, width * 0.03), shade)


def _light(canvas: Canvas, block: Box, colour: Colour, mask: int, *, row: int) -> None:
    """Light some windows of a building."""
    pen = ImageDraw.Draw(canvas.image)
    width = block[2] - block[0]
    columns = 4
    pitch = width / (columns + 0.6)
    side = pitch * 0.42
    for index in range(48):
        if not mask >> index & 1 or (row == 1 and index % 2):
            continue
        x = block[0] + pitch * (index % columns + 0.6)
        y = block[1] + pitch * (index // columns * 1.25 + 0.8)
        pen.rectangle((x, y, x + side, y + side * 1.35), fill=colour)
