"""Iterates over the chunks of PNG, JPEG and WebP files without decoding them, and writes those of PNG."""

import re
import struct
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from playground.imaging.errors import NotAPicture

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
START_OF_SCAN = b"\xda"
# Far more than real files have. Without a limit, millions of empty chunks could keep a worker busy for minutes.
MAX_PARTS = 20_000
MAX_SCANS = 64

# Decoders skip stray bytes between segments, fill bytes and the markers that have no length field. Inside a scan, 0xFF
# is only followed by 0x00 or one of the eight restart markers.
_NEXT_MARKER = re.compile(rb"\xff([^\x00\x01\xd0-\xd7\xff])")
_START_OF_IMAGE, END_OF_IMAGE = b"\xd8", b"\xd9"


class Chunk(NamedTuple):
    """One part of a file. The whole part is `content[start:end]`, its payload is `content[body:stop]`."""

    kind: bytes
    start: int
    body: int
    stop: int
    end: int


class PartLimit:
    """Counts the parts of one file, however deep they are nested, and raises `NotAPicture` if they are too many.

    No real picture has more.
    """

    def __init__(self, label: str, most: int | None = None) -> None:
        self._label = label
        self._left = MAX_PARTS if most is None else most

    def add(self, parts: int = 1) -> None:
        self._left -= parts
        if self._left < 0:
            raise NotAPicture(f"This {self._label} file has too many parts. Save it again and use the new file.")


def damaged(label: str) -> NotAPicture:
    """Return the error for a file that ends early or violates its format."""
    return NotAPicture(f"This {label} file is damaged or incomplete. Save it again and use the new file.")


def walk_png(content: bytes) -> Iterator[Chunk]:
    """Yield the chunks from IHDR to IEND. Raise `NotAPicture` if one is incomplete or there are too many."""
    return _bounded("PNG", _walk_png(content))


def walk_whole_png_chunks(content: bytes) -> Iterator[Chunk]:
    """Yield the chunks up to IEND or, if the file is incomplete, all that are whole."""
    return _bounded("PNG", _walk_whole_png_chunks(content))


def walk_jpeg(content: bytes) -> Iterator[Chunk]:
    """Yield the segments up to and including the first start of scan. Their kind is the second byte of the marker.

    Stray bytes between them are skipped, as decoders do. Raise `NotAPicture` if a segment is incomplete, the end of
    the image is missing, or there are too many segments.
    """
    return _bounded("JPEG", _walk_jpeg(content))


def walk_webp(content: bytes) -> Iterator[Chunk]:
    """Yield the chunks of the RIFF container. Raise `NotAPicture` if it is incomplete or has too many chunks."""
    return _bounded("WebP", _walk_riff(content, 12, riff_end(content)))


def walk_frame(content: bytes, frame: Chunk, limit: PartLimit | None = None) -> Iterator[Chunk]:
    """Yield the chunks of one frame (`ANMF`) of an animated WebP. Frames can share a limit."""
    return _bounded("WebP", _walk_riff(content, frame.body + 16, frame.stop), limit)


def make_png_chunk(kind: bytes, payload: bytes) -> bytes:
    """Return a chunk with its length and its checksum."""
    return struct.pack(">I", len(payload)) + kind + payload + struct.pack(">I", zlib.crc32(payload, zlib.crc32(kind)))


def _bounded(label: str, chunks: Iterator[Chunk], limit: PartLimit | None = None) -> Iterator[Chunk]:
    limit = limit or PartLimit(label)
    for chunk in chunks:
        limit.add()
        yield chunk


def _walk_png(content: bytes) -> Iterator[Chunk]:
    for chunk in _walk_whole_png_chunks(content):
        yield chunk
        if chunk.kind == b"IEND":
            return
    raise damaged("PNG")


def _walk_whole_png_chunks(content: bytes) -> Iterator[Chunk]:
    position = len(PNG_SIGNATURE)
    # Even an empty chunk has 12 bytes: its length, its kind and a checksum.
    while position + 12 <= len(content):
        length, kind = struct.unpack_from(">I4s", content, position)
        chunk = Chunk(kind, position, position + 8, position + 8 + length, position + 12 + length)
        if chunk.end > len(content):
            return
        yield chunk
        if kind == b"IEND":
            return
        position = chunk.end


def _walk_jpeg(content: bytes) -> Iterator[Chunk]:
    for segment in _walk_segments(content):
        # A truncated file lacks the end of the image. It is searched for from the end of the file, where it usually is.
        if segment.kind == START_OF_SCAN and content.rfind(b"\xff" + END_OF_IMAGE, segment.end) < 0:
            break
        yield segment
        if segment.kind == START_OF_SCAN:
            return
    raise damaged("JPEG")


def _walk_segments(content: bytes) -> Iterator[Chunk]:
    """Yield the segments of all scans, until the end of the image or a segment that is cut off."""
    position = 2
    while (marker := _NEXT_MARKER.search(content, position)) and marker.end() + 2 <= len(content):
        kind = marker[1]
        length = struct.unpack_from(">H", content, marker.end())[0]
        end = marker.end() + length
        if kind in (_START_OF_IMAGE, END_OF_IMAGE) or length < 2 or end > len(content):
            return
        yield Chunk(kind, marker.start(), marker.end() + 2, end, end)
        position = end


def refuse_many_scans(content: bytes, most: int = MAX_SCANS) -> None:
    """Raise `NotAPicture` for a JPEG with more scans."""
    # Decoding each scan takes as long as decoding a whole picture, so a small file could keep a worker busy for hours.
    scans = PartLimit("JPEG", most)
    for segment in _bounded("JPEG", _walk_segments(content)):
        scans.add(segment.kind == START_OF_SCAN)


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
