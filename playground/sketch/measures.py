"""Measures pictures: mean colour, share of a colour, variation."""

from PIL import Image, ImageChops, ImageStat

from playground.sketch.canvas import Box
from playground.sketch.colour import Colour


def average(image: Image.Image, box: Box) -> Colour:
    """Return the mean colour inside the box."""
    left, top, right, bottom = (round(value) for value in box)
    area = (max(0, left), max(0, top), min(image.width, max(right, left + 1)), min(image.height, max(bottom, top + 1)))
    pixel = image.resize((1, 1), Image.Resampling.BOX, box=area).getpixel((0, 0))
    return (int(pixel[0]), int(pixel[1]), int(pixel[2])) if isinstance(pixel, tuple) else (0, 0, 0)


def share_of(image: Image.Image, colour: Colour) -> float:
    """Return the share of the picture (0–1) that lies near a colour."""
    small = image.resize((64, 64), Image.Resampling.BOX)
    channels = ImageChops.difference(small, Image.new("RGB", small.size, colour)).split()
    farthest = ImageChops.lighter(ImageChops.lighter(channels[0], channels[1]), channels[2])
    # A colour is near if no channel differs by 16 levels or more.
    return sum(farthest.histogram()[:16]) / (64 * 64)


def spread_of(image: Image.Image) -> float:
    """Return how much the lightness varies (standard deviation, 0–128)."""
    return ImageStat.Stat(image.convert("L").resize((64, 64), Image.Resampling.BOX)).stddev[0]
