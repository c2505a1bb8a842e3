"""Reads the texts in a picture file, by their names, without decoding the picture: PNG text, EXIF and comments.

What a file says is bounded, because it may be made to fill the memory: by length, by number, and in all.
"""

import zlib
from collections.abc import Iterator
from contextlib import suppress

from playground.imaging.chunks import Chunk, walk_jpeg, walk_webp, walk_whole_png_chunks
from playground.imaging.errors import NotAPicture
from playground.imaging.facts import recognise_format
from playground.recall.files.exif import read_exif

# The largest graphs of ComfyUI have some hundred kilobytes.
LONGEST_TEXT = 1024 * 1024
MOST_BYTES = 4 * 1024 * 1024
MOST_TEXTS = 100
_LONGEST_NAME = 79


class _Budget:
    """Counts what the texts of one file cost, also those that are refused: a refused one was inflated, too."""

    def __init__(self) -> None:
        self.bytes, self.texts = MOST_BYTES, MOST_TEXTS

    def spend(self, size: int) -> None:
        self.bytes -= size

    def take_text(self, text: str) -> bool:
        """Count one text, and return whether the file may have it."""
        self.texts -= 1
        self.spend(len(text))
        return self.texts >= 0 and self.bytes >= 0


def read_texts(content: bytes) -> dict[str, str]:
    """Return the texts by PNG keyword or EXIF field; the first of a name counts. A damaged file has what is whole."""
    read = {"png": _read_png, "jpg": _read_jpeg, "webp": _read_webp}.get(recognise_format(content) or "")
    texts: dict[str, str] = {}
    budget = _Budget()
    # A file may end early, as one that was cut off by its transport; what came before is whole.
    with suppress(NotAPicture):
        for name, text in read(content, budget) if read else ():
            if not budget.take_text(text):
                break
            if text and len(text) <= LONGEST_TEXT:
                texts.setdefault(name, text)
    return texts


def _read_png(content: bytes, budget: _Budget) -> Iterator[tuple[str, str]]:
    # All chunks are walked, since tools may write texts after the picture.
    for chunk in walk_whole_png_chunks(content):
        body = content[chunk.body : chunk.stop]
        if chunk.kind == b"eXIf":
            # The block counts as well, since one without texts takes time, too.
            yield from [("", ""), *read_exif(body).items()]
        elif chunk.kind in (b"tEXt", b"zTXt", b"iTXt"):
            name, _, rest = body.partition(b"\0")
            text = _decode(_unpack(chunk, rest, budget))
            # What has too long a name counts as a text, but is none.
            yield (name.decode("latin-1"), text) if len(name) <= _LONGEST_NAME else ("", "")


def _unpack(chunk: Chunk, rest: bytes, budget: _Budget) -> bytes:
    """Return the bytes of the text, which may be compressed; none if they are too many or damaged."""
    if chunk.kind == b"tEXt":
        return rest
    if chunk.kind == b"zTXt":
        return _inflate(rest[1:], budget)
    # A flag, a method, and two texts about the language are before the text.
    parts = rest[2:].split(b"\0", 2)
    text = parts[2] if len(parts) == 3 else b""
    return _inflate(text, budget) if rest[:1] == b"\1" else text


def _inflate(packed: bytes, budget: _Budget) -> bytes:
    unpacker = zlib.decompressobj()
    try:
        text = unpacker.decompress(packed, LONGEST_TEXT)
    except zlib.error:
        # How much was inflated before the fault is not known.
        budget.spend(LONGEST_TEXT)
        return b""
    if unpacker.unconsumed_tail:
        budget.spend(len(text))
        return b""
    return text


def _decode(text: bytes) -> str:
    """Decode UTF-8, which many tools write where PNG says Latin-1; what is not UTF-8 is Latin-1."""
    try:
        return text.decode()
    except UnicodeDecodeError:
        return text.decode("latin-1")


def _read_jpeg(content: bytes, _: _Budget) -> Iterator[tuple[str, str]]:
    for segment in walk_jpeg(content):
        body = content[segment.body : segment.stop]
        if segment.kind == b"\xe1" and body.startswith(b"Exif\0"):
            yield from [("", ""), *read_exif(body).items()]
        elif segment.kind == b"\xfe":
            yield "Comment", _decode(body)


def _read_webp(content: bytes, _: _Budget) -> Iterator[tuple[str, str]]:
    for chunk in walk_webp(content):
        if chunk.kind == b"EXIF":
            yield from [("", ""), *read_exif(content[chunk.body : chunk.stop]).items()]
