"""AVIF files made box by box, with the counts and places that a program for pictures never writes."""

import struct

FTYP = b"avif\0\0\0\0avifmif1"
PLAIN = b"\0\0\0\0"


def box(kind: bytes, payload: bytes) -> bytes:
    return struct.pack(">I", 8 + len(payload)) + kind + payload


def make_kinds(kinds: dict[int, bytes]) -> bytes:
    entries = [box(b"infe", struct.pack(">BxxxHH4s", 2, item, 0, kind)) for item, kind in kinds.items()]
    return box(b"iinf", PLAIN + struct.pack(">H", len(kinds)) + b"".join(entries))


def make_places(items: dict[int, list[tuple[int, int]]]) -> bytes:
    """The `iloc` box with these parts of each item, whose start and length have eight bytes each."""
    body = b"".join(
        struct.pack(">HHH", item, 0, len(parts)) + b"".join(struct.pack(">QQ", *part) for part in parts)
        for item, parts in items.items()
    )
    return box(b"iloc", PLAIN + b"\x88\0" + struct.pack(">H", len(items)) + body)


def make_weightless_places(items: int, parts: int) -> bytes:
    """An `iloc` box whose parts take no bytes: their start and length have a size of 0."""
    return box(b"iloc", PLAIN + b"\0\0" + struct.pack(">H", items) + struct.pack(">HHH", 1, 0, parts) * items)


def make_properties(owned: bytes = b"\0\0\0\1\0\1\1\1") -> bytes:
    """The size of 16 × 16 pixels, and the `ipma` box with this content, which gives it to item 1."""
    return box(b"iprp", box(b"ipco", box(b"ispe", PLAIN + struct.pack(">II", 16, 16))) + box(b"ipma", PLAIN + owned))


def make_meta(*boxes: bytes) -> bytes:
    return box(b"meta", PLAIN + box(b"pitm", PLAIN + b"\0\1") + b"".join(boxes))


def make_avif(*boxes: bytes, brand: bytes = FTYP) -> bytes:
    return box(b"ftyp", brand) + b"".join(boxes)
