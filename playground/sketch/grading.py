"""Colour changes over a whole picture; each takes and returns RGB."""

from collections.abc import Callable, Mapping

from PIL import Image, ImageChops, ImageEnhance, ImageFilter, ImageOps

from playground.sketch.canvas import Canvas, Fill, colourise
from playground.sketch.colour import Colour, lightness_of, mix, shift

type Grade = Callable[[Image.Image], Image.Image]


def tint(picture: Image.Image, colour: Colour, force: float = 0.78) -> Image.Image:
    """Turn the picture's tones into tones of one colour, leaving something of its own."""
    levels = ImageOps.autocontrast(ImageOps.grayscale(picture), cutoff=0.5)
    dark = shift(colour, -lightness_of(colour) * 0.72, 0.8)
    light = mix(colour, (255, 255, 255), 0.82)
    # Below the middle, tones run from dark to the colour, and above it from the colour to light. One gradient from dark
    # to light would not contain the colour itself.
    middle = 110
    lower = colourise(levels.point([min(255, round(level * 255 / middle)) for level in range(256)]), dark, colour)
    upper = colourise(
        levels.point([max(0, round((level - middle) * 255 / (255 - middle))) for level in range(256)]), colour, light
    )
    choose = levels.point([255 if level >= middle else 0 for level in range(256)])
    return Image.blend(picture, Image.composite(upper, lower, choose), force)


def duotone(picture: Image.Image, dark: Colour, light: Colour, force: float) -> Image.Image:
    """Lay two colours over shadows and lights."""
    return Image.blend(picture, colourise(ImageOps.grayscale(picture), dark, light), force)


def _balance(red: float, green: float, blue: float) -> Grade:
    tables = [min(255, round(level * gain)) for gain in (red, green, blue) for level in range(256)]
    return lambda picture: picture.point(tables)


def _gamma(power: float) -> Grade:
    table = [round(255 * (level / 255) ** power) for level in range(256)]
    return lambda picture: picture.point(table * 3)


def _grey(picture: Image.Image) -> Image.Image:
    return ImageOps.autocontrast(ImageOps.grayscale(picture), cutoff=0.3).convert("RGB")


def _sepia(picture: Image.Image) -> Image.Image:
    return colourise(ImageOps.grayscale(picture), (38, 22, 10), (252, 240, 214))


def _vignette(picture: Image.Image) -> Image.Image:
    canvas = Canvas(*picture.size)
    canvas.wash(Fill((70, 70, 74)))
    canvas.glow(
        (picture.width / 2, picture.height / 2), (picture.width * 1.05, picture.height * 1.05), (255, 255, 255), 1.0
    )
    return ImageChops.multiply(picture, canvas.image.point([min(255, round(level * 1.35)) for level in range(256)] * 3))


def _night(picture: Image.Image) -> Image.Image:
    return duotone(_gamma(1.7)(picture), (6, 10, 34), (132, 160, 226), 0.62)


def blur(picture: Image.Image, share: float = 0.012) -> Image.Image:
    """Blur by a share of the shorter side, on a smaller copy since detail goes anyway."""
    radius = max(1.5, min(picture.size) * share)
    factor = max(1, int(radius / 3))
    small = picture.reduce(factor).filter(ImageFilter.GaussianBlur(radius / factor))
    return small.resize(picture.size, Image.Resampling.BICUBIC)


def _posterise(picture: Image.Image) -> Image.Image:
    # Without the blur, noise would become small islands of colour.
    return ImageOps.posterize(ImageEnhance.Color(blur(picture, 0.004)).enhance(1.5), 3)


def _pixels(picture: Image.Image) -> Image.Image:
    cell = max(2, min(picture.size) // 64)
    small = picture.resize((max(1, picture.width // cell), max(1, picture.height // cell)), Image.Resampling.BOX)
    return small.quantize(24).convert("RGB").resize(picture.size, Image.Resampling.NEAREST)


GRADES: Mapping[str, tuple[str, Grade]] = {
    "grey": (r"black[\s-]++(?:and|&|n)[\s-]++white|b&w|gr[ae]y ?scale|monochrome|desaturate", _grey),
    "sepia": (r"sepia|old photo|aged photo", _sepia),
    "warmer": (r"warm(?:er|th)?\b", _balance(1.13, 1.02, 0.82)),
    "cooler": (r"cool(?:er)?\b|cold(?:er)?\b", _balance(0.84, 1.0, 1.16)),
    "brighter": (r"bright(?:er|en)?\b|light(?:er|en)\b|lighten|increase (?:the )?brightness", _gamma(0.66)),
    "darker": (r"dark(?:er|en)\b|dim(?:mer)?\b|decrease (?:the )?brightness", _gamma(1.6)),
    "night": (r"\bnight(?:time)?\b|moonlight", _night),
    "contrast": (r"contrast|punchy|dramatic", lambda picture: ImageEnhance.Contrast(picture).enhance(1.45)),
    "vivid": (r"vivid|vibrant|saturat|colou?rful", lambda picture: ImageEnhance.Color(picture).enhance(1.75)),
    "muted": (r"muted|faded|washed out|matte", lambda picture: ImageEnhance.Color(picture).enhance(0.45)),
    "inverted": (r"invert|negative", ImageOps.invert),
    "posterised": (r"posteri[sz]e|pop art|cartoon|comic|flat illustration|vector", _posterise),
    "pixels": (r"pixel(?:ate|ated)?(?: art)?|8[\s-]?bit", _pixels),
    "sharper": (r"sharp(?:er|en)\b|crisp", lambda picture: picture.filter(ImageFilter.UnsharpMask(2.5, 160, 2))),
    "vignette": (r"vignette|spotlight", _vignette),
}  # fmt: skip
