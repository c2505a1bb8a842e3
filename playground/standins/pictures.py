"""Draws the pictures of the stand-ins: real files with the requested size and format."""

from functools import lru_cache
from io import BytesIO
from math import sqrt

from PIL import Image, ImageDraw

MEGAPIXEL = 1024 * 1024
FORMATS = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}


def size_of(ratio: str, megapixels: float = 1.0) -> tuple[int, int]:
    """Return a width and height, in multiples of 16, for a ratio such as `16:9` and an area."""
    across, down = (float(part) for part in ratio.split(":"))
    # From width · height = area and width / height = across / down follows width = √(area · across / down).
    width = sqrt(megapixels * MEGAPIXEL * across / down)
    return max(16, int(width / 16) * 16), max(16, int(width * down / across / 16) * 16)


# A megapixel takes a tenth of a second as PNG, and twice that as WebP; tests request the same pictures again and again.
@lru_cache(maxsize=64)
def draw(size: tuple[int, int], format: str, quality: int = 80, hue: int = 0) -> bytes:
    """Return a picture of a frame with a diagonal. `hue` is from 0 to 255."""
    # In this colour space the hue is a single number, so 256 seeds give 256 colours.
    picture = Image.new("HSV", size, (hue % 256, 90, 200)).convert("RGB")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((8, 8, size[0] - 9, size[1] - 9), outline="white", width=3)
    pen.line((8, 8, size[0] - 9, size[1] - 9), fill="white", width=3)
    target = BytesIO()
    picture.save(target, FORMATS[format], quality=quality)
    return target.getvalue()
