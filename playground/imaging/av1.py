"""Reads the sizes of the frames in an AV1 stream, which decide how much memory and time it takes to decode."""

from collections.abc import Iterator

from playground.imaging.chunks import PartLimit, damaged

_SEQUENCE_HEADER, _FRAME_HEADER, _FRAME = 1, 3, 6


class _Bits:
    """Reads numbers of any number of bits."""

    def __init__(self, data: bytes) -> None:
        self._number, self._left = int.from_bytes(data), 8 * len(data)

    def take(self, count: int) -> int:
        self._left -= count
        if self._left < 0:
            raise damaged("AVIF")
        return self._number >> self._left & ((1 << count) - 1)


def read_frames(stream: bytes, limit: PartLimit) -> Iterator[tuple[int, int]]:
    """Yield the largest possible size of each frame. Raise `NotAPicture` if the stream is damaged or has none."""
    size = None
    for kind, payload in _walk_units(stream, limit):
        if kind == _SEQUENCE_HEADER:
            size = _read_size(_Bits(payload[:128]))
        elif kind in (_FRAME_HEADER, _FRAME) and size:
            yield size
    if size is None:
        raise damaged("AVIF")


def _walk_units(stream: bytes, limit: PartLimit) -> Iterator[tuple[int, bytes]]:
    """Yield the kind and the payload of each unit."""
    position = 0
    while position < len(stream):
        limit.add()
        head = stream[position]
        position += 2 if head & 4 else 1
        length = len(stream) - position
        # Only the last unit may leave its length out.
        if head & 2:
            length, position = _read_length(stream, position)
        if length < 0 or position + length > len(stream):
            raise damaged("AVIF")
        yield head >> 3 & 15, stream[position : position + length]
        position += length


def _read_length(stream: bytes, position: int) -> tuple[int, int]:
    """Return a number of seven bits a byte, lowest first, and the place after it."""
    length = 0
    for place in range(8):
        byte = stream[position + place]
        length |= (byte & 0x7F) << 7 * place
        if not byte & 0x80:
            return length, position + place + 1
    raise damaged("AVIF")


def _read_size(bits: _Bits) -> tuple[int, int]:
    """Return the largest size of a frame in a sequence header, section 5.5 of the AV1 specification."""
    bits.take(4)
    if bits.take(1):
        bits.take(5)
    else:
        _skip_operating_points(bits)
    widths, heights = bits.take(4) + 1, bits.take(4) + 1
    return bits.take(widths) + 1, bits.take(heights) + 1


def _skip_operating_points(bits: _Bits) -> None:
    delay_bits = 0
    # Each presence bit is followed by what it announces.
    if bits.take(1):
        bits.take(64)
        if bits.take(1):
            _skip_variable_length(bits)
        if bits.take(1):
            delay_bits = bits.take(5) + 1
            bits.take(42)
    has_display_delay = bits.take(1)
    for _ in range(bits.take(5) + 1):
        bits.take(12)
        if bits.take(5) > 7:
            bits.take(1)
        if delay_bits and bits.take(1):
            bits.take(2 * delay_bits + 1)
        if has_display_delay and bits.take(1):
            bits.take(4)


def _skip_variable_length(bits: _Bits) -> None:
    zeros = 0
    while zeros < 32 and not bits.take(1):
        zeros += 1
    bits.take(zeros if zeros < 32 else 0)
