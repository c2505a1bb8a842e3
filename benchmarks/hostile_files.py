"""Measures what the check of an upload costs at most for files whose counts, lengths and places are extreme.

The files are AVIF pictures and animations with extreme numbers in their boxes, boxes made for this, and pictures of the
other formats with extreme numbers behind the names of their chunks. Each is small, and the same in each run.
"""

import argparse
import random
import re
import resource
import time
import tracemalloc
from collections.abc import Callable, Iterator

from benchmarks.faulty_files import draw, is_taken, make_originals
from benchmarks.figures import judge_maximum, note, print_table
from tests.imaging.avif_makers import (
    box,
    make_avif,
    make_kinds,
    make_meta,
    make_places,
    make_properties,
    make_weightless_places,
)
from tests.imaging.picture_makers import encode

FILES = 3000
# The longest file has 3 MB. A megabyte of boxes, of which none is refused yet, takes some 40 ms.
MOST_MEGABYTES = 8
MOST_MILLISECONDS = 150
MOST_OF_PROCESS = 400
# Without this, one file could take all memory of the machine.
MOST_ADDRESS_SPACE = 4 << 30
EXTREMES = (0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 2**31 - 1, 2**31, 2**32 - 1, 2**62, 2**64 - 1)
PADDING = bytes(200_000)
_NAME = re.compile(rb"[A-Za-z][A-Za-z0-9]{2}[A-Za-z0-9 ]")


def change_numbers(content: bytes, chance: random.Random) -> bytes:
    """Return the file with one to four extreme numbers near the names of its boxes, chunks or segments."""
    changed = bytearray(content)
    names = [found.start() for found in _NAME.finditer(content)] or [0]
    for _ in range(chance.randint(1, 4)):
        width = chance.choice((1, 2, 4, 8))
        place = max(chance.choice(names) + chance.choice((-4, *range(4, 24))), 0)
        changed[place : place + width] = (chance.choice(EXTREMES) % 256**width).to_bytes(width)
    return bytes(changed)


def make_boxes(chance: random.Random) -> bytes:
    """Return an AVIF with parts that have no bytes, overlap or start beyond the file, in the file or in a track."""
    items = range(1, chance.choice((2, 20, 200)))
    starts, lengths = (0, 100, len(PADDING), 2**40, 2**62), (0, 1, 1000, len(PADDING), 2**40)
    parts = [(chance.choice(starts), chance.choice(lengths)) for _ in range(chance.choice((1, 50, 200)))]
    weightless = make_weightless_places(chance.choice((1, 20, 500)), chance.choice((1, 1000, 65_535)))
    places = chance.choice((weightless, make_places(dict.fromkeys(items, parts))))
    count = chance.choice((1, 1000, 2**32 - 1)).to_bytes(4)
    properties = make_properties(count + b"\0\1\1\1" * chance.choice((1, 20, 5000)))
    meta = make_meta(make_kinds(dict.fromkeys(items, b"av01")), places, properties)
    sizes = box(b"stsz", bytes(4) + chance.choice(lengths[:4]).to_bytes(4) + b"\0\0\0\1")
    track = box(b"trak", box(b"stco", bytes(7) + b"\1" + bytes(4)) + sizes + chance.choice((b"", meta)))
    movie = box(b"moov", track * (1 if len(track) > len(PADDING) // 10 else chance.choice((1, 100))))
    return make_avif(meta, movie, PADDING, brand=chance.choice((b"avif", b"avis")) + b"\0\0\0\0avifavis")


def make_samples(files: int) -> Iterator[tuple[str, bytes]]:
    """Yield the kind and the content of each file."""
    originals = {kind: content for kind, (_type, content) in make_originals().items()}
    originals["animated AVIF"] = encode(draw(), "AVIF", save_all=True, append_images=[draw().rotate(90)])
    makers: dict[str, Callable[[random.Random], bytes]] = {"boxes": make_boxes}
    for number in range(files):
        chance = random.Random(number)
        # Most files are AVIF, because its boxes hold the most counts.
        kind = chance.choice((*originals, "AVIF", "animated AVIF", *["boxes"] * 6))
        yield kind, makers[kind](chance) if kind in makers else change_numbers(originals[kind], chance)


def measure(content: bytes) -> tuple[float, float, bool]:
    """Return the milliseconds of processor time, the megabytes at most, and whether the file was taken."""
    started = time.process_time()
    taken = is_taken(content)
    milliseconds = 1000 * (time.process_time() - started)
    # Tracing makes everything several times slower, so it gets a run of its own.
    tracemalloc.start()
    is_taken(content)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return milliseconds, most / 2**20, taken


def main() -> None:
    """Print the highest cost of each kind of file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=FILES, help="the number of files")
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (MOST_ADDRESS_SPACE, MOST_ADDRESS_SPACE))
    # What is loaded on first use is not part of a file's cost.
    for _media_type, content in make_originals().values():
        is_taken(content)
    costs: dict[str, list[tuple[float, float, bool]]] = {}
    for kind, content in make_samples(options.files):
        costs.setdefault(kind, []).append(measure(content))
    every = [cost for found in costs.values() for cost in found]
    figures = [
        judge_maximum("memory of the worst file", max(cost[1] for cost in every), MOST_MEGABYTES, "MB"),
        judge_maximum("processor time of the worst file", max(cost[0] for cost in every), MOST_MILLISECONDS, "ms"),
    ]
    for kind, found in sorted(costs.items()):
        time_, memory = (max(cost[index] for cost in found) for index in (0, 1))
        taken = sum(cost[2] for cost in found)
        figures.append(note(kind, f"{len(found)}, {taken} taken; at most {time_:.0f} ms and {memory:.1f} MB"))
    # Of the whole process, so the memory of the decoders counts, too.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figures.insert(2, judge_maximum("memory of the process at its highest", peak, MOST_OF_PROCESS, "MB"))
    print_table(figures)


if __name__ == "__main__":
    main()
