"""Unpacks the pixels of a PNG once, without keeping them, to see whether they are complete."""

import struct
import zlib
from collections.abc import Iterator

from playground.imaging.chunks import PNG_SIGNATURE, damaged, make_png_chunk, walk_png

# The number of samples of a pixel, by the kind of colours in the header.
_SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
# The first column and row, and the steps between columns and rows, of the seven passes of an interlaced picture.
_PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
# The unpacker copies what it leaves of its input, so it gets little of it at a time.
_INPUT, _OUTPUT = 64 * 1024, 256 * 1024
# In front of the packed pixels, and not part of their checksum.
_HEADER = 2


def complete_png(content: bytes) -> bytes:
    """Return the PNG without the checksum of its pixels if that is wrong, as browsers ignore it.

    Raises `NotAPicture` if there are fewer pixels than the header says. Other faults are left to the decoder.
    """
    chunks = list(walk_png(content))
    packed = b"".join(content[chunk.body : chunk.stop] for chunk in chunks if chunk.kind == b"IDAT")
    missing, checksum, end = _count_bytes(content), 1, None
    try:
        for part, place in _unpack(packed):
            missing, checksum, end = missing - len(part), zlib.adler32(part, checksum), place
            if missing < 0:
                break
    except zlib.error:
        return content
    if missing > 0:
        raise damaged("PNG")
    if end is None or packed[end : end + 4] in (b"", checksum.to_bytes(4)):
        return content
    before = [content[chunk.start : chunk.end] for chunk in chunks if chunk.kind not in (b"IDAT", b"IEND")]
    pixels = make_png_chunk(b"IDAT", packed[:end])
    return b"".join((PNG_SIGNATURE, *before, pixels, make_png_chunk(b"IEND", b"")))


def _unpack(packed: bytes) -> Iterator[tuple[bytes, int | None]]:
    """Yield the pixels in pieces; with the last piece the place in `packed` where they end, if they do."""
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    for start in range(_HEADER, len(packed), _INPUT):
        rest = packed[start : start + _INPUT]
        stop = start + len(rest)
        is_full = True
        # A full piece may have left more behind, although the input is used up.
        while rest or is_full:
            part = unpacker.decompress(rest, _OUTPUT)
            if unpacker.eof:
                yield part, stop - len(unpacker.unused_data)
                return
            yield part, None
            rest, is_full = unpacker.unconsumed_tail, len(part) == _OUTPUT


def _count_bytes(content: bytes) -> int:
    """Return how many bytes the pixels of a PNG have when they are unpacked, with the byte before each row."""
    width, height, depth, colours, _, _, interlaced = struct.unpack_from(">IIBBBBB", content, 16)
    bits = depth * _SAMPLES.get(colours, 0)
    passes = _PASSES if interlaced else ((0, 0, 1, 1),)
    total = 0
    for left, top, across, down in passes:
        columns, rows = -(-(width - left) // across), -(-(height - top) // down)
        if columns > 0 and rows > 0:
            total += rows * (1 + -(-columns * bits // 8))
    return int(total)
