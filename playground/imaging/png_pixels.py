"""Unpacks the pixels of a PNG once, without keeping them, to see whether they are complete."""

import struct
import zlib

from playground.imaging.chunks import PNG_SIGNATURE, damaged, walk_png

# The number of samples of a pixel, by the kind of colours in the header.
_SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
# The first column and row, and the steps between columns and rows, of the seven passes of an interlaced picture.
_PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
_STEP = 256 * 1024


def complete_png(content: bytes) -> bytes:
    """Return the PNG without the checksum of its pixels if that is wrong, as browsers ignore it.

    Raises `NotAPicture` if there are fewer pixels than the header says. Other faults are left to the decoder.
    """
    chunks = list(walk_png(content))
    packed = b"".join(content[chunk.body : chunk.stop] for chunk in chunks if chunk.kind == b"IDAT")
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    missing, checksum = _count_bytes(content), 1
    # The first two bytes are a header, which the checksum does not include.
    rest = packed[2:]
    try:
        while missing >= 0 and not unpacker.eof:
            part = unpacker.decompress(rest, _STEP)
            rest = unpacker.unconsumed_tail
            if not part and not rest:
                break
            missing -= len(part)
            checksum = zlib.adler32(part, checksum)
    except zlib.error:
        return content
    if missing > 0:
        raise damaged("PNG")
    if not unpacker.eof or unpacker.unused_data[:4] in (b"", checksum.to_bytes(4)):
        return content
    kept = packed[: len(packed) - len(unpacker.unused_data)]
    before = [content[chunk.start : chunk.end] for chunk in chunks if chunk.kind not in (b"IDAT", b"IEND")]
    return b"".join((PNG_SIGNATURE, *before, _make_chunk(b"IDAT", kept), _make_chunk(b"IEND", b"")))


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


def _make_chunk(kind: bytes, payload: bytes) -> bytes:
    return struct.pack(">I", len(payload)) + kind + payload + struct.pack(">I", zlib.crc32(kind + payload))
