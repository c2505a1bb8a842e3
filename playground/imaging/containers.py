"""Embeds a recipe in a picture file without changing the image data, and reads it back."""

import hashlib
import json
import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

from playground.imaging.chunks import PNG_SIGNATURE, make_png_chunk, walk_jpeg, walk_png
from playground.imaging.errors import NotAPicture
from playground.imaging.facts import read_size, recognise_format
from playground.imaging.packets import read_packet, write_packet
from playground.imaging.webp import read_xmp, replace_xmp

KEYWORD = b"flux-playground-recipe"
_COMPRESSED_ABOVE = 1024
_LONG_TEXT = 1024
_LONGEST_RECIPE = 4 * 1024 * 1024
_XMP_HEADER = b"http://ns.adobe.com/xap/1.0/\0"
# The length of a JPEG segment has two bytes, and it counts these two bytes as well.
_LONGEST_SEGMENT = 0xFFFF - 2
_UNWRITABLE = re.compile("[\ud800-\udfff\ufffe\uffff]")
_NOTE = "Long texts are replaced by their SHA-256, because a JPEG can hold at most 64 KB of metadata."


def embed_recipe(content: bytes, format: str, recipe: Mapping[str, Any]) -> bytes:
    """Return the picture with the recipe, which replaces an earlier one. `format` is png, jpg or webp.

    A PNG stores the recipe as text; JPEG and WebP store it as XMP, next to any other XMP. If it is too large for a
    JPEG, texts of more than 1,024 characters are replaced by `<name>_sha256`, and a `note` is added. If it still does
    not fit, the content is returned unchanged. Raises `NotAPicture` if the content is not a complete picture.
    """
    if recognise_format(content) != format or format not in _WRITERS:
        raise NotAPicture("This is not a PNG, JPEG or WebP picture.")
    read_size(content, format)
    return _WRITERS[format](content, recipe)


def read_recipe(content: bytes) -> dict[str, Any] | None:
    """Return the recipe in a PNG, JPEG or WebP, or None. Never raises an exception, whatever the bytes are."""
    try:
        text = _READERS[recognise_format(content) or ""](content)
        # The file may come from anybody, and a NaN could not be written as JSON again.
        recipe = json.loads(text or "null", parse_constant=_refuse_constant)
    except (NotAPicture, KeyError, IndexError, ValueError, RecursionError, struct.error, zlib.error):
        return None
    return recipe if isinstance(recipe, dict) else None


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _to_json(recipe: Mapping[str, Any]) -> str:
    """Return the recipe as one line of JSON, escaping the characters that UTF-8 or XML cannot represent."""
    text = json.dumps(recipe, ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True, default=dict)
    return _UNWRITABLE.sub(lambda letter: f"\\u{ord(letter[0]):04x}", text)


def _write_png(content: bytes, recipe: Mapping[str, Any]) -> bytes:
    text = _to_json(recipe).encode()
    packed = len(text) > _COMPRESSED_ABOVE
    flags = b"\0\1\0" if packed else b"\0\0\0"
    body = KEYWORD + flags + b"\0\0" + (zlib.compress(text) if packed else text)
    recipe_chunk = make_png_chunk(b"iTXt", body)
    old = [
        chunk for chunk in walk_png(content) if chunk.kind == b"iTXt" and _is_recipe(content[chunk.body : chunk.stop])
    ]
    # The recipe follows the IHDR chunk, which is 25 bytes long and must be the first chunk.
    start = len(PNG_SIGNATURE) + 25
    parts = [content[:start], recipe_chunk]
    for chunk in old:
        parts.append(content[start : chunk.start])
        start = chunk.end
    return b"".join([*parts, content[start:]])


def _is_recipe(payload: bytes) -> bool:
    return payload.startswith(KEYWORD + b"\0")


def _read_png(content: bytes) -> str | None:
    for chunk in walk_png(content):
        payload = content[chunk.body : chunk.stop]
        if chunk.kind == b"iTXt" and _is_recipe(payload):
            packed = payload[len(KEYWORD) + 1 : len(KEYWORD) + 2] == b"\1"
            text = payload[len(KEYWORD) + 3 :].split(b"\0", 2)[2]
            # The limit keeps a decompression bomb from filling the memory.
            return (zlib.decompressobj().decompress(text, _LONGEST_RECIPE) if packed else text).decode()
    return None


def _write_jpeg(content: bytes, recipe: Mapping[str, Any]) -> bytes:
    start, end = _find_jpeg_xmp(content)
    old = content[start:end][4 + len(_XMP_HEADER) :]
    for candidate in _shorten(recipe):
        payload = _XMP_HEADER + write_packet(old, _to_json(candidate))
        if len(payload) <= _LONGEST_SEGMENT:
            return content[:start] + b"\xff\xe1" + struct.pack(">H", len(payload) + 2) + payload + content[end:]
    return content


def _find_jpeg_xmp(content: bytes) -> tuple[int, int]:
    """Return the start and end of the XMP segment. If there is none, both are its place: after JFIF and EXIF."""
    place = 2
    for segment in walk_jpeg(content):
        head = content[segment.body : segment.body + len(_XMP_HEADER)]
        if segment.kind == b"\xe1" and head == _XMP_HEADER:
            return segment.start, segment.end
        leads = segment.kind == b"\xe0" or (segment.kind == b"\xe1" and head.startswith(b"Exif\0"))
        if leads and segment.start == place:
            place = segment.end
    return place, place


def _read_jpeg(content: bytes) -> str | None:
    start, end = _find_jpeg_xmp(content)
    return read_packet(content[start:end])


def _shorten(recipe: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the recipe, then the recipe with long texts as hashes, then only its own hash."""
    yield recipe
    yield {**_hash_long_texts(recipe), "note": _NOTE}
    yield {"recipe_sha256": _hash(_to_json(recipe)), "note": _NOTE}


def _hash_long_texts(recipe: Mapping[str, Any]) -> dict[str, Any]:
    short: dict[str, Any] = {}
    for name, value in recipe.items():
        if isinstance(value, str) and len(value) > _LONG_TEXT:
            short[f"{name}_sha256"] = _hash(value)
        else:
            short[name] = _hash_long_texts(value) if isinstance(value, Mapping) else value
    return short


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _write_webp(content: bytes, recipe: Mapping[str, Any]) -> bytes:
    return replace_xmp(content, write_packet(read_xmp(content), _to_json(recipe)))


def _read_webp(content: bytes) -> str | None:
    return read_packet(read_xmp(content))


_WRITERS = {"png": _write_png, "jpg": _write_jpeg, "webp": _write_webp}
_READERS = {"png": _read_png, "jpg": _read_jpeg, "webp": _read_webp}
