"""Iterates over the chunks of PNG, JPEG, WebP and GIF files without decoding them."""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from playground.imaging.errors import NotAPicture

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
START_OF_SCAN = b"\xda"
# Far more than real files have. Without a limit, millions of empty chunks could keep a worker busy for minutes.
MAX_PARTS = 20_000
MAX_SCANS = 64

_FILL_BYTES = re.compile(rb"\xff+")
# Inside a scan, 0xFF is only followed by 0x00 or one of the eight restart markers.
_NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_END_OF_IMAGE = b"\xd9"
# These markers have no length field after them.
_STANDALONE_MARKERS = frozenset(bytes([marker]) for marker in (0x00, 0x01, *range(0xD0, 0xDA)))


@dataclass(frozen=True, slots=True)
class Chunk:
    """One part of a file. The whole part is `content[start:end]`, its payload is `content[body:stop]`."""

    kind: bytes
    start: int
    body: int
    stop: int
    end: int


def damaged(label: str) -> NotAPicture:
    """Return the error for a file that ends early or violates its format."""
    return NotAPicture(f"This {label} file is damaged or incomplete. Save it again and use the new file.")


def too_many_parts(label: str) -> NotAPicture:
    """Return the error for a file with more parts than any real picture has."""
    return NotAPicture(f"This {label} file has too many parts. Save it again and use the new file.")


def walk_png(content: bytes) -> Iterator[Chunk]:
    """Yield the chunks from IHDR to IEND. Raise `NotAPicture` if one is incomplete or there are too many."""
    return _bounded("PNG", _walk_png(content))


def walk_jpeg(content: bytes) -> Iterator[Chunk]:
    """Yield the segments up to and including the first start of scan. Their kind is the second byte of the marker.

    Raise `NotAPicture` if a segment is incomplete, the end of the image is missing, or there are too many segments.
    """
    return _bounded("JPEG", _walk_jpeg(content))


def walk_webp(content: bytes) -> Iterator[Chunk]:
    """Yield the chunks of the RIFF container. Raise `NotAPicture` if it is incomplete or has too many chunks."""
    return _bounded("WebP", _walk_riff(content, 12, riff_end(content)))


def walk_frame(content: bytes, frame: Chunk) -> Iterator[Chunk]:
    """Yield the chunks of one frame (`ANMF`) of an animated WebP."""
    return _bounded("WebP", _walk_riff(content, frame.body + 16, frame.stop))


def _bounded(label: str, chunks: Iterator[Chunk]) -> Iterator[Chunk]:
    for number, chunk in enumerate(chunks):
        if number == MAX_PARTS:
            raise too_many_parts(label)
        yield chunk


def _walk_png(content: bytes) -> Iterator[Chunk]:
    position = len(PNG_SIGNATURE)
    # Even an empty chunk has 12 bytes: its length, its kind and a checksum.
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


def _walk_jpeg(content: bytes) -> Iterator[Chunk]:
    position = 2
    while segment := _read_segment(content, position):
        # A truncated file lacks the end of the image. It is searched for from the end of the file, where it usually is.
        if segment.kind == START_OF_SCAN and content.rfind(b"\xff" + _END_OF_IMAGE, segment.end) < 0:
            break
        yield segment
        if segment.kind == START_OF_SCAN:
            return
        position = segment.end
    raise damaged("JPEG")


def _read_segment(content: bytes, position: int) -> Chunk | None:
    filling = _FILL_BYTES.match(content, position)
    if filling is None or filling.end() + 3 > len(content):
        return None
    marker = filling.end()
    kind = content[marker : marker + 1]
    length = struct.unpack_from(">H", content, marker + 1)[0]
    end = marker + 1 + length
    if kind in _STANDALONE_MARKERS or length < 2 or end > len(content):
        return None
    return Chunk(kind, marker - 1, marker + 3, end, end)


def refuse_many_scans(content: bytes) -> None:
    """Raise `NotAPicture` for a JPEG with more than 64 scans."""
    # Decoding each scan takes as long as decoding a whole picture, so a small file could keep a worker busy for hours.
    scans = 0
    position = 2
    while segment := _read_segment(content, position):
        position = segment.end
        if segment.kind == START_OF_SCAN:
            scans += 1
            marker = _NEXT_MARKER.search(content, position)
            if scans > MAX_SCANS:
                raise too_many_parts("JPEG")
            if marker is None or marker[0][1:] == _END_OF_IMAGE:
                return
            position = marker.start()


def riff_end(content: bytes) -> int:
    """Return the end of a WebP's RIFF container. Anything after it does not belong to the picture."""
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
        # Some encoders omit the padding byte of the last chunk.
        end = min(stop + length % 2, limit)
        yield Chunk(kind, position, position + 8, stop, end)
        position = end


def read_gif_size(content: bytes) -> tuple[int, int]:
    """Return the width and height that the first frame needs. Raise `NotAPicture` if the file is incomplete."""
    try:
        return _walk_gif(content)
    except (IndexError, struct.error) as error:
        raise damaged("GIF") from error


def _walk_gif(content: bytes) -> tuple[int, int]:
    width, height, flags = struct.unpack_from("<HHB", content, 6)
    position = 13 + _color_table(flags)
    parts = frames = 0
    # 0x3B ends the file, 0x2C begins a frame, and 0x21 begins an extension.
    while content[position] != 0x3B:
        parts += 1
        if parts > MAX_PARTS:
            raise too_many_parts("GIF")
        if content[position] == 0x2C:
            left, top, frame_width, frame_height, flags = struct.unpack_from("<HHHHB", content, position + 1)
            # The first frame may be larger than the canvas, and decoding it then needs that much memory.
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
    # The table has 2 ** (n + 1) colours of three bytes, where n is the lowest three bits.
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0
