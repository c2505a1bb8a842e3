"""Walks the parts of PNG, JPEG, WebP and GIF files by their bytes alone; nothing is decoded."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from playground.generations.imaging.errors import NotAPicture

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
START_OF_SCAN = b"\xda"
_END_OF_IMAGE = 0xD9
_STANDALONE_MARKERS = frozenset({0x01, *range(0xD0, 0xD9)})


@dataclass(frozen=True, slots=True)
class Chunk:
    """One part of a file: all of it is `content[start:end]`, its payload `content[body:stop]`."""

    kind: bytes
    start: int
    body: int
    stop: int
    end: int


def damaged(label: str) -> NotAPicture:
    """Return the error for a file that ends early or breaks its own format."""
    return NotAPicture(f"This {label} file is damaged or incomplete; save it again and use that.")


def walk_png(content: bytes) -> Iterator[Chunk]:
    """Yield the chunks from IHDR to IEND; raise `NotAPicture` where one is cut off."""
    position = len(PNG_SIGNATURE)
    while position + 12 <= len(content):
        length, kind = struct.unpack_from(">I4s", content, position)
        chunk = Chunk(kind, position, position + 8, position + 8 + length, position + 12 + length)
        if chunk.end > len(content):
            break
        yield chunk
        if kind == b"IEND":
            return
        position = chunk.end
    raise damaged("PNG")


def walk_jpeg(content: bytes) -> Iterator[Chunk]:
    """Yield the segments up to and with the first start of scan, each of the kind of its marker's second byte.

    Raise `NotAPicture` where one is cut off, or where no end of the image follows the scan.
    """
    position = 2
    while position + 4 <= len(content) and content[position] == 0xFF:
        marker = content[position + 1]
        if marker == 0xFF:
            position += 1
        elif marker in _STANDALONE_MARKERS:
            position += 2
        elif marker == _END_OF_IMAGE:
            break
        else:
            end = position + 2 + struct.unpack_from(">H", content, position + 2)[0]
            if end > len(content) or end < position + 4:
                break
            chunk = Chunk(bytes([marker]), position, position + 4, end, end)
            if chunk.kind == START_OF_SCAN and content.rfind(b"\xff\xd9", end) < 0:
                break
            yield chunk
            if chunk.kind == START_OF_SCAN:
                return
            position = end
    raise damaged("JPEG")


def walk_webp(content: bytes) -> Iterator[Chunk]:
    """Yield the chunks inside the RIFF; raise `NotAPicture` where the file is shorter than it says."""
    limit = riff_end(content)
    yield from _walk_riff(content, 12, limit)


def walk_frame(content: bytes, frame: Chunk) -> Iterator[Chunk]:
    """Yield the chunks inside one frame (`ANMF`) of an animated WebP."""
    yield from _walk_riff(content, frame.body + 16, frame.stop)


def riff_end(content: bytes) -> int:
    """Return where the RIFF of a WebP ends; what follows is no part of the picture."""
    if len(content) < 20 or content[:4] != b"RIFF" or content[8:12] != b"WEBP":
        raise damaged("WebP")
    limit: int = 8 + struct.unpack_from("<I", content, 4)[0]
    if limit > len(content):
        raise damaged("WebP")
    return limit


def _walk_riff(content: bytes, position: int, limit: int) -> Iterator[Chunk]:
    while position + 8 <= limit:
        kind, length = struct.unpack_from("<4sI", content, position)
        stop = position + 8 + length
        if stop > limit:
            raise damaged("WebP")
        # Some writers leave the padding byte off at the very end.
        end = min(stop + length % 2, limit)
        yield Chunk(kind, position, position + 8, stop, end)
        position = end


def read_gif_size(content: bytes) -> tuple[int, int]:
    """Return the width and height in pixels that the first frame needs; raise `NotAPicture` if the end is missing."""
    try:
        return _walk_gif(content)
    except (IndexError, struct.error) as error:
        raise damaged("GIF") from error


def _walk_gif(content: bytes) -> tuple[int, int]:
    width, height, flags = struct.unpack_from("<HHB", content, 6)
    position = 13 + _color_table(flags)
    frames = 0
    while content[position] != 0x3B:
        if content[position] == 0x2C:
            left, top, frame_width, frame_height, flags = struct.unpack_from("<HHHHB", content, position + 1)
            if not frames:
                width, height = max(width, left + frame_width), max(height, top + frame_height)
            frames += 1
            position += 11 + _color_table(flags)
        elif content[position] == 0x21:
            position += 2
        else:
            raise damaged("GIF")
        while content[position]:
            position += 1 + content[position]
        position += 1
    if not frames:
        raise damaged("GIF")
    return width, height


def _color_table(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0
