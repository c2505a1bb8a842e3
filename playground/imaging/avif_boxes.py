"""Reads the boxes of an AVIF.

Every count comes from the file. So all boxes, items, parts and properties count towards one limit, whatever bytes
they take: with numbers of no bytes, a few bytes could announce billions of parts.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from playground.imaging.chunks import PartLimit, damaged

METADATA = frozenset({b"Exif", b"mime"})


@dataclass(slots=True)
class Meta:
    """What the boxes of a file say about its items.

    `places` has the start and length of the parts of each item, `metadata` the places that name EXIF and XMP.
    """

    primary: int = 0
    kinds: dict[int, bytes] = field(default_factory=dict)
    metadata: list[int] = field(default_factory=list)
    places: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    properties: list[tuple[bytes, bytes]] = field(default_factory=list)
    owned: dict[int, list[int]] = field(default_factory=dict)


def walk_boxes(content: bytes, start: int, stop: int, limit: PartLimit) -> Iterator[tuple[bytes, int, int]]:
    """Yield the kind, the start of the payload and the end of each box."""
    position = start
    while position + 8 <= stop:
        limit.add()
        length, kind = struct.unpack_from(">I4s", content, position)
        body = position + 8
        if length == 1:
            length, body = struct.unpack_from(">Q", content, body)[0], body + 8
        end = position + length if length else stop
        if end > stop or end < body:
            raise damaged("AVIF")
        yield kind, body, end
        position = end


def find_meta(content: bytes, limit: PartLimit) -> Meta:
    """Return what the `meta` box of the file says. Raise `NotAPicture` if there is none or it is damaged."""
    # Pixels may follow in a box that is cut off; that is found when they are decoded.
    boxes = walk_boxes(content, 0, len(content), limit)
    for kind, body, end in boxes:
        if kind == b"meta":
            return read_meta(content, body, end, limit)
    raise damaged("AVIF")


def read_meta(content: bytes, start: int, stop: int, limit: PartLimit) -> Meta:
    """Return what the `meta` box with this payload says."""
    meta, within = Meta(), 0
    for kind, body, end in walk_boxes(content, start + 4, stop, limit):
        if kind == b"pitm":
            meta.primary = int.from_bytes(content[body + 4 : body + (8 if content[body] else 6)])
        elif kind == b"iinf":
            _read_kinds(content, body, end, meta, limit)
        elif kind == b"iloc":
            meta.places = dict(_read_places(content[body:end], limit))
        elif kind == b"idat":
            within = body
        elif kind == b"iprp":
            _read_properties(content, body, end, meta, limit)
    # A negative start counts from the data box of the meta box.
    meta.places = {
        item: [(within - 1 - start if start < 0 else start, length) for start, length in parts]
        for item, parts in meta.places.items()
    }
    return meta


def _read_kinds(content: bytes, body: int, end: int, meta: Meta, limit: PartLimit) -> None:
    for kind, start, stop in walk_boxes(content, body + (8 if content[body] else 6), end, limit):
        if kind == b"infe" and content[start] in (2, 3):
            width = 2 if content[start] == 2 else 4
            item = int.from_bytes(content[start + 4 : start + 4 + width])
            place = start + 6 + width
            meta.kinds[item] = content[place : min(place + 4, stop)]
            if meta.kinds[item] in METADATA:
                meta.metadata.append(place)


def _read_places(box: bytes, limit: PartLimit) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """Yield each item with its parts. The start of a part within the meta box's own data is -1 minus its place."""
    version, sizes, more = box[0], box[4], box[5]
    offset_size, length_size, base_size, index_size = sizes >> 4, sizes & 15, more >> 4, more & 15 if version else 0
    wide = 4 if version == 2 else 2
    position = 6

    def take(size: int) -> int:
        nonlocal position
        position += size
        if position > len(box):
            raise damaged("AVIF")
        return int.from_bytes(box[position - size : position])

    def take_count(size: int) -> int:
        count = take(size)
        limit.add(count)
        return count

    for _ in range(take_count(wide)):
        item = take(wide)
        method = take(2) & 15 if version else 0
        take(2)
        base = take(base_size)
        parts = []
        for _ in range(take_count(2)):
            take(index_size)
            start, length = base + take(offset_size), take(length_size)
            parts.append((-1 - start if method == 1 else start, length))
        yield item, parts


def _read_properties(content: bytes, body: int, end: int, meta: Meta, limit: PartLimit) -> None:
    for kind, start, stop in walk_boxes(content, body, end, limit):
        if kind == b"ipco":
            properties = walk_boxes(content, start, stop, limit)
            meta.properties = [(name, content[first:last]) for name, first, last in properties]
        elif kind == b"ipma":
            meta.owned |= dict(_read_owned(content[start:stop], limit))


def _read_owned(box: bytes, limit: PartLimit) -> Iterator[tuple[int, list[int]]]:
    """Yield each item with the numbers of its properties."""
    wide, step = 4 if box[0] else 2, 2 if box[3] & 1 else 1
    position = 8
    items = int.from_bytes(box[4:8])
    limit.add(items)
    for _ in range(items):
        item = int.from_bytes(box[position : position + wide])
        count = box[position + wide]
        limit.add(count)
        position += wide + 1
        indexes = [
            int.from_bytes(box[place : place + step]) for place in range(position, position + step * count, step)
        ]
        position += step * count
        # The highest bit only says that the property is essential.
        yield item, [index & (0x7FFF if step == 2 else 0x7F) for index in indexes]
