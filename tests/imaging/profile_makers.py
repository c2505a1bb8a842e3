"""Color profiles for the tests: LittleCMS's own profile of sRGB with other numbers in it."""

import struct
from collections.abc import Sequence

from PIL import ImageCms

# The primaries in XYZ at the white point D50, from the published profiles.
DISPLAY_P3 = ((0.51512, 0.24120, -0.00105), (0.29198, 0.69225, 0.04189), (0.15710, 0.06657, 0.78407))
ADOBE_RGB = ((0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457))
ADOBE_GAMMA = 563 / 256


def rgb_profile(primaries: Sequence[Sequence[float]], gamma: float | None = None) -> bytes:
    """A profile with these primaries and this gamma, or the tone curve of sRGB."""
    profile = _srgb()
    for name, values in zip((b"rXYZ", b"gXYZ", b"bXYZ"), primaries, strict=True):
        profile = _overwrite(profile, name, b"XYZ \0\0\0\0" + b"".join(map(_fixed, values)))
    return profile if gamma is None else _overwrite(profile, b"rTRC", _curve(gamma))


def grey_profile(gamma: float) -> bytes:
    profile = _overwrite(_srgb(), b"rTRC", _curve(gamma))
    return profile[:16] + b"GRAY" + profile[20:].replace(b"rTRC", b"kTRC", 1)


def _srgb() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def _overwrite(profile: bytes, name: bytes, data: bytes) -> bytes:
    """The profile with other data in a tag; the three tone curves share theirs."""
    entry = profile.index(name, 128)
    place, length = struct.unpack_from(">II", profile, entry + 4)
    assert len(data) <= length
    return profile[:place] + data + profile[place + len(data) :]


def _curve(gamma: float) -> bytes:
    return b"para\0\0\0\0\0\0\0\0" + _fixed(gamma)


def _fixed(value: float) -> bytes:
    return struct.pack(">i", round(value * 65536))
