"""Recognises file formats by content, and names the ones that are refused."""

import re
import struct
from pathlib import PurePath

from playground.imaging.chunks import PNG_SIGNATURE
from playground.imaging.errors import UploadRefused
from playground.imaging.facts import recognise_format
from playground.imaging.messages import ACCEPTED, EXPORT_HINT, HEIC_HINT, RAW_HINT, SCREENSHOT_HINT, XCODE_HINT

_SVG = ("an SVG drawing", EXPORT_HINT)
_RAW = ("a camera RAW file", RAW_HINT)
_SIGNATURES = (
    (b"%PDF", ("a PDF document", EXPORT_HINT)),
    (b"%!PS", ("an EPS or PostScript file", EXPORT_HINT)),
    (b"\xc5\xd0\xd3\xc6", ("an EPS or PostScript file", EXPORT_HINT)),
    (b"8BPS", ("a Photoshop document", EXPORT_HINT)),
    (b"gimp xcf", ("a GIMP document", EXPORT_HINT)),
    (b"IIRO", _RAW),
    (b"IIRS", _RAW),
    (b"MMOR", _RAW),
    (b"IIU\0", _RAW),
    (b"FUJIFILMCCD-RAW", _RAW),
    (b"FOVb", _RAW),
    (b"\0MRM", _RAW),
    (b"BM", ("a BMP picture", EXPORT_HINT)),
    (b"\0\0\1\0", ("an icon file", EXPORT_HINT)),
    (b"\xff\x0a", ("a JPEG XL picture", EXPORT_HINT)),
    (b"\0\0\0\x0cJXL ", ("a JPEG XL picture", EXPORT_HINT)),
    (b"\0\0\0\x0cjP  ", ("a JPEG 2000 picture", EXPORT_HINT)),
    (b"\xff\x4f\xff\x51", ("a JPEG 2000 picture", EXPORT_HINT)),
    (b"\x1f\x8b", ("a compressed file", EXPORT_HINT)),
    (b"\x1a\x45\xdf\xa3", ("a video", SCREENSHOT_HINT)),
    (b"PK\3\4", ("a ZIP archive", "Unpack it and choose one of its pictures.")),
)
# AVIF, HEIC, Canon's RAW files and videos share one container format; only the brands in its header tell them apart.
_BRANDS = (
    (re.compile(rb"crx "), _RAW),
    (re.compile(rb"hei[cxms]|hev[cmsx]|mif1|msf1"), ("a HEIC picture", HEIC_HINT)),
)
_VIDEO = ("a video", SCREENSHOT_HINT)
_TIFF = ("a TIFF picture", EXPORT_HINT)
_RAW_EXTENSIONS = frozenset(
    {
        ".dng",
        ".nef",
        ".nrw",
        ".arw",
        ".sr2",
        ".srf",
        ".cr2",
        ".cr3",
        ".crw",
        ".pef",
        ".orf",
        ".rw2",
        ".raf",
        ".srw",
        ".3fr",
        ".iiq",
        ".erf",
        ".mef",
        ".mos",
        ".kdc",
        ".dcr",
        ".rwl",
        ".x3f",
        ".raw",
    }
)
# In the first directory of a TIFF, cameras name themselves and keep the picture itself in further directories.
_MAKE, _SUB_DIRECTORIES, _DNG_VERSION = 0x010F, 0x014A, 0xC612
_MOST_TAGS = 200
_MARKUP = re.compile(rb"<(?:!doctype\s+)?(svg|html|head|body|script)\b")


def recognise_upload(content: bytes, name: str = "") -> str:
    """Return png, jpg, webp, gif or avif, or raise `UploadRefused`, which names the format if it is known.

    `name` is the name of the file; it only tells RAW files from other TIFF files.
    """
    if not content:
        raise UploadRefused(f"This file is empty. Choose {ACCEPTED}.")
    found = ("a PNG that Xcode optimised for iOS", XCODE_HINT) if _is_from_xcode(content) else None
    if found is None:
        image_format = recognise_format(content)
        if image_format:
            return image_format
        found = _recognise_other(content, name)
    if found:
        what, hint = found
        raise UploadRefused(f"This file is {what}. {hint}")
    raise UploadRefused(f"This file is not an image we can read. Choose {ACCEPTED}.")


def _is_from_xcode(content: bytes) -> bool:
    return content.startswith(PNG_SIGNATURE) and content[12:16] == b"CgBI"


def _recognise_other(content: bytes, name: str) -> tuple[str, str] | None:
    if content[4:8] == b"ftyp":
        return next((label for pattern, label in _BRANDS if pattern.search(content[8:40])), _VIDEO)
    if content[:4] in (b"II*\0", b"MM\0*"):
        is_raw = PurePath(name.strip()).suffix.lower() in _RAW_EXTENSIONS or _is_raw_tiff(content)
        return _RAW if is_raw else _TIFF
    if content[6:14] == b"HEAPCCDR":
        return _RAW
    for signature, label in _SIGNATURES:
        if content.startswith(signature):
            return label
    head = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    markup = _MARKUP.search(head) if head.startswith(b"<") else None
    if markup is None:
        return None
    return _SVG if markup[1] == b"svg" else ("a web page", "Open the picture itself and save that.")


def _is_raw_tiff(content: bytes) -> bool:
    """Return whether a TIFF is a RAW file: from Canon, or with the tags of DNG, Nikon, Sony and others."""
    if content[8:10] == b"CR":
        return True
    order = "<" if content[:2] == b"II" else ">"
    try:
        directory = struct.unpack_from(f"{order}I", content, 4)[0]
        count = min(struct.unpack_from(f"{order}H", content, directory)[0], _MOST_TAGS)
        tags = {struct.unpack_from(f"{order}H", content, directory + 2 + 12 * entry)[0] for entry in range(count)}
    except struct.error:
        return False
    return _DNG_VERSION in tags or {_MAKE, _SUB_DIRECTORIES} <= tags
