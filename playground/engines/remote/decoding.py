"""Pictures that the answer of an API contains as Base64."""

import asyncio
import base64
import binascii
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from playground.engines.remote.faults import lost_result
from playground.engines.remote.session import ApiCall

# More characters than this are decoded in a thread, so that the loop is not blocked.
MOST_DECODED_IN_LOOP = 256 * 1024


async def decode_pictures(texts: Sequence[str], call: ApiCall, threads: ThreadPoolExecutor) -> tuple[bytes, ...]:
    """Return the files; raise `Lost` for what is not Base64. Their size was limited with that of the answer."""
    try:
        if sum(map(len, texts)) <= MOST_DECODED_IN_LOOP:
            return _decode(texts)
        return await asyncio.get_running_loop().run_in_executor(threads, _decode, texts)
    except (binascii.Error, ValueError) as error:
        raise lost_result("its answer contains invalid Base64 instead of the file.", call, permanent=True) from error


def _decode(texts: Sequence[str]) -> tuple[bytes, ...]:
    # Some servers break the lines of Base64, which `validate` would refuse.
    return tuple(base64.b64decode("".join(text.split()), validate=True) for text in texts)
