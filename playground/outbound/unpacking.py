"""Reads the content of a response up to a limit, compressed or not."""

import zlib
from collections.abc import Iterable, Iterator

import httpx

from playground.outbound.errors import TooLarge, Unreachable

# With this value zlib detects gzip and zlib data by the header.
_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS


def read_content(response: httpx.Response, max_bytes: int) -> bytes:
    """Return the decompressed content. Raise `TooLarge` as soon as it exceeds `max_bytes`."""
    # The request asks for uncompressed content, but some servers compress anyway. A single compression with gzip or
    # deflate is accepted. Decompression stops at the limit, so that a small response cannot fill the memory.
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    parts: Iterable[bytes]
    if encoding in {"", "identity"}:
        parts = _read_plain(response, max_bytes)
    elif encoding in {"gzip", "x-gzip", "deflate"}:
        parts = _unpack(response.iter_raw(), max_bytes)
    else:
        raise Unreachable("It uses a compression that was not requested.")
    content = bytearray()
    for part in parts:
        content += part
        if len(content) > max_bytes:
            raise TooLarge(f"It is larger than {_format_size(max_bytes)}.")
    return bytes(content)


def _read_plain(response: httpx.Response, max_bytes: int) -> Iterator[bytes]:
    announced = response.headers.get("Content-Length", "")
    if announced.isascii() and announced.isdigit() and int(announced) > max_bytes:
        raise TooLarge(f"It is larger than {_format_size(max_bytes)}.")
    return response.iter_raw()


def _unpack(packed: Iterable[bytes], max_bytes: int) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(_GZIP_OR_ZLIB)
    try:
        for part in packed:
            yield unpacker.decompress(part, max_bytes + 1)
            # The rest is decompressed in steps, so that the caller can stop at the limit.
            while unpacker.unconsumed_tail:
                yield unpacker.decompress(unpacker.unconsumed_tail, max_bytes + 1)
            if unpacker.eof:
                return
    except zlib.error as error:
        raise Unreachable("Its compressed response is damaged.") from error
    raise Unreachable("Its compressed response is incomplete.")


def _format_size(size: int) -> str:
    return f"{size // 1024**2} MB" if size >= 1024**2 else f"{size} bytes"
