"""Reads the size and the colours of an AVIF, and refuses files that would take too much memory or time to decode."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from playground.imaging.av1 import read_frames
from playground.imaging.chunks import MAX_PARTS, damaged, too_many_parts

# A picture has its colours, its opacity and perhaps a gain map and a preview.
_MOST_PICTURES = 4
# The major brands that Pillow accepts.
_BRANDS = (b"avif", b"avis", b"mif1", b"msf1")
_METADATA = frozenset({b"Exif", b"mime"})
_UNKNOWN = b"free"
_CONTAINERS = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl"})


@dataclass(slots=True)
class _Meta:
    """What the boxes of a file say about its items.

    `places` has the start and length of the parts of each item, `metadata` the places that name EXIF and XMP.
    """

    primary: int = 0
    kinds: dict[int, bytes] = field(default_factory=dict)
    metadata: list[int] = field(default_factory=list)
    places: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    properties: list[tuple[bytes, bytes]] = field(default_factory=list)
    owned: dict[int, list[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AvifHeader:
    """The size of an AVIF, and its primaries and transfer curve as numbers of ITU-T H.273, or None."""

    size: tuple[int, int]
    code_points: tuple[int, int] | None


def is_avif(content: bytes) -> bool:
    """Return whether the file names an AVIF brand. HEIC pictures and videos have the same kind of container."""
    length = min(int.from_bytes(content[:4]), 256)
    brands = {content[8:12], *(content[place : place + 4] for place in range(16, length - 3, 4))}
    return content[4:8] == b"ftyp" and not brands.isdisjoint({b"avif", b"avis"})


def read_avif(content: bytes) -> AvifHeader:
    """Return the size and colours of the primary picture. Raise `NotAPicture` if the header is damaged."""
    try:
        meta = _read_meta(content)
    except (struct.error, IndexError) as error:
        raise damaged("AVIF") from error
    mine = [
        meta.properties[index - 1] for index in meta.owned.get(meta.primary, ()) if 0 < index <= len(meta.properties)
    ]
    sizes = [struct.unpack_from(">II", body, 4) for kind, body in mine if kind == b"ispe" and len(body) >= 12]
    if not sizes:
        raise damaged("AVIF")
    nclx = [body for kind, body in mine if kind == b"colr" and body[:4] == b"nclx" and len(body) >= 8]
    return AvifHeader(sizes[0], struct.unpack_from(">HH", nclx[0], 4) if nclx else None)


def refuse_hidden_pixels(content: bytes, most_pixels: int) -> None:
    """Raise `NotAPicture` if the frames inside have more pixels than the header may say.

    A small header can hide a frame of a gigabyte, or thousands of frames that are decoded before one is shown.
    """
    try:
        meta = _read_meta(content)
        grids = [_read_grid_size(data) for data in _read_items(content, meta, b"grid")]
        streams = [*_read_items(content, meta, b"av01"), *_read_first_samples(content)]
        frames = [width * height for stream in streams for width, height in read_frames(stream)]
    except (struct.error, IndexError) as error:
        raise damaged("AVIF") from error
    if not frames:
        raise damaged("AVIF")
    if max(frames + grids) > most_pixels or sum(frames) > _MOST_PICTURES * most_pixels:
        raise too_many_parts("AVIF")


def without_metadata(content: bytes) -> bytes:
    """Return the file with EXIF and XMP marked as unknown, because the decoder refuses pictures for faults in them."""
    changed = bytearray(content)
    for place in _read_meta(content).metadata:
        changed[place : place + 4] = _UNKNOWN
    if content[8:12] not in _BRANDS:
        changed[8:12] = _BRANDS[0]
    return bytes(changed)


def _walk(content: bytes, start: int, stop: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield the kind, the start of the payload and the end of each box."""
    position = start
    for _ in range(MAX_PARTS):
        if position + 8 > stop:
            return
        length, kind = struct.unpack_from(">I4s", content, position)
        body = position + 8
        if length == 1:
            length, body = struct.unpack_from(">Q", content, body)[0], body + 8
        end = position + length if length else stop
        if end > stop or end < body:
            raise damaged("AVIF")
        yield kind, body, end
        position = end
    raise too_many_parts("AVIF")


def _read_meta(content: bytes) -> _Meta:
    meta = _Meta()
    # Pixels may follow in a box that is cut off; that is found when they are decoded.
    found = next(((body, end) for kind, body, end in _walk(content, 0, len(content)) if kind == b"meta"), None)
    if found is None:
        raise damaged("AVIF")
    within = 0
    for kind, body, end in _walk(content, found[0] + 4, found[1]):
        if kind == b"pitm":
            meta.primary = int.from_bytes(content[body + 4 : body + (8 if content[body] else 6)])
        elif kind == b"iinf":
            _read_kinds(content, body, end, meta)
        elif kind == b"iloc":
            meta.places = dict(_read_places(content[body:end]))
        elif kind == b"idat":
            within = body
        elif kind == b"iprp":
            _read_properties(content, body, end, meta)
    # A negative start counts from the data box of the meta box.
    meta.places = {
        item: [(within - 1 - start if start < 0 else start, length) for start, length in parts]
        for item, parts in meta.places.items()
    }
    return meta


def _read_kinds(content: bytes, body: int, end: int, meta: _Meta) -> None:
    for kind, start, stop in _walk(content, body + (8 if content[body] else 6), end):
        if kind == b"infe" and content[start] in (2, 3):
            width = 2 if content[start] == 2 else 4
            item = int.from_bytes(content[start + 4 : start + 4 + width])
            place = start + 6 + width
            meta.kinds[item] = content[place : min(place + 4, stop)]
            if meta.kinds[item] in _METADATA:
                meta.metadata.append(place)


def _read_places(box: bytes) -> Iterator[tuple[int, list[tuple[int, int]]]]:
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

    for _ in range(take(wide)):
        item = take(wide)
        method = take(2) & 15 if version else 0
        take(2)
        base = take(base_size)
        parts = []
        for _ in range(take(2)):
            take(index_size)
            start, length = base + take(offset_size), take(length_size)
            parts.append((-1 - start if method == 1 else start, length))
        yield item, parts


def _read_properties(content: bytes, body: int, end: int, meta: _Meta) -> None:
    for kind, start, stop in _walk(content, body, end):
        if kind == b"ipco":
            meta.properties = [(name, content[first:last]) for name, first, last in _walk(content, start, stop)]
        elif kind == b"ipma":
            meta.owned |= dict(_read_owned(content[start:stop]))


def _read_owned(box: bytes) -> Iterator[tuple[int, list[int]]]:
    wide, long = 4 if box[0] else 2, bool(box[3] & 1)
    position = 8
    for _ in range(int.from_bytes(box[4:8])):
        item = int.from_bytes(box[position : position + wide])
        count = box[position + wide]
        position += wide + 1
        step = 2 if long else 1
        indexes = [
            int.from_bytes(box[place : place + step]) for place in range(position, position + step * count, step)
        ]
        position += step * count
        # The highest bit only says that the property is essential.
        yield item, [index & (0x7FFF if long else 0x7F) for index in indexes]


def _read_grid_size(data: bytes) -> int:
    """Return the number of pixels of a picture that is put together from tiles."""
    width, height = struct.unpack_from(">II" if data[1] & 1 else ">HH", data, 4)
    return int(width * height)


def _read_items(content: bytes, meta: _Meta, kind: bytes) -> Iterator[bytes]:
    """Yield the data of each item of this kind."""
    room = 2 * len(content)
    for item, parts in meta.places.items():
        if meta.kinds.get(item) != kind:
            continue
        lengths = [length or len(content) - start for start, length in parts]
        room -= sum(lengths)
        # Parts that overlap could add up to any size.
        if room < 0:
            raise damaged("AVIF")
        data = b"".join(content[start : start + length] for (start, _), length in zip(parts, lengths, strict=True))
        if len(data) < sum(lengths):
            raise damaged("AVIF")
        yield data


def _read_first_samples(content: bytes) -> Iterator[bytes]:
    """Yield the first frame of each track of an animation."""
    if content[8:12] != b"avis":
        return
    places: list[int] = []
    lengths: list[int] = []
    pending = [(0, len(content))]
    while pending:
        for kind, body, end in _walk(content, *pending.pop()):
            if kind in _CONTAINERS:
                pending.append((body, end))
            elif kind in (b"stco", b"co64"):
                places.append(int.from_bytes(content[body + 8 : body + (12 if kind == b"stco" else 16)]))
            elif kind == b"stsz":
                lengths.append(
                    int.from_bytes(content[body + 4 : body + 8]) or int.from_bytes(content[body + 12 : body + 16])
                )
        if len(places) + len(pending) > MAX_PARTS:
            raise too_many_parts("AVIF")
    for start, length in zip(places, lengths, strict=False):
        if not length or start + length > len(content):
            raise damaged("AVIF")
        yield content[start : start + length]
