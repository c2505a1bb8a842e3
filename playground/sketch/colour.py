"""Colour maths: sRGB to OKLCH and back, so that steps in lightness look even and mixtures stay clean."""

import math
from functools import lru_cache

type Colour = tuple[int, int, int]


def parse_hex(text: str) -> Colour:
    """Return the colour of `#f60` or `#ff6600`."""
    digits = text.lstrip("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


def _to_linear(channel: int) -> float:
    # This function and the next one are the two directions of the transfer function that sRGB defines.
    value = channel / 255
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _from_linear(value: float) -> float:
    return value * 12.92 if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055


# A scene converts the same few colours hundreds of times.
@lru_cache(maxsize=1024)
def to_oklab(colour: Colour) -> tuple[float, float, float]:
    """Return lightness (0–1), a and b."""
    red, green, blue = (_to_linear(channel) for channel in colour)
    # The matrices are those with which Björn Ottosson defined OKLab.
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def _oklab_to_linear(lightness: float, a: float, b: float) -> tuple[float, float, float]:
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def from_oklab(lightness: float, a: float, b: float) -> Colour:
    """Return the nearest sRGB colour, giving up chroma rather than hue where it lies outside."""
    lightness = max(0.0, min(1.0, lightness))
    for share in (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.0):
        channels = _oklab_to_linear(lightness, a * share, b * share)
        # Rounding errors put even pure white slightly outside, so a little tolerance is needed.
        if all(-0.002 <= channel <= 1.002 for channel in channels):
            break
    red, green, blue = (round(255 * _from_linear(max(0.0, min(1.0, channel)))) for channel in channels)
    return red, green, blue


def to_oklch(colour: Colour) -> tuple[float, float, float]:
    """Return lightness (0–1), chroma (0 to about 0.37) and hue in degrees."""
    lightness, a, b = to_oklab(colour)
    return lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360


def from_oklch(lightness: float, chroma: float, hue: float) -> Colour:
    """Return the sRGB colour of lightness (0–1), chroma and hue in degrees."""
    angle = math.radians(hue)
    return from_oklab(lightness, chroma * math.cos(angle), chroma * math.sin(angle))


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """Return the mixture, `share` (0–1) of it the second colour, evenly for the eye."""
    one, other = to_oklab(first), to_oklab(second)
    lightness, a, b = (left + (right - left) * share for left, right in zip(one, other, strict=True))
    return from_oklab(lightness, a, b)


def shift(colour: Colour, lightness: float = 0.0, chroma: float = 1.0, hue: float = 0.0) -> Colour:
    """Return the colour made lighter by `lightness`, `chroma` times as strong and turned by `hue` degrees."""
    old_lightness, old_chroma, old_hue = to_oklch(colour)
    return from_oklch(max(0.0, min(1.0, old_lightness + lightness)), old_chroma * chroma, old_hue + hue)


def lightness_of(colour: Colour) -> float:
    """Return the perceived lightness from 0 (black) to 1 (white)."""
    return to_oklab(colour)[0]


def contrast(first: Colour, second: Colour) -> float:
    """Return the contrast ratio of two colours, from 1 to 21."""
    one, other = sorted((_luminance(first), _luminance(second)))
    # The formula and the weights of the luminance are those of WCAG 2.
    return (other + 0.05) / (one + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (_to_linear(channel) for channel in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
