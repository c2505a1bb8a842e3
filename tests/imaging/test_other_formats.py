"""What is not accepted is called by its right name, and the person reads what to do with it."""

import gzip
import struct

import pytest

from tests.imaging.picture_makers import PNG_SIGNATURE, draw, encode, png_chunk, sample
from tests.imaging.taking import refusal


def tiff(*tags: int, order: str = "<") -> bytes:
    """The head of a TIFF with these tags."""
    entries = b"".join(struct.pack(f"{order}HHII", tag, 2, 1, 0) for tag in tags)
    head = (b"II" if order == "<" else b"MM") + struct.pack(f"{order}HI", 42, 8)
    return head + struct.pack(f"{order}H", len(tags)) + entries + bytes(4)


def from_xcode() -> bytes:
    """A PNG in the form that Xcode gives to pictures of apps."""
    content = sample("png")
    return PNG_SIGNATURE + png_chunk(b"CgBI", b"\x50\0\x20\2") + content[8:]


EXPORT = "Export it as PNG or JPEG and use the new file."
RAW = "This file is a camera RAW file. Convert it to JPEG in a photo editor and use the new file."


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "an SVG drawing"),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- x -->\n<svg width="9"></svg>', "an SVG drawing"),
        (b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x">\n<svg></svg>', "an SVG drawing"),
        (gzip.compress(b"<svg></svg>", mtime=0), "a compressed file"),
        (b"%PDF-1.7\n", "a PDF document"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "an EPS or PostScript file"),
        (b"\xc5\xd0\xd3\xc6\x20\0\0\0", "an EPS or PostScript file"),
        (b"8BPS\0\1" + bytes(20), "a Photoshop document"),
        (b"8BPS\0\2" + bytes(20), "a Photoshop document"),
        (encode(draw(), "TIFF"), "a TIFF picture"),
        (encode(draw(), "BMP"), "a BMP picture"),
        (encode(draw(), "ICO"), "an icon file"),
        (encode(draw(), "JPEG2000"), "a JPEG 2000 picture"),
        (b"\xff\x0a\x10", "a JPEG XL picture"),
    ],
)
def test_a_drawing_or_another_picture(content: bytes, what: str) -> None:
    assert refusal(content) == f"This file is {what}. {EXPORT}"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"II*\0\x10\0\0\0CR\2\0" + bytes(20), "IMG_1.CR2"),
        (b"\0\0\0\x18ftypcrx \0\0\0\1crx isom", "IMG_1.CR3"),
        (b"II\x1a\0\0\0HEAPCCDR\2\0", "CRW_1.CRW"),
        (tiff(0x010F, 0xC612), "photo.dng"),
        (tiff(0x010F, 0x014A, order=">"), "DSC_1.NEF"),
        (tiff(0x00FE, 0x010F, 0x014A), "DSC1.ARW"),
        (b"IIU\0\x08\0\0\0", "P1.RW2"),
        (b"IIRO\x08\0\0\0", "P1.ORF"),
        (b"FUJIFILMCCD-RAW 0201", "DSCF1.RAF"),
    ],
)
def test_a_raw_file_of_a_camera(content: bytes, name: str) -> None:
    assert refusal(content, name) == RAW
    assert refusal(content, "wrong.jpg") == RAW


def test_a_raw_file_that_only_its_name_tells() -> None:
    content = tiff(0x0100)
    assert refusal(content, "renamed.pef") == RAW
    assert refusal(content, "wrong.jpg") == f"This file is a TIFF picture. {EXPORT}"


@pytest.mark.parametrize("brands", [b"heic\0\0\0\0mif1heic", b"mif1\0\0\0\0mif1heix", b"hevc\0\0\0\0hevcheic"])
def test_a_heic_photo(brands: bytes) -> None:
    sentence = refusal(b"\0\0\0\x18ftyp" + brands, "IMG_1.jpg")
    assert sentence.startswith("This file is a HEIC picture. Export it as JPEG and use the new file. On an iPhone,")


def test_a_png_of_an_iphone_app() -> None:
    assert refusal(from_xcode()).startswith("This file is a PNG that Xcode optimised for iOS. Use the original")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\0\0\0\x18ftypisom\0\0\0\0isomavc1", "This file is a video. Save one of its frames as PNG or JPEG"),
        (b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", "This file is a video. Save one of its frames as PNG or JPEG"),
        (b"\x1a\x45\xdf\xa3\x01\0\0\0", "This file is a video. Save one of its frames as PNG or JPEG"),
        (b"PK\3\4rest", "This file is a ZIP archive. Unpack it and choose one of its pictures."),
        (b"<!DOCTYPE html><html><body><svg></svg></body></html>", "This file is a web page. Open the picture itself"),
        (b"  <html><script>alert(1)</script></html>", "This file is a web page. Open the picture itself"),
    ],
)
def test_what_is_no_picture(content: bytes, sentence: str) -> None:
    assert refusal(content, "picture.png").startswith(sentence)
