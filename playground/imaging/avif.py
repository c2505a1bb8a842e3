"""Reads the size and the colours of an AVIF, and refuses files that would take too much memory or time to decode."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain

from playground.imaging.av1 import read_frames
from playground.imaging.avif_boxes import METADATA, Meta, find_meta, read_meta, walk_boxes
from playground.imaging.chunks import PartLimit, damaged
from playground.imaging.errors import NotAPicture

# A picture has its colours, its opacity and perhaps a gain map and a preview.
_MOST_PICTURES = 4
# The major brands that Pillow accepts.
_BRANDS = (b"avif", b"avis", b"mif1", b"msf1")
_UNKNOWN = b"free"
_CONTAINERS = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl"})


@dataclass(frozen=True, slots=True)
class AvifHeader:
    """The size of an AVIF, and its primaries and transfer curve as numbers of ITU-T H.273, or None."""

    size: tuple[int, int]
    code_points: tuple[int, int] | None
    meta: Meta = field(repr=False, compare=False)


def is_avif(content: bytes) -> bool:
    """Return whether the file names an AVIF brand. HEIC pictures and videos have the same kind of container."""
    return content[4:8] == b"ftyp" and not _read_brands(content).isdisjoint({b"avif", b"avis"})


def _read_brands(content: bytes) -> set[bytes]:
    length = min(int.from_bytes(content[:4]), 256)
    return {content[8:12], *(content[place : place + 4] for place in range(16, length - 3, 4))}


def read_avif(content: bytes) -> AvifHeader:
    """Return the size and colours of the primary picture. Raise `NotAPicture` if the header is damaged."""
    try:
        meta = find_meta(content, PartLimit("AVIF"))
    except (struct.error, IndexError) as error:
        raise damaged("AVIF") from error
    mine = [
        meta.properties[index - 1] for index in meta.owned.get(meta.primary, ()) if 0 < index <= len(meta.properties)
    ]
    sizes = [struct.unpack_from(">II", body, 4) for kind, body in mine if kind == b"ispe" and len(body) >= 12]
    if not sizes:
        raise damaged("AVIF")
    nclx = [body for kind, body in mine if kind == b"colr" and body[:4] == b"nclx" and len(body) >= 8]
    return AvifHeader(sizes[0], struct.unpack_from(">HH", nclx[0], 4) if nclx else None, meta)


def refuse_hidden_pixels(content: bytes, header: AvifHeader, most_pixels: int) -> None:
    """Raise `NotAPicture` if the frames inside have more pixels than the header may say.

    A small header can hide a frame of a gigabyte, or thousands of frames that are decoded before one is shown.
    """
    limit = PartLimit("AVIF")
    try:
        _refuse_overlaps(content, header.meta)
        grids = [_read_grid_size(data) for data in _read_items(content, header.meta, b"grid")]
        streams = chain(_read_items(content, header.meta, b"av01"), _read_first_samples(content, limit))
        frames = [width * height for stream in streams for width, height in read_frames(stream, limit)]
    except (struct.error, IndexError) as error:
        raise damaged("AVIF") from error
    if not frames:
        raise damaged("AVIF")
    if max(frames + grids) > most_pixels or sum(frames) > _MOST_PICTURES * most_pixels:
        raise NotAPicture(
            "This AVIF file contains a larger picture than its header says. Save it again and use the new file."
        )


def without_metadata(content: bytes, header: AvifHeader) -> bytes:
    """Return the file with EXIF and XMP marked as unknown, because the decoder refuses pictures for faults in them."""
    changed = bytearray(content)
    for place in header.meta.metadata:
        changed[place : place + 4] = _UNKNOWN
    if content[8:12] not in _BRANDS:
        changed[8:12] = _BRANDS[0]
    return bytes(changed)


def _read_grid_size(data: bytes) -> int:
    """Return the number of pixels of a picture that is put together from tiles."""
    width, height = struct.unpack_from(">II" if data[1] & 1 else ">HH", data, 4)
    return int(width * height)


def _refuse_overlaps(content: bytes, meta: Meta) -> None:
    """Raise `NotAPicture` if the items together are longer than the file by far.

    Parts that overlap could add up to any size, and both this code and the decoder join them.
    """
    total = 0
    for item, parts in meta.places.items():
        if meta.kinds.get(item) not in METADATA:
            for start, length in parts:
                rest = max(len(content) - start, 0)
                total += min(length or rest, rest)
    if total > 2 * len(content):
        raise damaged("AVIF")


def _read_items(content: bytes, meta: Meta, kind: bytes) -> Iterator[bytes]:
    """Yield the data of each item of this kind."""
    for item, parts in meta.places.items():
        if meta.kinds.get(item) == kind:
            yield b"".join(_cut(content, start, length or len(content) - start) for start, length in parts)


def _cut(content: bytes, start: int, length: int) -> bytes:
    if start > len(content) or length < 0 or start + length > len(content):
        raise damaged("AVIF")
    return content[start : start + length]


def _read_first_samples(content: bytes, limit: PartLimit) -> Iterator[bytes]:
    """Yield the first frame of each track of an animation."""
    # The decoder also reads the tracks of a file that only lists this brand, but shows the still picture.
    if b"avis" not in _read_brands(content):
        return
    samples = _find_first_samples(content, limit)
    if content[8:12] != b"avis":
        return
    # As with items, tracks that share their frames could add up to any size.
    if not all(length for _, length in samples) or sum(length for _, length in samples) > 2 * len(content):
        raise damaged("AVIF")
    for start, length in samples:
        yield _cut(content, start, length)


def _find_first_samples(content: bytes, limit: PartLimit) -> list[tuple[int, int]]:
    places: list[int] = []
    lengths: list[int] = []
    pending = [(0, len(content))]
    while pending:
        start, stop = pending.pop()
        for kind, body, end in walk_boxes(content, start, stop, limit):
            if kind in _CONTAINERS:
                pending.append((body, end))
            elif kind == b"meta" and start:
                # A track may have items of its own, which the decoder reads as well.
                read_meta(content, body, end, limit)
            elif kind in (b"stco", b"co64"):
                places.append(int.from_bytes(content[body + 8 : body + (12 if kind == b"stco" else 16)]))
            elif kind == b"stsz":
                lengths.append(
                    int.from_bytes(content[body + 4 : body + 8]) or int.from_bytes(content[body + 12 : body + 16])
                )
    return list(zip(places, lengths, strict=False))
