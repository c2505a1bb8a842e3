"""Loads the engine's fonts on first use, and finds out which of them can draw a character."""

import struct
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

FOLDER = Path(__file__).resolve().parent / "fonts"
FALLBACKS = ("Inter-Bold.ttf", "DejaVuSans-Bold.ttf", "DroidSansFallback.ttf", "NotoEmoji-Medium.ttf")
# Emoji are drawn by the emoji font even if a text font has a glyph for them.
EMOJI = "NotoEmoji-Medium.ttf"
# Longer words are looked at each time, in characters.
LONGEST_KEPT = 40
JOINERS = "\u200d\ufe0f\u20e3"


@lru_cache(maxsize=64)
def load_font(name: str, size: int) -> ImageFont.FreeTypeFont:
    """Return a font at a size in pixels. Drawing with it holds the interpreter's lock."""
    return ImageFont.truetype(str(FOLDER / name), size)


@lru_cache(maxsize=16)
def _coverage(name: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return first and last code points of the ranges that a font's character map lists."""
    # Pillow cannot tell whether a font has a glyph for a character, so the font's own character map is read.
    data = (FOLDER / name).read_bytes()
    tables = struct.unpack_from(">H", data, 4)[0]
    place = next(
        struct.unpack_from(">I", data, 12 + index * 16 + 8)[0]
        for index in range(tables)
        if data[12 + index * 16 : 16 + index * 16] == b"cmap"
    )
    count = struct.unpack_from(">H", data, place + 2)[0]
    ranges: list[tuple[int, int]] = []
    for index in range(count):
        start = place + struct.unpack_from(">I", data, place + 8 + index * 8)[0]
        ranges += _read_map(data, start)
    merged = sorted(set(ranges))
    return tuple(first for first, _ in merged), tuple(last for _, last in merged)


def _read_map(data: bytes, start: int) -> list[tuple[int, int]]:
    kind = struct.unpack_from(">H", data, start)[0]
    # Of the formats of a character map, 12 covers all of Unicode and 4 its first 65,536 characters.
    if kind == 12:
        count = struct.unpack_from(">I", data, start + 12)[0]
        groups = [struct.unpack_from(">III", data, start + 16 + index * 12) for index in range(count)]
        return [(first, last) for first, last, _ in groups]
    if kind == 4:
        count = struct.unpack_from(">H", data, start + 6)[0] // 2
        lasts = struct.unpack_from(f">{count}H", data, start + 14)
        firsts = struct.unpack_from(f">{count}H", data, start + 16 + count * 2)
        # The last segment of this format is always an empty one at 0xFFFF.
        return [(first, last) for first, last in zip(firsts, lasts, strict=True) if first != 0xFFFF]
    return []


def covers(name: str, character: str) -> bool:
    """Return whether the font has a glyph for the character."""
    firsts, lasts = _coverage(name)
    point = ord(character)
    index = bisect_right(firsts, point) - 1
    # The ranges of several maps overlap, so an earlier range may contain the character too.
    return any(lasts[near] >= point for near in range(index, max(-1, index - 3), -1))


def is_emoji(character: str) -> bool:
    """Return whether the character is a pictograph."""
    point = ord(character)
    return 0x1F000 <= point <= 0x1FAFF or 0x2600 <= point <= 0x27BF or point in (0x2B50, 0x2B55, 0x231A, 0x231B)


@lru_cache(maxsize=4096)
def font_for(face: str, character: str) -> str | None:
    """Return the file name of the font that draws the character in a text set in `face`, or None if none can."""
    if is_emoji(character) and covers(EMOJI, character):
        return EMOJI
    return next((name for name in (face, *FALLBACKS) if covers(name, character)), None)


def _face_for_word(face: str, word: str) -> str:
    """Return the first font that has every letter of the word, so that no word mixes two; else the face itself."""
    # A "word" may be 20,000 characters long, and thousands of those must not be kept.
    return _face_for_short_word(face, word) if len(word) <= LONGEST_KEPT else _choose_face(face, word)


@lru_cache(maxsize=2048)
def _face_for_short_word(face: str, word: str) -> str:
    return _choose_face(face, word)


def _choose_face(face: str, word: str) -> str:
    letters = [character for character in word if character.isalnum()]
    return next((name for name in (face, *FALLBACKS) if all(covers(name, letter) for letter in letters)), face)


def split_runs(face: str, text: str) -> Sequence[tuple[str, str]]:
    """Return the text as runs of (font, characters), without characters that no font can draw."""
    runs: list[tuple[str, str]] = []
    for index, word in enumerate(text.split(" ")):
        if index and runs:
            runs[-1] = (runs[-1][0], runs[-1][1] + " ")
        own = _face_for_word(face, word)
        for character in word:
            _append(runs, own, character)
    return runs


def _append(runs: list[tuple[str, str]], face: str, character: str) -> None:
    """Add a character to the last run, or start a run where another font has to draw it."""
    previous = runs[-1][0] if runs else None
    # Accents and joiners only combine with the character before them if they are in the same run.
    keeps = character in JOINERS or "\u0300" <= character <= "\u036f"
    name = previous if previous and keeps else font_for(face, character)
    if name is None or (character in JOINERS and previous != EMOJI):
        return
    if name == previous:
        runs[-1] = (name, runs[-1][1] + character)
    else:
        runs.append((name, character))
