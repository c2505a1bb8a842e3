"""Makes the one transparent colour of a grey or RGB picture in a PNG (`tRNS`) an alpha channel."""

from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageFile

from playground.imaging.chunks import walk_png

_GREY, _RGB = 0, 2


@dataclass(frozen=True, slots=True)
class KeyColour:
    """The colour whose pixels are transparent: one value or three, of `depth` bits each."""

    depth: int
    values: tuple[int, ...]


def read_key_colour(content: bytes) -> KeyColour | None:
    """Return the transparent colour of a grey or RGB picture, or None. Those of a palette are Pillow's to read."""
    found = {chunk.kind: content[chunk.body : chunk.stop] for chunk in walk_png(content) if chunk.kind != b"IDAT"}
    header, payload = found.get(b"IHDR", b""), found.get(b"tRNS", b"")
    channels = {_GREY: 1, _RGB: 3}.get(header[9]) if len(header) == 13 else None
    if channels is None or len(payload) != 2 * channels:
        return None
    most = (1 << header[8]) - 1
    return KeyColour(header[8], tuple(int.from_bytes(payload[at : at + 2]) & most for at in range(0, 2 * channels, 2)))


def apply_key_colour(open_image: Callable[[], ImageFile.ImageFile], key: KeyColour) -> Image.Image:
    """Return the picture as LA or RGBA. `open_image` opens it without the transparent colour, if necessary twice."""
    image: Image.Image = open_image()
    if image.mode.startswith("I"):
        # Tables of 65,536 values, which Pillow has for this mode alone, compare all 16 bits.
        image = image.convert("I")
        alpha = image.point([255 * (value != key.values[0]) for value in range(65536)], "L")
        grey = image.point([round(value / 257) for value in range(65536)], "L")
        return Image.merge("LA", (grey, alpha))
    if key.depth <= 8 and len(key.values) == 1:
        grey = image.convert("L")
        scale = 255 // ((1 << key.depth) - 1)
        return Image.merge("LA", (grey, _differs(grey, key.values[0] * scale)))
    high = [value >> (key.depth - 8) for value in key.values]
    alpha = _any_differs(image, high)
    if key.depth == 16:
        low = open_image()
        # Pillow keeps the first byte of two. Read as little-endian numbers, it keeps the second.
        low.tile = [tile._replace(args="RGB;16L") for tile in low.tile]
        alpha = ImageChops.lighter(alpha, _any_differs(low, [value & 0xFF for value in key.values]))
    image.putalpha(alpha)
    return image


def _any_differs(image: Image.Image, values: list[int]) -> Image.Image:
    first, *others = (_differs(image.getchannel(channel), value) for channel, value in zip("RGB", values, strict=True))
    for other in others:
        first = ImageChops.lighter(first, other)
    return first


def _differs(channel: Image.Image, key: int) -> Image.Image:
    return channel.point([255 * (value != key) for value in range(256)])
