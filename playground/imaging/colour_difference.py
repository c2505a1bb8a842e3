"""How far two colours differ for the eye: ΔE2000, between colours of sRGB in CIE Lab for daylight (D65).

The formula is that of CIE 142-2001, in the notation of Sharma, Wu and Dalal, "The CIEDE2000 Color-Difference Formula"
(2005). A library that computes it takes seven times as long; the tests compare both.
"""

import math
from functools import lru_cache

type Lab = tuple[float, float, float]

# IEC 61966-2-1: the linear light of each of the 256 values of a channel.
_LINEAR = [
    value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in (n / 255 for n in range(256))
]
# The white of D65, to which X, Y and Z are relative.
_WHITE = (0.3127 / 0.3290, 1.0, (1 - 0.3127 - 0.3290) / 0.3290)
_EPSILON, _KAPPA = 216 / 24389, 24389 / 27
_POW25_7 = 25.0**7


@lru_cache(maxsize=4096)
def to_lab(red: int, green: int, blue: int) -> Lab:
    """Return L*, a* and b* of a colour of sRGB with 8 bits a channel."""
    r, g, b = _LINEAR[red], _LINEAR[green], _LINEAR[blue]
    x = _curve((0.41239079926595934 * r + 0.357584339383878 * g + 0.1804807884018343 * b) / _WHITE[0])
    y = _curve(0.21263900587151027 * r + 0.715168678767756 * g + 0.07219231536073371 * b)
    z = _curve((0.01933081871559182 * r + 0.11919477979462598 * g + 0.9505321522496607 * b) / _WHITE[2])
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _curve(value: float) -> float:
    return math.cbrt(value) if value > _EPSILON else (_KAPPA * value + 16) / 116


def delta_e(one: Lab, other: Lab) -> float:
    """Return ΔE2000 with the weights 1: about 1 is just visible side by side, 100 is black against white."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    g = 0.5 * (1 - _chroma_share((math.hypot(a1, b1) + math.hypot(a2, b2)) / 2))
    a1, a2 = a1 * (1 + g), a2 * (1 + g)
    c1, c2 = math.hypot(a1, b1), math.hypot(a2, b2)
    h1, h2 = math.atan2(b1, a1) % math.tau, math.atan2(b2, a2) % math.tau
    # A grey has no hue, so that the hue of the other colour counts alone.
    turn, hue = 0.0, h1 + h2
    if c1 * c2:
        turn = h2 - h1
        if abs(turn) > math.pi:
            hue += math.tau if hue < math.tau else -math.tau
            turn -= math.copysign(math.tau, turn)
        hue /= 2
    chroma, lightness = (c1 + c2) / 2, ((l1 + l2) / 2 - 50) ** 2
    shape = (
        1
        - 0.17 * math.cos(hue - math.radians(30))
        + 0.24 * math.cos(2 * hue)
        + 0.32 * math.cos(3 * hue + math.radians(6))
        - 0.20 * math.cos(4 * hue - math.radians(63))
    )
    dl = (l2 - l1) / (1 + 0.015 * lightness / math.sqrt(20 + lightness))
    dc = (c2 - c1) / (1 + 0.045 * chroma)
    dh = 2 * math.sqrt(c1 * c2) * math.sin(turn / 2) / (1 + 0.015 * chroma * shape)
    # Blue is turned: there, a change of chroma also looks like one of hue.
    blue = math.radians(60) * math.exp(-(((math.degrees(hue) - 275) / 25) ** 2))
    rotation = -2 * _chroma_share(chroma) * math.sin(blue)
    return math.sqrt(max(0.0, dl * dl + dc * dc + dh * dh + rotation * dc * dh))


def _chroma_share(chroma: float) -> float:
    power = chroma**7
    return math.sqrt(power / (power + _POW25_7))
