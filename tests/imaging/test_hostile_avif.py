"""A small AVIF cannot announce millions of parts, nor add up to more than its own length."""

import struct
import tracemalloc

import pytest

from playground.imaging.av1 import read_frames
from playground.imaging.avif import read_avif, refuse_hidden_pixels
from playground.imaging.chunks import MAX_PARTS, PartLimit
from playground.imaging.errors import NotAPicture
from tests.imaging.avif_makers import (
    box,
    make_avif,
    make_kinds,
    make_meta,
    make_places,
    make_properties,
    make_weightless_places,
)
from tests.imaging.picture_makers import draw, encode
from tests.imaging.taking import refusal

MEGABYTE = 1024 * 1024
FRAME = {1: b"av01"}
ANIMATION = b"avis\0\0\0\0avifavis"


def check_refused_cheaply(content: bytes, reason: str) -> None:
    tracemalloc.start()
    try:
        assert reason in refusal(content)
        assert tracemalloc.get_traced_memory()[1] < 8 * MEGABYTE + 4 * len(content)
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(("items", "parts"), [(1, 65_535), (20, 1_100)])
def test_parts_of_no_bytes_count(items: int, parts: int) -> None:
    content = make_avif(make_meta(make_kinds(FRAME), make_weightless_places(items, parts), make_properties()))
    assert len(content) < 400
    check_refused_cheaply(content, "too many parts")


@pytest.mark.parametrize(
    "owned",
    [
        struct.pack(">I", 2**32 - 1) + b"\0\1\0" * 10,
        struct.pack(">I", MAX_PARTS + 1) + b"\0\1\0" * (MAX_PARTS + 1),
        struct.pack(">I", 100) + b"".join(struct.pack(">HB", item, 255) + bytes(255) for item in range(100)),
    ],
)
def test_items_and_their_properties_count(owned: bytes) -> None:
    content = make_avif(make_meta(make_kinds(FRAME), make_places({1: [(0, 8)]}), make_properties(owned)))
    check_refused_cheaply(content, "too many parts")


def test_boxes_count_together_however_deep_they_are() -> None:
    unknown = box(b"iprp", box(b"ipco", box(b"free", b"") * (MAX_PARTS // 2)))
    meta = make_meta(make_kinds(FRAME), make_places({1: [(0, 8)]}), unknown * 3, make_properties())
    check_refused_cheaply(make_avif(meta), "too many parts")


def test_a_part_that_starts_beyond_the_file_makes_no_room_for_others() -> None:
    padding = bytes(MEGABYTE)
    places = {1: [(2**62, 0), *[(0, MEGABYTE)] * 50]}
    content = make_avif(make_meta(make_kinds(FRAME), make_places(places), make_properties()), padding)
    check_refused_cheaply(content, "damaged")


def test_parts_that_overlap_are_refused() -> None:
    places = {1: [(0, 500_000)] * 3}
    content = make_avif(make_meta(make_kinds(FRAME), make_places(places), make_properties()), bytes(500_000))
    with pytest.raises(NotAPicture, match="damaged"):
        refuse_hidden_pixels(content, read_avif(content), 256)
    check_refused_cheaply(content, "damaged")


def test_items_that_only_the_decoder_reads_add_up_too() -> None:
    sound = encode(draw(16, 16), "AVIF")
    stream = sound[sound.index(b"mdat") + 4 :]
    frame = (len(make_avif()) + 8, len(stream))

    def check(parts: int) -> None:
        places = {1: [frame], 2: [(0, 500_000)] * parts}
        meta = make_meta(make_kinds({1: b"av01", 2: b"tmap"}), make_places(places), make_properties())
        content = make_avif(box(b"mdat", stream), meta, bytes(500_000))
        refuse_hidden_pixels(content, read_avif(content), 256)

    check(parts=1)
    with pytest.raises(NotAPicture, match="damaged"):
        check(parts=3)


def make_track(place: int, length: int) -> bytes:
    chunks = box(b"stco", struct.pack(">III", 0, 1, place))
    return box(b"trak", chunks + box(b"stsz", struct.pack(">III", 0, length, 1)))


def test_tracks_that_share_their_frame_do_not_add_up() -> None:
    meta = make_meta(make_kinds(FRAME), make_places({}), make_properties())
    movie = box(b"moov", make_track(0, MEGABYTE) * 200)
    check_refused_cheaply(make_avif(meta, movie, bytes(MEGABYTE), brand=ANIMATION), "damaged")


@pytest.mark.parametrize("brand", [b"avis", b"avif"])
def test_the_items_of_a_track_count_too(brand: bytes) -> None:
    sound = encode(draw(), "AVIF", save_all=True, append_images=[draw()])
    hostile = box(b"moov", box(b"trak", make_meta(make_weightless_places(60, 65_535))))
    content = sound[:8] + brand + sound[12:].replace(b"moov", b"free", 1) + hostile
    check_refused_cheaply(content, "too many parts")


def test_units_of_all_streams_count_together() -> None:
    # Each unit has two bytes: its kind, with a length, and the length 0.
    stream = b"\x12\0" * 1000
    limit = PartLimit("AVIF")
    for _ in range(MAX_PARTS // 1000):
        with pytest.raises(NotAPicture, match="damaged"):
            list(read_frames(stream, limit))
    with pytest.raises(NotAPicture, match="too many parts"):
        list(read_frames(stream, limit))
