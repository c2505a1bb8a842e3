"""Small pictures and single chunks for the tests of this folder."""

import io
import struct
import zlib
from typing import Any

from PIL import Image, ImageChops, ImageCms

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def draw(width: int = 24, height: int = 16, mode: str = "RGB") -> Image.Image:
    """A picture whose four corners differ, so that a turn shows; with alpha, it fades from left to right."""
    across = Image.linear_gradient("L").rotate(90).resize((width, height))
    down = Image.linear_gradient("L").resize((width, height))
    picture = Image.merge("RGB", (across, down, ImageChops.invert(across)))
    if mode in ("RGBA", "LA"):
        picture = picture.convert(mode[:-1])
        picture.putalpha(across)
        return picture
    return picture.convert(mode)


def encode(picture: Image.Image, form: str, **options: Any) -> bytes:
    made = io.BytesIO()
    picture.save(made, form, **options)
    return made.getvalue()


def decode(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


def sample(image_format: str, width: int = 24, height: int = 16) -> bytes:
    pillow_name = {"png": "PNG", "jpg": "JPEG", "webp": "WEBP", "gif": "GIF"}[image_format]
    return encode(draw(width, height), pillow_name)


def png_chunk(kind: bytes, payload: bytes) -> bytes:
    return struct.pack(">I", len(payload)) + kind + payload + struct.pack(">I", zlib.crc32(kind + payload))


def make_png(width: int, height: int, depth: int, color: int, rows: bytes, extra: bytes = b"") -> bytes:
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, 0))
    data = png_chunk(b"IDAT", zlib.compress(rows, 9))
    return PNG_SIGNATURE + header + extra + data + png_chunk(b"IEND", b"")


def with_png_chunk(content: bytes, kind: bytes, payload: bytes) -> bytes:
    """The PNG with one chunk more behind its header."""
    return content[:33] + png_chunk(kind, payload) + content[33:]


def png_chunks(content: bytes) -> list[tuple[bytes, bytes]]:
    found = []
    position = 8
    while position < len(content):
        length = struct.unpack_from(">I", content, position)[0]
        found.append((content[position + 4 : position + 8], content[position + 8 : position + 8 + length]))
        position += 12 + length
    return found


def webp_chunks(content: bytes) -> list[tuple[bytes, bytes]]:
    found = []
    position = 12
    while position < len(content):
        kind, length = struct.unpack_from("<4sI", content, position)
        found.append((kind, content[position + 8 : position + 8 + length]))
        position += 8 + length + length % 2
    return found


def jpeg_scan(content: bytes) -> bytes:
    """Return the content from the first start of scan to the end of the file."""
    position = 2
    while content[position + 1] != 0xDA:
        position += 2 + int.from_bytes(content[position + 2 : position + 4])
    return content[position:]


def swapping_profile() -> bytes:
    """A color profile that calls red what sRGB calls blue."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return profile.replace(b"rXYZ", b"?XYZ", 1).replace(b"bXYZ", b"rXYZ", 1).replace(b"?XYZ", b"bXYZ", 1)
