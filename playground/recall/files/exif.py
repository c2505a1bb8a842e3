"""Reads the texts of an EXIF block: a comment, and the fields that tools use for their recipes.

Only the first directory and the one that it names are read, with few entries each, so that a file cannot send the
reader in circles.
"""

import struct
from collections.abc import Iterator

MOST_ENTRIES = 200
POINTER, USER_COMMENT = 0x8769, 0x9286
NAMES = {
    0x010E: "ImageDescription",
    0x010F: "Make",
    0x0110: "Model",
    0x0131: "Software",
    USER_COMMENT: "UserComment",
    0x927C: "MakerNote",
}
# The types whose values are bytes: numbers of one byte, ASCII, and undefined.
_BYTES = (1, 2, 7)
_HEADER = b"Exif\0\0"


def read_exif(block: bytes) -> dict[str, str]:
    """Return the texts by the names of their fields; nothing of a block that is damaged."""
    block = block.removeprefix(_HEADER)
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(block[:4])
    if order is None:
        return {}
    try:
        [first] = struct.unpack_from(f"{order}I", block, 4)
        entries = dict(_read_directory(block, order, first))
        if isinstance(pointer := entries.get(POINTER), int):
            entries |= dict(_read_directory(block, order, pointer))
    except struct.error:
        return {}
    texts = {NAMES[tag]: _decode(tag, value) for tag, value in entries.items() if isinstance(value, bytes)}
    return {name: text for name, text in texts.items() if text}


def _read_directory(block: bytes, order: str, start: int) -> Iterator[tuple[int, bytes | int]]:
    """Yield the tags with their bytes, and the pointer to the second directory as a number."""
    [count] = struct.unpack_from(f"{order}H", block, start)
    for number in range(min(count, MOST_ENTRIES)):
        place = start + 2 + 12 * number
        tag, kind, length, value = struct.unpack_from(f"{order}HHII", block, place)
        if tag == POINTER:
            yield tag, value
        elif tag in NAMES and kind in _BYTES:
            # Up to four bytes are in the entry itself.
            begin = place + 8 if length <= 4 else value
            yield tag, block[begin : begin + length]


def _decode(tag: int, value: bytes) -> str:
    if tag != USER_COMMENT:
        return value.rstrip(b"\0").decode(errors="replace")
    code, text = value[:8], value[8:]
    if code.startswith(b"UNICODE"):
        return _decode_wide(text)
    # Some tools leave the code out.
    known = code.startswith((b"ASCII", b"JIS")) or not code.strip(b"\0")
    return (text if known else value).rstrip(b"\0").decode(errors="replace")


def _decode_wide(text: bytes) -> str:
    """Decode UTF-16 in the order in which more of it is Latin: tools do not agree whether it follows the block's."""
    head = text[:400]
    encoding = "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
    return text.decode(encoding, errors="replace").rstrip("\0").removeprefix("\ufeff")
