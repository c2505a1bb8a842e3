"""Reads how a file describes its colours, and converts a picture to sRGB as browsers show it."""

import struct
import zlib
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageCms

from playground.imaging.chunks import Chunk, walk_png, walk_webp
from playground.imaging.hdr import HLG, PQ, map_tones
from playground.imaging.profiles import CURVES, PRIMARIES, SRGB, make_profile, read_chromaticities

# A longer profile is ignored. Those of printers have two or three megabytes.
LONGEST_PROFILE = 8 * 1024 * 1024
# Under this name `Image.info` has the primaries and the curve of a picture for brighter screens.
_HDR = "hdr"
# And under this name those that the header of an AVIF gives.
CODE_POINTS = "code_points"
# The values of gAMA that mean sRGB if there is no cHRM: 5 % around the one that PNG's specification gives for it.
_SRGB_GAMMAS = range(43183, 47728)
# A steeper curve is as good as black, and would not fit into a profile.
_STEEPEST = 100
_PROFILE_SPACES = {"L": b"GRAY", "LA": b"GRAY", "RGB": b"RGB ", "RGBA": b"RGB ", "CMYK": b"CMYK"}


@dataclass(frozen=True, slots=True)
class Colours:
    """The ICC profile of a picture, or the numbers of a picture for brighter screens. Neither means sRGB."""

    profile: bytes = b""
    hdr: tuple[int, int] | None = None


def note_colours(image: Image.Image, content: bytes, image_format: str) -> None:
    """Write into `image.info` what `as_srgb` needs."""
    colours = None
    if image_format == "png":
        colours = _read_png(content)
        image.info.pop("icc_profile", None)
    elif image_format == "webp":
        found = next((content[part.body : part.stop] for part in walk_webp(content) if part.kind == b"ICCP"), b"")
        colours = Colours(profile=found)
    elif image_format == "avif" and not image.info.get("icc_profile"):
        points = image.info.get(CODE_POINTS)
        colours = _from_code_points(*points) if points else None
    if colours and colours.profile:
        image.info["icc_profile"] = colours.profile
    if colours and colours.hdr:
        image.info[_HDR] = colours.hdr


def as_srgb(image: Image.Image) -> Image.Image:
    """Return the picture in sRGB, with mode RGBA if it can be transparent, else RGB, and without metadata."""
    profile, hdr = image.info.get("icc_profile", b""), image.info.get(_HDR)
    plain = _with_plain_mode(image)
    if hdr:
        plain = map_tones(_with_mode(plain, _colour_mode(plain)), *hdr)
    elif profile:
        plain = _apply_profile(plain, profile)
    mode = _colour_mode(plain)
    # A copy costs as much memory as the picture, so it is avoided where possible. WebP and AVIF are always copied,
    # because that releases their decoder, which holds two more copies.
    if plain.mode != mode or image.format in ("WEBP", "AVIF"):
        plain = plain.convert(mode)
    plain.load()
    plain.info = {}
    return plain


def _colour_mode(image: Image.Image) -> str:
    return "RGBA" if image.mode in ("LA", "RGBA") else "RGB"


def _with_mode(image: Image.Image, mode: str) -> Image.Image:
    """Return the picture with this mode; Pillow would make a copy even if it has it already."""
    return image if image.mode == mode else image.convert(mode)


def _with_plain_mode(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):
        # Pillow would clip 16-bit values instead of scaling them.
        return image.point(lambda value: value * (1 / 257)).convert("L")
    if image.mode in ("L", "CMYK", "RGB") and not image.has_transparency_data:
        return image
    if image.mode in ("LA", "RGBA"):
        return image
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _apply_profile(image: Image.Image, profile: bytes) -> Image.Image:
    """Convert the picture with its colour profile. Like browsers, ignore a profile that is invalid or does not fit."""
    space = profile[16:20]
    if len(profile) > LONGEST_PROFILE:
        return image
    # Browsers apply the profile of a screen to grey pictures, but not the other way round.
    if space == b"RGB " and image.mode in ("L", "LA"):
        image = image.convert(_colour_mode(image))
    if space != _PROFILE_SPACES.get(image.mode):
        return image
    try:
        if image.mode == "LA":
            converted = _convert(image.getchannel("L"), profile)
            converted.putalpha(image.getchannel("A"))
            return converted
        return _convert(image, profile)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image


def _convert(image: Image.Image, profile: bytes) -> Image.Image:
    converted = ImageCms.profileToProfile(
        image,
        ImageCms.ImageCmsProfile(BytesIO(profile)),
        ImageCms.createProfile("sRGB"),
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        outputMode=_colour_mode(image),
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    return converted or image


def _read_png(content: bytes) -> Colours:
    """Return the colours of a PNG. Its chunks take precedence in the order that the specification gives them."""
    chunks: dict[bytes, Chunk] = {}
    for chunk in walk_png(content):
        if chunk.kind == b"IDAT":
            break
        chunks.setdefault(chunk.kind, chunk)
    found = {kind: content[chunk.body : chunk.stop] for kind, chunk in chunks.items() if kind in (*_READERS, b"cHRM")}
    for kind, read in _READERS.items():
        colours = read(found) if kind in found else None
        if colours:
            return colours
    return Colours()


def _read_cicp(found: dict[bytes, bytes]) -> Colours | None:
    numbers = found[b"cICP"]
    # PNG only allows RGB, which is matrix 0, with the full range of values.
    return _from_code_points(*numbers[:2]) if len(numbers) == 4 and numbers[2:] == b"\0\1" else None


def _from_code_points(primaries: int, transfer: int) -> Colours | None:
    """Return the colours that two numbers of ITU-T H.273 mean, or None if they are unknown or mean sRGB."""
    if primaries not in PRIMARIES:
        return None
    if transfer in (PQ, HLG):
        return Colours(hdr=(primaries, transfer))
    if transfer not in CURVES:
        return None
    return Colours(make_profile(PRIMARIES[primaries], CURVES[transfer]))


def _read_iccp(found: dict[bytes, bytes]) -> Colours | None:
    packed = found[b"iCCP"].partition(b"\0")[2][1:]
    try:
        # A small chunk can unpack to a thousand times its size.
        profile = zlib.decompressobj().decompress(packed, LONGEST_PROFILE + 1)
        ImageCms.ImageCmsProfile(BytesIO(profile))
    except (zlib.error, OSError, ImageCms.PyCMSError):
        return None
    return Colours(profile)


def _read_srgb(_found: dict[bytes, bytes]) -> Colours | None:
    return Colours()


def _read_gamma(found: dict[bytes, bytes]) -> Colours | None:
    """Return the colours of gAMA and cHRM. Browsers ignore cHRM if it is alone."""
    if len(found[b"gAMA"]) != 4:
        return None
    gamma = int.from_bytes(found[b"gAMA"])
    chromaticities = found.get(b"cHRM", b"")
    if not gamma or (not chromaticities and gamma in _SRGB_GAMMAS):
        return None
    try:
        primaries = SRGB
        if len(chromaticities) == 32:
            primaries = read_chromaticities([number / 100_000 for number in struct.unpack(">8I", chromaticities)])
        return Colours(make_profile(primaries, (min(100_000 / gamma, _STEEPEST),)))
    except ValueError:
        return None


_READERS = {
    b"cICP": _read_cicp,
    b"iCCP": _read_iccp,
    b"sRGB": _read_srgb,
    b"gAMA": _read_gamma,
}
