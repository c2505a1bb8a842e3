"""The colours of which a picture mostly consists."""

from functools import partial

from PIL import Image

from playground.imaging.colours import as_srgb
from playground.imaging.decoding import decoding, open_picture, work_on
from playground.imaging.facts import measure

MOST_COLOURS = 6
# A picture has no more different surfaces in so few pixels, and they are counted in a few milliseconds.
_EDGE = 128
# Colours that differ less, of 255 in one channel, are shades of one surface.
_SAME = 28
# Of 255; what is less opaque is hardly seen.
_SEEN = 127


def dominant_colours(content: bytes, most: int = MOST_COLOURS) -> list[str]:
    """Return codes like `#0F766E`, the colour with the largest area first. Transparent areas do not count.

    Raises `NotAPicture` if the content is not a complete PNG, JPEG or WebP.
    """
    info = measure(content)
    pixels = info.width * info.height
    with decoding(info.format, pixels):
        image = work_on(pixels, partial(_read_small, content, info.format))
    seen = image.convert("RGBA").tobytes()
    opaque = b"".join(seen[place : place + 3] for place in range(0, len(seen), 4) if seen[place + 3] > _SEEN)
    if not opaque:
        return []
    reduced = Image.frombytes("RGB", (len(opaque) // 3, 1), opaque).quantize(4 * most, kmeans=2)
    channels = reduced.getpalette() or []
    counts = reduced.histogram()
    chosen: list[list[int]] = []
    for place in sorted(range(len(channels) // 3), key=lambda place: -counts[place]):
        colour = channels[3 * place : 3 * place + 3]
        if counts[place] and all(_differ(colour, other) for other in chosen):
            chosen.append(colour)
    return ["#{:02X}{:02X}{:02X}".format(*colour) for colour in chosen[:most]]


def _read_small(content: bytes, image_format: str) -> Image.Image:
    image = as_srgb(open_picture(content, image_format))
    # Pixels that are there, since a mean of two surfaces is a colour of none.
    image.thumbnail((_EDGE, _EDGE), Image.Resampling.NEAREST, reducing_gap=None)
    return image


def _differ(one: list[int], other: list[int]) -> bool:
    return any(abs(first - second) > _SAME for first, second in zip(one, other, strict=True))
