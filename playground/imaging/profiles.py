"""Writes ICC profiles for files that describe their colours by numbers: gAMA, cHRM and cICP in PNG, nclx in AVIF."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

type Vector = tuple[float, float, float]
type Matrix = tuple[Vector, Vector, Vector]

# The white point of every ICC profile, D50, and of most screens, D65.
_D50: Vector = (0.9642, 1.0, 0.8249)
_D65 = (0.3127, 0.3290)
_BRADFORD: Matrix = ((0.8951, 0.2664, -0.1614), (-0.7502, 1.7135, 0.0367), (0.0389, -0.0685, 1.0296))


@dataclass(frozen=True, slots=True)
class Primaries:
    """The chromaticities x and y of a white point and of the three primary colours."""

    white: tuple[float, float]
    red: tuple[float, float]
    green: tuple[float, float]
    blue: tuple[float, float]


SRGB = Primaries(_D65, (0.64, 0.33), (0.30, 0.60), (0.15, 0.06))
REC2020 = Primaries(_D65, (0.708, 0.292), (0.170, 0.797), (0.131, 0.046))
DISPLAY_P3 = Primaries(_D65, (0.680, 0.320), (0.265, 0.690), (0.150, 0.060))
_ILLUMINANT_C = (0.310, 0.316)
_SMPTE_170M = Primaries(_D65, (0.630, 0.340), (0.310, 0.595), (0.155, 0.070))
# Numbers of ITU-T H.273.
PRIMARIES = {
    1: SRGB,
    4: Primaries(_ILLUMINANT_C, (0.67, 0.33), (0.21, 0.71), (0.14, 0.08)),
    5: Primaries(_D65, (0.64, 0.33), (0.29, 0.60), (0.15, 0.06)),
    6: _SMPTE_170M,
    7: _SMPTE_170M,
    8: Primaries(_ILLUMINANT_C, (0.681, 0.319), (0.243, 0.692), (0.145, 0.049)),
    9: REC2020,
    11: Primaries((0.314, 0.351), (0.680, 0.320), (0.265, 0.690), (0.150, 0.060)),
    12: DISPLAY_P3,
    22: Primaries(_D65, (0.630, 0.340), (0.295, 0.605), (0.155, 0.077)),
}
# The parameters g, a, b, c, d of an ICC curve: (a x + b) ** g from d on, c x below.
type Curve = tuple[float, ...]
SRGB_CURVE: Curve = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
# Television: the curve of its screens, BT.1886, not that of its cameras.
TV_CURVE: Curve = (2.4,)
CURVES: dict[int, Curve] = {
    1: TV_CURVE,
    4: (2.2,),
    5: (2.8,),
    6: TV_CURVE,
    7: (1 / 0.45, 1 / 1.1115, 0.1115 / 1.1115, 1 / 4, 0.0913),
    8: (1.0,),
    11: TV_CURVE,
    13: SRGB_CURVE,
    14: TV_CURVE,
    15: TV_CURVE,
}


# Files may name any numbers, so only a few profiles are kept.
@lru_cache(maxsize=16)
def make_profile(primaries: Primaries, curve: Curve) -> bytes:
    """Return an ICC profile of a screen with these primaries and this curve. Raise `ValueError` if there is none."""
    columns = zip(*_to_d50(primaries), strict=True)
    tags = {name: _xyz(column) for name, column in zip((b"rXYZ", b"gXYZ", b"bXYZ"), columns, strict=True)}
    kind = 0 if len(curve) == 1 else 3
    tone = struct.pack(">4s4xHxx", b"para", kind) + b"".join(map(_fixed, curve))
    tags |= dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), tone)
    return _assemble(tags | {b"wtpt": _xyz(_D50)})


def read_chromaticities(numbers: Sequence[float]) -> Primaries:
    """Return the primaries from x and y of white, red, green and blue, as PNG lists them."""
    white, red, green, blue = zip(numbers[0::2], numbers[1::2], strict=True)
    return Primaries(white, red, green, blue)


def to_xyz(primaries: Primaries) -> Matrix:
    """Return the matrix from linear RGB to XYZ, with the white point of the primaries."""
    columns = [_at_full_light(*point) for point in (primaries.red, primaries.green, primaries.blue)]
    rows = _transpose(columns)
    light = multiply(invert(rows), _at_full_light(*primaries.white))
    return _transpose([tuple(part * factor for part in column) for column, factor in zip(columns, light, strict=True)])


def multiply(matrix: Matrix, vector: Sequence[float]) -> Vector:
    """Return matrix × vector."""
    first, second, third = (sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)
    return first, second, third


def invert(matrix: Matrix) -> Matrix:
    """Return the inverse. Raise `ValueError` if there is none."""
    (a, b, c), (d, e, f), (g, h, i) = matrix
    cofactors = (
        (e * i - f * h, c * h - b * i, b * f - c * e),
        (f * g - d * i, a * i - c * g, c * d - a * f),
        (d * h - e * g, b * g - a * h, a * e - b * d),
    )
    determinant = a * cofactors[0][0] + b * cofactors[1][0] + c * cofactors[2][0]
    if abs(determinant) < 1e-9:
        raise ValueError("The primaries are on one line.")
    return _matrix([tuple(value / determinant for value in row) for row in cofactors])


def product(first: Matrix, second: Matrix) -> Matrix:
    """Return first × second."""
    return _transpose([multiply(first, column) for column in _transpose(second)])


def _to_d50(primaries: Primaries) -> Matrix:
    """Return the matrix from linear RGB to XYZ, adapted to the white point of ICC profiles."""
    seen = multiply(_BRADFORD, _at_full_light(*primaries.white))
    wanted = multiply(_BRADFORD, _D50)
    scaled = [tuple(part * w / s for part in row) for row, w, s in zip(_BRADFORD, wanted, seen, strict=True)]
    adaptation = product(invert(_BRADFORD), _matrix(scaled))
    return product(adaptation, to_xyz(primaries))


def _at_full_light(x: float, y: float) -> Vector:
    if y <= 0:
        raise ValueError("A chromaticity is zero.")
    return x / y, 1.0, (1 - x - y) / y


def _transpose(rows: Sequence[Sequence[float]]) -> Matrix:
    return _matrix(list(zip(*rows, strict=True)))


def _matrix(rows: Sequence[Sequence[float]]) -> Matrix:
    (a, b, c), (d, e, f), (g, h, i) = rows
    return (a, b, c), (d, e, f), (g, h, i)


def _fixed(value: float) -> bytes:
    if not -32768 <= value < 32768:
        raise ValueError("A number does not fit into a profile.")
    return struct.pack(">i", round(value * 65536))


def _xyz(values: Sequence[float]) -> bytes:
    return b"XYZ \0\0\0\0" + b"".join(map(_fixed, values))


def _assemble(tags: dict[bytes, bytes]) -> bytes:
    place = 128 + 4 + 12 * len(tags)
    table, bodies = struct.pack(">I", len(tags)), b""
    for name, body in tags.items():
        table += struct.pack(">4sII", name, place + len(bodies), len(body))
        bodies += body
    head = struct.pack(">I4sI4s4s4s", place + len(bodies), b"\0\0\0\0", 0x04300000, b"mntr", b"RGB ", b"XYZ ")
    head += b"\x07\xe8\0\1\0\1\0\0\0\0\0\0acsp"
    return head.ljust(68, b"\0") + b"".join(map(_fixed, _D50)) + b"\0" * 48 + table + bodies
