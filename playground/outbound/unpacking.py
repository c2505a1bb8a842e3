"""Reads the content of an answer up to a limit, packed or not."""

import zlib
from collections.abc import Iterable, Iterator

import httpx

from playground.outbound.errors import TooLarge, Unreachable

# Either gzip or zlib, told by the head.
_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS


def read_content(response: httpx.Response, most_bytes: int) -> bytes:
    """Return the content unpacked, or raise `TooLarge` as soon as it is more than `most_bytes`.

    Plain content is asked for; a server that packs it all the same may do so once, with gzip or deflate. Unpacking
    stops at the limit as well, so that a few bytes cannot fill the memory.
    """
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    parts: Iterable[bytes]
    if encoding in {"", "identity"}:
        parts = _read_plain(response, most_bytes)
    elif encoding in {"gzip", "x-gzip", "deflate"}:
        parts = _unpack(response.iter_raw(), most_bytes)
    else:
        raise Unreachable("It packs its answer in a way that was not asked for.")
    content = bytearray()
    for part in parts:
        content += part
        if len(content) > most_bytes:
            raise TooLarge(f"It is larger than {_in_words(most_bytes)}.")
    return bytes(content)


def _read_plain(response: httpx.Response, most_bytes: int) -> Iterator[bytes]:
    announced = response.headers.get("Content-Length", "")
    if announced.isascii() and announced.isdigit() and int(announced) > most_bytes:
        raise TooLarge(f"It is larger than {_in_words(most_bytes)}.")
    return response.iter_raw()


def _unpack(packed: Iterable[bytes], most_bytes: int) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(_GZIP_OR_ZLIB)
    try:
        for part in packed:
            yield unpacker.decompress(part, most_bytes + 1)
            # What is left over waits until the reader has counted, who stops at the limit.
            while unpacker.unconsumed_tail:
                yield unpacker.decompress(unpacker.unconsumed_tail, most_bytes + 1)
            if unpacker.eof:
                return
    except zlib.error as error:
        raise Unreachable("Its packed answer is damaged.") from error
    raise Unreachable("Its packed answer broke off.")


def _in_words(size: int) -> str:
    return f"{size // 1024**2} MB" if size >= 1024**2 else f"{size} bytes"
