"""Compares with Chromium which of 2,000 damaged picture files an upload takes.

The files are mutations of pictures of ten formats, and the same in each run. A file that Chromium shows whole should be
taken; one of which it shows nothing should be refused. Where it shows a part, which it does while a file is still being
loaded, an upload may do either: half a picture is no use to anybody, but a missing end mark does no harm.
"""

import argparse
import base64
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

from PIL import Image, PngImagePlugin
from playwright.sync_api import Page

from benchmarks.browsing import chromium, visiting
from benchmarks.figures import judge_minimum, note, print_table
from playground.imaging.errors import PictureError
from playground.imaging.uploads import verify_upload
from tests.imaging.picture_makers import encode

type Shown = Literal["whole", "part", "nothing"]

LEAST_AGREEMENT = 99
FILES = 2000
SHOW_SCRIPT = Path(__file__).with_name("showing.js").read_text()
# Files for each call of the browser: few calls, but little memory.
BATCH = 50
TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp", "GIF": "image/gif", "AVIF": "image/avif"}


@dataclass(frozen=True, slots=True)
class Sample:
    """A file: the format of the original, what was done to it, and its number."""

    kind: str
    mutation: str
    number: int
    media_type: str
    content: bytes


def draw(mode: str = "RGB") -> Image.Image:
    """Return a picture with gradients and noise."""
    red = Image.linear_gradient("L").resize((96, 72))
    green = red.transpose(Image.Transpose.ROTATE_180)
    random_bytes = random.Random(7).randbytes(96 * 72)
    picture = Image.merge("RGB", (red, green, Image.frombytes("L", (96, 72), random_bytes)))
    if mode == "RGBA":
        picture.putalpha(red)
        return picture
    return picture.convert(mode)


def make_originals() -> dict[str, tuple[str, bytes]]:
    """Return a sound file of each format, with metadata as other software writes it."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 1, "A description " * 20
    text = PngImagePlugin.PngInfo()
    text.add_text("Software", "A program " * 30)
    more: dict[str, Any] = {"save_all": True, "append_images": [draw().rotate(90), draw().rotate(180)], "duration": 80}
    palette = draw("P")
    return {
        "PNG": _encode(draw(), "PNG", exif=exif, pnginfo=text),
        "PNG with a palette": _encode(palette, "PNG", transparency=bytes(range(256)), pnginfo=text),
        "animated PNG": _encode(draw(), "PNG", **more),
        "JPEG": _encode(draw(), "JPEG", exif=exif, comment="A comment"),
        "progressive JPEG": _encode(draw(), "JPEG", exif=exif, progressive=True),
        "WebP": _encode(draw(), "WEBP", exif=exif, xmp=b"<x/>" * 50),
        "lossless WebP": _encode(draw("RGBA"), "WEBP", lossless=True),
        "animated WebP": _encode(draw(), "WEBP", **more),
        "animated GIF": _encode(palette, "GIF", comment="A comment " * 20, **more),
        "AVIF": _encode(draw(), "AVIF", exif=exif),
    }


def _encode(picture: Image.Image, form: str, **options: Any) -> tuple[str, bytes]:  # noqa: ANN401
    return TYPES[form], encode(picture, form, **options)


def flip_bits(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.randint(1, 3)):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def change_header(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    changed[chance.randrange(min(200, len(changed)))] = chance.randrange(256)
    return bytes(changed)


def cut_off(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content))]


def cut_the_end(content: bytes, chance: random.Random) -> bytes:
    return content[: -chance.randint(1, 16)]


def append(content: bytes, chance: random.Random) -> bytes:
    return content + chance.randbytes(chance.randint(1, 3000))


def insert(content: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(content))
    return content[:place] + chance.choice((b"\0", b"\xff", chance.randbytes(3))) + content[place:]


def remove(content: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(content))
    return content[:place] + content[place + chance.randint(1, 8) :]


def repeat(content: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(content))
    return content[:place] + content[place : place + chance.randint(4, 64)] + content[place:]


def overwrite(content: bytes, chance: random.Random) -> bytes:
    place, length = chance.randrange(len(content)), chance.randint(2, 40)
    return content[:place] + chance.choice((bytes(length), chance.randbytes(length))) + content[place + length :]


def leave(content: bytes, _chance: random.Random) -> bytes:
    return content


MUTATIONS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    *(flip_bits, change_header, cut_off, cut_the_end, append, insert, remove, repeat, overwrite, leave),
)


def make_samples(files: int) -> Iterator[Sample]:
    """Yield the files, in turns of each format and each mutation."""
    originals = make_originals()
    for number in range(files):
        kind = list(originals)[number % len(originals)]
        mutation = MUTATIONS[number // len(originals) % len(MUTATIONS)]
        media_type, content = originals[kind]
        chance = random.Random(number)
        yield Sample(kind, mutation.__name__.replace("_", " "), number, media_type, mutation(content, chance))


def ask_chromium(page: Page, samples: list[Sample]) -> list[Shown]:
    """Return how much of each file the browser shows."""
    shown: list[Shown] = []
    for start in range(0, len(samples), BATCH):
        batch = [[item.media_type, base64.b64encode(item.content).decode()] for item in samples[start : start + BATCH]]
        shown += page.evaluate(SHOW_SCRIPT, batch)
    return shown


def is_taken(content: bytes) -> bool:
    try:
        verify_upload(BytesIO(content))
    except PictureError:
        return False
    return True


def main() -> None:
    """Print the agreement for each format and mutation, then every file on which it differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=FILES, help="the number of files")
    parser.add_argument("--keep", type=Path, help="a folder for the files that differ")
    options = parser.parse_args()
    samples = list(make_samples(options.files))
    with chromium() as browser, visiting(browser) as (page, _session):
        # A secure context, as `ImageDecoder` needs one.
        page.route("https://files.example/", lambda route: route.fulfill(body="<!doctype html>"))
        page.goto("https://files.example/")
        shown = ask_chromium(page, samples)
    taken = [is_taken(sample.content) for sample in samples]
    report(samples, shown, taken, options.keep)


def report(samples: list[Sample], shown: list[Shown], taken: list[bool], keep: Path | None) -> None:
    rows = list(zip(samples, shown, taken, strict=True))
    decided = [row for row in rows if row[1] != "part"]
    different = [(item, seen) for item, seen, is_in in decided if (seen == "whole") != is_in]
    agreement = 100 * (1 - len(different) / len(decided))
    figures = [
        judge_minimum("files that Chromium shows whole or not at all: the same", agreement, LEAST_AGREEMENT, "%")
    ]
    counts = Counter((seen, is_in) for _, seen, is_in in rows)
    for seen in ("whole", "part", "nothing"):
        number, kept = counts[seen, True] + counts[seen, False], counts[seen, True]
        figures.append(note(f"Chromium shows {'the whole' if seen == 'whole' else seen}", f"{number}, {kept} taken"))
    alike = sum((seen != "nothing") == is_in for _, seen, is_in in rows)
    figures.append(note("all files the same, if a part counted as shown", f"{100 * alike / len(rows):.4g} %"))
    for title, name_of in (("format", lambda item: item.kind), ("mutation", lambda item: item.mutation)):
        totals = Counter(name_of(item) for item, _, _ in decided)
        faults = Counter(name_of(item) for item, _ in different)
        figures += [note(f"{title}: {name}", f"{totals[name] - faults[name]} of {totals[name]}") for name in totals]
    print_table(figures)
    for item, seen in different:
        print(f"- {item.number}: {item.kind}, {item.mutation}: Chromium shows {seen}")
        if keep:
            keep.mkdir(parents=True, exist_ok=True)
            (keep / f"{item.number}.{item.media_type.partition('/')[2]}").write_bytes(item.content)


if __name__ == "__main__":
    main()
