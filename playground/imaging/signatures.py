"""Recognises by content what is not taken, and by name or declared type a file that says it is something else."""

import re
from pathlib import PurePath

from playground.imaging.errors import UploadRefused
from playground.imaging.facts import LABELS, recognise_format

_TAKEN = "a PNG, JPEG, WebP or GIF picture"
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
_UNDECIDED_TYPES = frozenset({"", "application/octet-stream", "binary/octet-stream", "image/*"})


def recognise_upload(content: bytes) -> str:
    """Return png, jpg, webp or gif by the content, or refuse the file, naming what it is where that is known."""
    if not content:
        raise UploadRefused(f"This file is empty; choose {_TAKEN}.")
    image_format = recognise_format(content)
    if image_format:
        return image_format
    found = _recognise_other(content)
    if found:
        raise UploadRefused(f"This file is {found}; choose {_TAKEN} instead.")
    raise UploadRefused(f"This file is no picture that can be read; choose {_TAKEN}.")


def refuse_lies(image_format: str, name: str, declared_type: str) -> None:
    """Refuse a file whose name or declared type says something else than its content; saying nothing is fine."""
    extension = PurePath(name.strip()).suffix.lower().removeprefix(".")
    said = _EXTENSIONS.get(extension, extension)
    if said != image_format and (said in LABELS or _OTHER_EXTENSION.fullmatch(said)):
        raise UploadRefused(
            f"The file's name ends in .{extension} but its content is {LABELS[image_format]}; give it the right name."
        )
    kind = declared_type.partition(";")[0].strip().lower()
    subtype = kind.removeprefix("image/")
    if kind not in _UNDECIDED_TYPES and (subtype == kind or _DECLARED.get(subtype, subtype) != image_format):
        raise UploadRefused(
            f"The file was sent as {kind[:60]} but its content is {LABELS[image_format]}; send it as that."
        )


def _recognise_other(content: bytes) -> str | None:
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
