"""Painterly changes: watercolour, oil, pencil."""

from random import Random

from PIL import Image, ImageChops, ImageEnhance, ImageFilter, ImageOps

from playground.sketch.canvas import add_grain


def paint_watercolour(picture: Image.Image, passes: int, random: Random) -> Image.Image:
    """Return flowing patches of colour with darker rims on paper; more passes keep finer detail."""
    # The filters have a fixed size in pixels, so they work on a copy of about the same size for every picture.
    factor = max(1, round(min(picture.size) / (260 + 40 * passes)))
    small = picture.reduce(factor)
    for _ in range(2):
        # A median turns detail into patches but keeps the edges between them.
        small = small.filter(ImageFilter.MedianFilter(5))
    rims = ImageOps.invert(ImageOps.grayscale(small).filter(ImageFilter.FIND_EDGES).filter(ImageFilter.BoxBlur(1)))
    rims = rims.point([min(255, max(60, round(255 - (255 - level) * 2.2))) for level in range(256)])
    small = ImageEnhance.Color(_lift(small)).enhance(1.35)
    small = ImageChops.multiply(small, Image.merge("RGB", (rims, rims, rims)))
    washed = small.resize(picture.size, Image.Resampling.BICUBIC)
    paper = Image.new("RGB", picture.size, (252, 249, 242))
    washed = Image.composite(paper, washed, _dry_brush(picture.size, random))
    return add_grain(washed, random, 12.0, max(1.0, min(picture.size) / 560))


def _lift(picture: Image.Image) -> Image.Image:
    return picture.point([min(255, round(44 + level * 0.85)) for level in range(256)] * 3)


def _dry_brush(size: tuple[int, int], random: Random) -> Image.Image:
    """Return where the paper shows: faint clouds inside, and a ragged rim that the brush left out."""
    small = (96, 96)
    clouds = _clouds(small, 9, random)
    rim = Image.new("L", small, 255)
    rim.paste(0, (5, 5, 91, 91))
    rim = rim.filter(ImageFilter.BoxBlur(4))
    # Half rim, half clouds: only near the rim does the sum pass the threshold.
    mixed = Image.blend(rim, _clouds(small, 26, random), 0.5)
    ragged = mixed.point([max(0, min(255, (level - 138) * 12)) for level in range(256)])
    inside = clouds.point([round(max(0, level - 130) * 0.3) for level in range(256)])
    return ImageChops.lighter(ragged, inside).resize(size, Image.Resampling.BICUBIC)


def _clouds(size: tuple[int, int], cells: int, random: Random) -> Image.Image:
    return Image.frombytes("L", (cells, cells), random.randbytes(cells * cells)).resize(size, Image.Resampling.BICUBIC)


def paint_oil(picture: Image.Image, passes: int) -> Image.Image:
    """Return broad strokes of strong colour."""
    factor = max(1, round(min(picture.size) / (240 + 50 * passes)))
    small = picture.reduce(factor).filter(ImageFilter.ModeFilter(7))
    # The embossed copy is the relief of thick paint, which the overlay lights.
    strong = ImageEnhance.Color(small).enhance(1.4).filter(ImageFilter.EMBOSS)
    relief = ImageOps.grayscale(strong).resize(picture.size, Image.Resampling.BICUBIC)
    broad = ImageEnhance.Color(small).enhance(1.35).resize(picture.size, Image.Resampling.BICUBIC)
    return ImageChops.overlay(broad, Image.merge("RGB", (relief, relief, relief)))


def draw_pencil(picture: Image.Image, random: Random) -> Image.Image:
    """Return a pencil drawing on warm paper."""
    grey = ImageOps.grayscale(picture)
    factor = max(1, min(picture.size) // 400)
    soft = (
        ImageOps.invert(grey)
        .reduce(factor)
        .filter(ImageFilter.GaussianBlur(5))
        .resize(picture.size, Image.Resampling.BICUBIC)
    )
    # Where the picture is even, its blurred negative adds up with it to white paper. Only edges stay dark.
    lines = ImageChops.blend(_dodge(grey, soft), grey, 0.2)
    paper = ImageOps.colorize(lines, (40, 38, 40), (250, 246, 236))
    return add_grain(paper, random, 10.0, 1.0)


def _dodge(base: Image.Image, top: Image.Image) -> Image.Image:
    """Return base lightened by top: what is even becomes paper, what changes stays dark."""
    return ImageChops.add(base, top, 1, 0).point([max(0, round(255 - (255 - level) * 6.5)) for level in range(256)])
