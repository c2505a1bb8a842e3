"""Prepares input pictures: decodes them, replaces transparency by white and resizes them."""

from io import BytesIO

from PIL import Image, ImageOps

from playground.engines.base import InputPicture
from playground.engines.errors import Failed


def open_input(given: InputPicture, size: tuple[int, int]) -> Image.Image:
    """Return the picture in RGB at this size, cropped evenly if its ratio differs. Raises `Failed`."""
    try:
        picture = Image.open(BytesIO(given.content))
        # The JPEG decoder can produce a reduced picture directly, which saves time and memory.
        picture.draft("RGB", size)
        picture.load()
    # Pillow raises `SyntaxError` for a damaged PNG.
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Failed("An input picture could not be read; choose another file and try again.") from error
    fitted = ImageOps.fit(_flatten(picture, size), size, Image.Resampling.BICUBIC)
    return fitted.convert("RGB")


def _flatten(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    # A much larger picture is reduced first, so that conversions stay cheap.
    factor = min(picture.width // max(1, size[0]), picture.height // max(1, size[1]))
    if factor > 1 and picture.mode in ("RGB", "RGBA", "L", "LA"):
        picture = picture.reduce(factor)
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        clear = picture.convert("RGBA")
        ground = Image.new("RGBA", clear.size, (255, 255, 255, 255))
        return Image.alpha_composite(ground, clear).convert("RGB")
    if picture.mode in ("I", "F", "I;16", "I;16B", "I;16L"):
        # Pillow would clip values of 16 bits at 255 instead of scaling them.
        return picture.point(lambda level: level / 256).convert("L").convert("RGB")
    return picture.convert("RGB")


def leading_colours(picture: Image.Image, count: int = 5) -> tuple[tuple[int, int, int], ...]:
    """Return the dominant colours of a picture, the strongest first."""
    small = picture.resize((48, 48), Image.Resampling.BOX).quantize(count, Image.Quantize.MEDIANCUT)
    table = small.getpalette() or []
    found = sorted(small.getcolors() or [], reverse=True)
    colours = [
        (table[index * 3], table[index * 3 + 1], table[index * 3 + 2]) for _, index in found if isinstance(index, int)
    ]
    # The difference between the largest and the smallest channel measures how strong a colour is.
    return tuple(sorted(colours, key=lambda colour: min(colour) - max(colour)))
