"""Maps pictures for brighter screens (PQ and HLG) to sRGB, as browsers do on a usual screen."""

import math
from functools import lru_cache

from PIL import Image, ImageFilter

from playground.imaging.profiles import PRIMARIES, REC2020, SRGB, Matrix, Vector, invert, multiply, product, to_xyz

PQ, HLG = 16, 18
# In cd/m²: a white page, and the brightest white that is expected of a picture.
_REFERENCE_WHITE = 203
_PEAK = 1000
# More points would take longer to compute and change no colour visibly.
_POINTS = 33
# Up to the reference white everything is half as bright as in the file. From there a curve leads to the peak: a
# quadratic Bézier curve through these points, in units of the reference white.
_KNEE, _MIDDLE, _END = (1.0, 0.5), (1.65, 0.825), (_PEAK / _REFERENCE_WHITE, 1.0)


# The value of PQ for the peak. Anything brighter is white.
_PQ_PEAK = 0.7518


def map_tones(image: Image.Image, primaries: int, transfer: int) -> Image.Image:
    """Return the picture, which must be RGB or RGBA, in sRGB. The numbers are those of ITU-T H.273."""
    if transfer == PQ:
        stretched = [min(round(value / _PQ_PEAK), 255) for value in range(256)] * 3
        image = image.point(stretched + list(range(256)) * (image.mode == "RGBA"))
    return image.filter(_make_table(primaries, transfer))


# A table takes some megabytes, and half a second to compute.
@lru_cache(maxsize=2)
def _make_table(primaries: int, transfer: int) -> ImageFilter.Color3DLUT:
    to_rec2020 = product(invert(to_xyz(REC2020)), to_xyz(PRIMARIES[primaries]))
    to_srgb = product(invert(to_xyz(SRGB)), to_xyz(REC2020))
    decode = _decode_pq if transfer == PQ else _decode_hlg
    levels = [decode(number / (_POINTS - 1)) for number in range(_POINTS)]
    return ImageFilter.Color3DLUT(
        _POINTS,
        [
            _convert((red, green, blue), transfer, to_rec2020, to_srgb)
            for blue in levels
            for green in levels
            for red in levels
        ],
    )


def _convert(light: Vector, transfer: int, to_rec2020: Matrix, to_srgb: Matrix) -> Vector:
    light = multiply(to_rec2020, light)
    if transfer == HLG:
        luminance = max(0.2627 * light[0] + 0.6780 * light[1] + 0.0593 * light[2], 0)
        gain = luminance**0.2 * _PEAK / _REFERENCE_WHITE
    else:
        gain = 1.0
    brightest = max(*light, 0) * gain
    # One factor for all three channels keeps the hue.
    factor = gain * (_compress(brightest) / brightest if brightest else 1)
    red, green, blue = (_encode(value * factor) for value in multiply(to_srgb, light))
    return red, green, blue


def _compress(light: float) -> float:
    if light <= _KNEE[0]:
        return light * _KNEE[1]
    if light >= _END[0]:
        return _END[1]
    # The point on the curve with this abscissa.
    square = _KNEE[0] - 2 * _MIDDLE[0] + _END[0]
    linear = _MIDDLE[0] - _KNEE[0]
    place = (math.sqrt(linear**2 + square * (light - _KNEE[0])) - linear) / square
    return (1 - place) ** 2 * _KNEE[1] + 2 * place * (1 - place) * _MIDDLE[1] + place**2 * _END[1]


def _decode_pq(value: float) -> float:
    """Return the light of a value that was stretched to the peak, in units of the reference white."""
    power = (value * _PQ_PEAK) ** (32 / 2523)
    fraction: float = max(power - 107 / 128, 0) / (2413 / 128 - 2392 / 128 * power)
    return math.pow(fraction, 8192 / 1305) * 10_000 / _REFERENCE_WHITE


def _decode_hlg(value: float) -> float:
    """Return the light of the scene, from 0 to 1."""
    return value**2 / 3 if value <= 0.5 else (math.exp((value - 0.55991073) / 0.17883277) + 0.28466892) / 12


def _encode(light: float) -> float:
    light = min(max(light, 0), 1)
    return 12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055
