"""Recognises file formats by content, and refuses files whose name or declared type does not match the content."""

import re
from pathlib import PurePath

from playground.imaging.errors import UploadRefused
from playground.imaging.facts import LABELS, recognise_format

_ACCEPTED = "a PNG, JPEG, WebP or GIF picture"
_SIGNATURES = (
    (b"%PDF", "a PDF document"),
    (b"II*\0", "a TIFF picture"),
    (b"MM\0*", "a TIFF picture"),
    (b"BM", "a BMP picture"),
    (b"\0\0\1\0", "an icon file"),
    (b"8BPS", "a Photoshop document"),
    (b"\xff\x0a", "a JPEG XL picture"),
    (b"\0\0\0\x0cJXL ", "a JPEG XL picture"),
    (b"\0\0\0\x0cjP  ", "a JPEG 2000 picture"),
    (b"PK\3\4", "a ZIP archive"),
)
_BRANDS = (
    (re.compile(rb"avi[fs]"), "an AVIF picture"),
    (re.compile(rb"hei[cxms]|hev[cmsx]|mif1|msf1"), "a HEIC picture"),
)
_MARKUP = re.compile(rb"<(svg|!doctype html|html|head|body|script)\b")
_EXTENSIONS = {"jpeg": "jpg", "jpe": "jpg", "jfif": "jpg", "apng": "png"}
_OTHER_EXTENSION = re.compile(
    r"svgz?|hei[cf]|avif|tiff?|bmp|dib|ico|psd|jxl|jp2|j2k|eps|ai|raw|dng|cr2|nef|arw|pdf|x?html?|xml|zip|mp4|mov|webm"
)
_DECLARED = {"x-png": "png", "apng": "png", "jpeg": "jpg", "pjpeg": "jpg"}
# Clients send these types if they do not know the type of a file.
_UNDECIDED_TYPES = frozenset({"", "application/octet-stream", "binary/octet-stream", "image/*"})


def recognise_upload(content: bytes) -> str:
    """Return png, jpg, webp or gif, or raise `UploadRefused`, which names the format if it is known."""
    if not content:
        raise UploadRefused(f"This file is empty; choose {_ACCEPTED}.")
    image_format = recognise_format(content)
    if image_format:
        return image_format
    found = _recognise_other(content)
    if found:
        raise UploadRefused(f"This file is {found}; choose {_ACCEPTED} instead.")
    raise UploadRefused(f"This file is not an image we can read; choose {_ACCEPTED}.")


def check_declared_type(image_format: str, name: str, declared_type: str) -> None:
    """Raise `UploadRefused` if the name or the declared type contradicts the content. Both may be empty."""
    extension = PurePath(name.strip()).suffix.lower().removeprefix(".")
    claimed = _EXTENSIONS.get(extension, extension)
    if claimed != image_format and (claimed in LABELS or _OTHER_EXTENSION.fullmatch(claimed)):
        raise UploadRefused(
            f"The file name ends in .{extension} but the content is {LABELS[image_format]}; correct the name."
        )
    kind = declared_type.partition(";")[0].strip().lower()
    subtype = kind.removeprefix("image/")
    if kind not in _UNDECIDED_TYPES and (subtype == kind or _DECLARED.get(subtype, subtype) != image_format):
        raise UploadRefused(
            f"The file was sent as {kind[:60]} but the content is {LABELS[image_format]}; correct the content type."
        )


def _recognise_other(content: bytes) -> str | None:
    # AVIF, HEIC and videos share one container format; only the brands after this word tell them apart.
    if content[4:8] == b"ftyp":
        return next((label for pattern, label in _BRANDS if pattern.search(content[8:40])), "a video")
    for signature, label in _SIGNATURES:
        if content.startswith(signature):
            return label
    head = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    markup = _MARKUP.search(head) if head.startswith(b"<") else None
    if markup is None:
        return None
    return "an SVG drawing" if markup[1] == b"svg" else "a web page"
