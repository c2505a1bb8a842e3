"""Painterly changes: watercolour, oil, pencil."""

from random import Random

from PIL import Image, ImageChops, ImageEnhance, ImageFilter, ImageOps

from playground.engines.sketch.canvas import add_grain


def paint_watercolour(picture: Image.Image, passes: int, random: Random) -> Image.Image:
    """Return flowing patches of colour with darker rims on paper; more passes keep finer detail."""
    factor = max(1, round(min(picture.size) / (320 + 60 * passes)))
    small = picture.reduce(factor)
    for _ in range(2):
        small = small.filter(ImageFilter.MedianFilter(5))
    small = small.filter(ImageFilter.ModeFilter(5)).filter(ImageFilter.SMOOTH_MORE)
    edges = ImageOps.invert(ImageOps.grayscale(small).filter(ImageFilter.FIND_EDGES))
    edges = edges.point([min(255, round(120 + level * 0.56)) for level in range(256)]).filter(ImageFilter.BoxBlur(1))
    small = ImageEnhance.Color(_lift(small)).enhance(1.25)
    small = ImageChops.multiply(small, Image.merge("RGB", (edges, edges, edges)))
    washed = small.resize(picture.size, Image.Resampling.BICUBIC)
    washed = _bloom(washed, random)
    return add_grain(washed, random, 13.0, max(1.0, min(picture.size) / 500))


def _lift(picture: Image.Image) -> Image.Image:
    return picture.point([min(255, round(46 + level * 0.84)) for level in range(256)] * 3)


def _bloom(picture: Image.Image, random: Random) -> Image.Image:
    """Let the paper shine through in clouds."""
    clouds = Image.frombytes("L", (12, 12), random.randbytes(144)).resize(picture.size, Image.Resampling.BICUBIC)
    paper = Image.new("RGB", picture.size, (252, 248, 240))
    return Image.composite(paper, picture, clouds.point([round(max(0, level - 110) * 0.42) for level in range(256)]))


def paint_oil(picture: Image.Image, passes: int) -> Image.Image:
    """Return broad strokes of strong colour."""
    factor = max(1, round(min(picture.size) / (240 + 50 * passes)))
    small = picture.reduce(factor).filter(ImageFilter.ModeFilter(7))
    strong = ImageEnhance.Color(small).enhance(1.4).filter(ImageFilter.EMBOSS)
    relief = ImageOps.grayscale(strong).resize(picture.size, Image.Resampling.BICUBIC)
    broad = ImageEnhance.Color(small).enhance(1.35).resize(picture.size, Image.Resampling.BICUBIC)
    return ImageChops.overlay(broad, Image.merge("RGB", (relief, relief, relief)))


def draw_pencil(picture: Image.Image, random: Random) -> Image.Image:
    """Return a pencil drawing on warm paper."""
    grey = ImageOps.grayscale(picture)
    factor = max(1, min(picture.size) // 400)
    soft = ImageOps.invert(grey).reduce(factor).filter(ImageFilter.GaussianBlur(5)).resize(picture.size, Image.Resampling.BICUBIC)
    lines = ImageChops.blend(_dodge(grey, soft), grey, 0.14)
    paper = ImageOps.colorize(lines, (40, 38, 40), (250, 246, 236))
    return add_grain(paper, random, 10.0, 1.0)


def _dodge(base: Image.Image, top: Image.Image) -> Image.Image:
    """Return base lightened by top: what is even becomes paper, what changes stays dark."""
    return ImageChops.add(base, top, 1, 0).point([max(0, min(255, round((level - 150) * 2.43))) for level in range(256)])
