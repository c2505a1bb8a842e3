"""Finds the first frame of a GIF. What follows it is not read, so it may be damaged or missing."""

import struct
from dataclasses import dataclass

from playground.imaging.chunks import PartLimit, damaged

_EXTENSION, _FRAME, _CONTROL = 0x21, 0x2C, 0xF9
_TRAILER = b";"
# Of the whole file. Programs write blocks of 255 bytes; 20 MB in blocks of one byte would take seconds to walk through.
_MOST_BLOCKS = 500_000


@dataclass(frozen=True, slots=True)
class GifFrame:
    """The first frame of a GIF: the size of the canvas, the box of the frame on it, and the parts of the file."""

    canvas: tuple[int, int]
    box: tuple[int, int, int, int]
    # The signature; the background, aspect ratio and global palette; the control block; flags, palette and pixels.
    signature: bytes
    palette: bytes
    control: bytes
    body: bytes

    @property
    def size(self) -> tuple[int, int]:
        """The size of the picture: of the canvas, or more if the frame reaches beyond it."""
        left, top, width, height = self.box
        return max(self.canvas[0], left + width), max(self.canvas[1], top + height)

    def alone(self) -> bytes:
        """Return a GIF with only this frame, and a canvas of its size."""
        _left, _top, width, height = self.box
        canvas, box = struct.pack("<HH", width, height), struct.pack("<BHHHH", _FRAME, 0, 0, width, height)
        return b"".join((self.signature, canvas, self.palette, self.control, box, self.body, b"\0", _TRAILER))


def read_gif_frame(content: bytes) -> GifFrame:
    """Return the first frame. Raise `NotAPicture` if the file ends before its pixels begin."""
    try:
        return _find_frame(content)
    except (IndexError, struct.error) as error:
        raise damaged("GIF") from error


def read_gif_size(content: bytes) -> tuple[int, int]:
    """Return the width and height that the first frame needs. Raise `NotAPicture` if the file is incomplete."""
    return read_gif_frame(content).size


def _find_frame(content: bytes) -> GifFrame:
    width, height, flags = struct.unpack_from("<HHB", content, 6)
    start = position = 13 + _color_table(flags)
    control = b""
    parts, blocks = PartLimit("GIF"), PartLimit("GIF", _MOST_BLOCKS)
    while True:
        parts.add()
        introducer = content[position]
        if introducer == _FRAME:
            box = struct.unpack_from("<HHHH", content, position + 1)
            body = position + 9
            # The flags and the palette, then the size of the first code.
            pixels = body + 2 + _color_table(content[body])
            end = _skip_blocks(content, pixels, blocks)
            return GifFrame((width, height), box, content[:6], content[10:start], control, content[body:end])
        if introducer == _EXTENSION:
            end = _skip_blocks(content, position + 2, blocks) + 1
            if content[position + 1] == _CONTROL:
                control = content[position:end]
            position = end
        # Some programs write zero bytes between blocks.
        elif introducer == 0:
            position += 1
        else:
            raise damaged("GIF")


def _skip_blocks(content: bytes, position: int, blocks: PartLimit) -> int:
    """Return the place of the empty block that ends a list of blocks, or the end of the file if that comes first."""
    while position < len(content) and content[position]:
        blocks.add()
        position += 1 + content[position]
    return min(position, len(content))


def _color_table(flags: int) -> int:
    # The table has 2 ** (n + 1) colours of three bytes, where n is the lowest three bits.
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0
