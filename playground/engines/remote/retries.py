"""Which requests are repeated, how often and after which pauses: only those that cannot be paid for twice."""

import random
from collections.abc import Awaitable, Callable

import stamina
from stamina.instrumentation import LoggingOnRetryHook, set_on_retry_hooks

from playground.engines.errors import Busy, Lost, NotConnected, RemoteFault, Undocumented

# Tries of an upload or the request itself, of a poll, of a poll whose answer is not as documented, of a download. A job
# that the API does not know is polled a few times, since it may not have reached every machine there yet.
TRIES = 5
POLL_TRIES = 8
UNDOCUMENTED_TRIES = 5
DOWNLOAD_TRIES = 4
KEY_TRIES = 2
UNKNOWN_JOB_TRIES = 3
# stamina's default would load structlog and prometheus_client where they are installed, and log in its own format.
set_on_retry_hooks([LoggingOnRetryHook])


async def repeat[T](
    once: Callable[[], Awaitable[T]], may_repeat: Callable[[RemoteFault], bool], tries: int = TRIES
) -> T:
    """Return the result of `once`, which is called again after growing pauses while its faults may be repeated.

    The last fault is raised, with the number of tries in it.
    """
    # Most calls succeed at once, and need none of what counts tries and computes pauses.
    try:
        return await once()
    except RemoteFault as fault:
        faults = [fault]
    # Called after the block: a fault that is raised again while it is handled would be its own context.
    return await _repeat_after(faults, once, may_repeat, tries)


async def _repeat_after[T](
    faults: list[RemoteFault], once: Callable[[], Awaitable[T]], may_repeat: Callable[[RemoteFault], bool], tries: int
) -> T:
    """Go on after the fault of the first try, which counts as one of the tries.

    It is taken out of the list: with its traceback a fault keeps all objects of its frames in memory, pictures too.
    """
    tried = 0

    def judge(error: Exception) -> bool | float:
        if not isinstance(error, RemoteFault) or not may_repeat(error):
            return False
        if error.retry_after is None:
            return True
        # Never sooner than the API asks, and not all requests at the same moment.
        return error.retry_after + random.uniform(0, 1)

    # The number of tries is the limit. By default stamina would also stop after 45 seconds.
    async for attempt in stamina.retry_context(
        on=judge, attempts=tries, timeout=None, wait_initial=1.0, wait_max=20.0, wait_jitter=1.0
    ):
        with attempt:
            tried += 1
            try:
                if faults:
                    raise faults.pop()
                return await once()
            except RemoteFault as fault:
                fault.tries = tried
                raise
    raise AssertionError("A repeated call ends with a result or a fault.")


def is_passing(fault: RemoteFault) -> bool:
    """Whether a free request may succeed the next time."""
    return not fault.permanent


def is_passing_poll(fault: RemoteFault) -> bool:
    """Whether a poll may succeed the next time."""
    if isinstance(fault, Lost):
        return not fault.permanent or fault.tries < UNKNOWN_JOB_TRIES
    # An answer that says "done" and names no picture is the same the next time. Then it ends within a minute.
    return is_passing(fault) and not (isinstance(fault, Undocumented) and fault.tries >= UNDOCUMENTED_TRIES)


def is_unpaid(fault: RemoteFault) -> bool:
    """Whether a paid request was certainly not accepted, and may be the next time."""
    # After any other fault the API may have accepted the request: it can make the picture although its answer was lost.
    return isinstance(fault, NotConnected | Busy) and not fault.permanent
