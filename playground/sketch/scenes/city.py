"""Cities: rows of blocks, a skyline over water, a street between houses, towers close by; a sun or moon behind them."""

from collections.abc import Callable, Mapping
from functools import partial

from PIL import Image, ImageDraw

from playground.sketch.canvas import Box, Canvas, Fill, Point
from playground.sketch.colour import Colour, mix, shift
from playground.sketch.scenes.curves import crescent
from playground.sketch.scenes.land import draw_dashes
from playground.sketch.scenes.stage import Layer, Scene, Stage


def draw_city(stage: Stage) -> Scene:
    """Return the view of a city that the seed picks, below a sun or moon."""
    name = stage.variety.each("city", tuple(VIEWS))
    sun, radius = _sun(stage, name)
    palette = stage.palette
    face = Fill(mix(palette.accent, palette.pale, 0.4), palette.accent)
    sky: list[Layer] = [
        partial(Canvas.wash, fill=Fill(palette.sky, palette.haze, stage.variety.between("fall", -24, 24))),
        partial(Canvas.glow, centre=sun, radius=radius * 4, colour=palette.accent, opacity=0.55),
        partial(Canvas.disc, centre=sun, radius=radius, fill=face),
    ]
    if palette.dark and stage.variety.pick("crescent", (False, True)):
        sky[-1] = partial(Canvas.polygon, points=crescent(sun, radius), fill=face)
    base, details = VIEWS[name](stage, sun)
    stage.random.shuffle(details)
    return Scene((*sky, *base), tuple(details))


def _sun(stage: Stage, name: str) -> tuple[Point, float]:
    radius = stage.reach * stage.variety.between("sun size", 0.09, 0.24)
    # The street runs towards the sun, which therefore stays in the middle.
    across = 0.0 if name == "street" else stage.variety.between("sun place", -0.4, 0.4)
    x = stage.centre[0] + across * (stage.art[2] - stage.art[0] if not stage.brief.texts else stage.reach)
    return (x, max(stage.art[1], 0.0) + stage.reach * stage.variety.between("sun height", 0.2, 0.42)), radius


def _tone(stage: Stage, share: float) -> Colour:
    """Return the colour of a house from far (0) to near (1)."""
    palette = stage.palette
    return mix(mix(palette.haze, palette.main, 0.25 + 0.55 * share), palette.deep, max(0.0, share - 0.4) * 1.25)


def _lit(stage: Stage) -> Colour:
    return mix(stage.palette.accent, stage.palette.pale, 0.35)


def _rows(stage: Stage, sun: Point) -> tuple[list[Layer], list[Layer]]:
    """Rows of blocks, the near ones darker."""
    base: list[Layer] = []
    details: list[Layer] = []
    variety, count = stage.variety, 4
    broad = variety.pick("broad", (1.0, 1.7, 0.7))
    rise = variety.between("skyline", 0.34, 0.5)
    for row in range(count):
        share = (row + 1) / count
        skyline = max(stage.art[1] + stage.reach * 0.3, stage.height * rise) + stage.height * 0.13 * row
        blocks = _blocks(stage, skyline, stage.unit * (0.055 + 0.035 * share) * broad, share)
        tone = _tone(stage, share)
        base.append(partial(_draw_row, blocks=blocks, tone=tone, haze=stage.palette.haze, share=share))
        details += _lights(stage, blocks, row) if row else []
    return base, details


def _lights(stage: Stage, blocks: list[Box], row: int) -> list[Layer]:
    bits = stage.random.getrandbits
    return [partial(_light, block=block, colour=_lit(stage), mask=bits(48), row=row) for block in blocks]


def _over_water(stage: Stage, sun: Point) -> tuple[list[Layer], list[Layer]]:
    """A skyline and its image in the water."""
    palette, random = stage.palette, stage.random
    shore = max(stage.art[1] + stage.reach * 0.56, stage.height * stage.variety.between("shore", 0.56, 0.68))
    base: list[Layer] = []
    details: list[Layer] = []
    for row in range(2):
        share = 0.4 + 0.4 * row
        blocks = _blocks(stage, shore - stage.reach * (0.2 - 0.08 * row), stage.unit * (0.06 + 0.02 * row), share)
        base.append(partial(_draw_row, blocks=blocks, tone=_tone(stage, share), haze=palette.haze, share=share))
        base += _lights(stage, blocks, 1 + row)
    base.append(partial(_mirror, line=round(shore), tone=mix(palette.main, palette.deep, 0.5)))
    dashes = []
    for index in range(18):
        depth = (index + 0.6) / 18
        width = stage.reach * (0.05 + 0.16 * depth) * random.uniform(0.4, 1.0)
        # In perspective the strokes lie closer together towards the horizon.
        dashes.append((sun[0] + random.uniform(-0.4, 0.4) * width, shore + (stage.height - shore) * depth**1.4, width))
    base.append(partial(draw_dashes, stage=stage, dashes=dashes))
    for _ in range(30):
        spot = (random.uniform(0, stage.width), random.uniform(shore, stage.height))
        details.append(
            partial(
                Canvas.glow,
                centre=spot,
                radius=(stage.unit * 0.09, stage.unit * 0.004),
                colour=_lit(stage),
                opacity=0.5,
            )
        )
    return base, details


def _mirror(canvas: Canvas, line: int, tone: Colour) -> None:
    """Turn what is below the line into water that mirrors what is above it."""
    depth = canvas.height - line
    if depth < 2:
        return
    # The reflection is lower than what it shows, as water is seen at a slant.
    above = canvas.image.crop((0, max(0, line - round(depth * 1.4)), canvas.width, line))
    image = above.transpose(Image.Transpose.FLIP_TOP_BOTTOM).resize((canvas.width, depth), Image.Resampling.BILINEAR)
    canvas.image.paste(Image.blend(image, Image.new("RGB", image.size, tone), 0.45), (0, line))


def _street(stage: Stage, sun: Point) -> tuple[list[Layer], list[Layer]]:
    """A street that runs to the sun between two rows of houses."""
    palette, random = stage.palette, stage.random
    eye = (sun[0], min(stage.height * 0.8, max(sun[1] + stage.reach * 0.24, stage.height * 0.6)))
    far = _blocks(stage, eye[1] - stage.reach * 0.16, stage.unit * 0.05, 0.3)
    base: list[Layer] = [partial(_draw_row, blocks=far, tone=_tone(stage, 0.25), haze=palette.haze, share=0.3)]
    ground = [(-2.0, stage.height + 2.0), eye, (stage.width + 2.0, stage.height + 2.0)]
    base.append(
        partial(Canvas.rectangle, box=(-2, eye[1], stage.width + 2, stage.height + 2), fill=Fill(_tone(stage, 0.7)))
    )
    road = Fill(mix(palette.haze, palette.accent, 0.35), mix(palette.deep, palette.main, 0.25))
    base.append(partial(Canvas.polygon, points=ground, fill=road))
    for depth in range(5):
        for side in (-1, 1):
            # Each house appears 1.75 times as large as the one behind it.
            near, next_ = 0.09 * 1.75 ** (depth + 1), 0.09 * 1.75**depth
            tall = random.uniform(0.75, 1.35) * stage.height * 0.62
            base.append(
                partial(_house, stage=stage, eye=eye, side=side, span=(next_, near), tall=tall, seed=depth * 2 + side)
            )
    return base, []


def _house(
    canvas: Canvas, stage: Stage, eye: Point, side: int, *, span: tuple[float, float], tall: float, seed: int
) -> None:
    """Draw a house along the street; `span` is how near its two ends are."""
    edge = max(eye[0], stage.width - eye[0]) * 0.74

    def at(near: float, up: float) -> Point:
        return eye[0] + side * edge * near, eye[1] + (stage.height * 0.3 - up * tall) * near

    far, near = span
    share = min(1.0, 0.35 + near * 0.4)
    tone = _tone(stage, share)
    canvas.polygon([at(far, 0), at(far, 1), at(near, 1), at(near, 0)], Fill(shift(tone, 0.05), shift(tone, -0.05)))
    rim = shift(tone, 0.12)
    canvas.line([at(far, 1), at(near, 1)], max(1.0, stage.unit * 0.003 * near), rim, 0.7)
    for row in range(7):
        for column in range(4):
            if (row * 7 + column * 5 + seed * 3 + stage.variety.seed) % 5 in (0, 3):
                continue
            ends = [far + (near - far) * (column + cut) / 4 for cut in (0.25, 0.72)]
            low, high = 0.14 + 0.12 * row, 0.2 + 0.12 * row
            pane = [at(ends[0], low), at(ends[0], high), at(ends[1], high), at(ends[1], low)]
            lit = (row * 3 + column + seed) % 3 > 0
            canvas.polygon(pane, Fill(_lit(stage) if lit else shift(tone, -0.07)), 0.9)


def _towers(stage: Stage, sun: Point) -> tuple[list[Layer], list[Layer]]:
    """A few towers close by before a hazy city."""
    palette, random = stage.palette, stage.random
    level = max(stage.art[1] + stage.reach * 0.5, stage.height * 0.62)
    far = _blocks(stage, level, stage.unit * 0.06, 0.3)
    base: list[Layer] = [partial(_draw_row, blocks=far, tone=_tone(stage, 0.2), haze=palette.haze, share=0.2)]
    wide = stage.unit * stage.variety.between("tower", 0.17, 0.26)
    x, index = -wide * random.uniform(0.2, 0.7), 0
    while x < stage.width:
        rise = (0.86, 0.3, 0.62, 0.2, 0.74)[(index + stage.variety.seed) % 5]
        top = max(stage.art[1], 0) + (stage.height - max(stage.art[1], 0)) * (0.92 - 0.8 * rise)
        box = (x, top, x + wide * (0.85 if index % 2 else 1.1), stage.height + 2.0)
        base.append(
            partial(
                _tower, box=box, stage=stage, kind=(index * 2 + stage.variety.seed) % 3, bits=random.getrandbits(120)
            )
        )
        x, index = x + wide * random.uniform(1.0, 1.35), index + 1
    return base, []


def _tower(canvas: Canvas, box: Box, stage: Stage, *, kind: int, bits: int) -> None:
    left, top, right, bottom = box
    wide, tone = right - left, _tone(stage, 0.62 + 0.14 * kind)
    if kind == 1:
        peak = [(left, top), ((left + right) / 2, top - wide * 0.5), (right, top)]
        canvas.polygon(peak, Fill(shift(tone, 0.04)))
        canvas.line([(peak[1][0], peak[1][1] - wide * 0.5), peak[1]], max(1.0, wide * 0.02), tone)
    elif kind == 2:
        canvas.rectangle((left + wide * 0.2, top - wide * 0.22, right - wide * 0.2, top + 2), Fill(shift(tone, 0.03)))
    canvas.rectangle(box, Fill(shift(tone, 0.06), mix(tone, stage.palette.deep, 0.3), 30))
    canvas.rectangle((right - wide * 0.16, top, right, bottom), Fill(shift(tone, -0.07)))
    pen = ImageDraw.Draw(canvas.image)
    pitch = wide * 0.8 / 5
    for index in range(120):
        x, y = left + wide * 0.05 + pitch * (index % 5), top + pitch * (0.7 + 1.35 * (index // 5))
        colour = _lit(stage) if bits >> index & 1 else shift(tone, -0.05)
        pen.rectangle((x + pitch * 0.2, y, x + pitch * 0.75, y + pitch * 0.8), fill=colour)


VIEWS: Mapping[str, Callable[[Stage, Point], tuple[list[Layer], list[Layer]]]] = {
    "rows": _rows,
    "water": _over_water,
    "street": _street,
    "towers": _towers,
}


def _blocks(stage: Stage, skyline: float, width: float, share: float) -> list[Box]:
    random = stage.random
    blocks: list[Box] = []
    x = -random.random() * width
    while x < stage.width:
        wide = width * random.uniform(0.7, 1.7)
        top = skyline - stage.height * random.choice((-0.06, -0.02, 0.02, 0.06, 0.12, 0.17 * share))
        # Whole pixels keep the edges of upright houses sharp.
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
    # Windows are many, small and upright. Without a mask for each they are drawn fast, and they need no smooth edges.
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
