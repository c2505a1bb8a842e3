"""Limits how long this server waits for Redis: a lost connection is opened again once, a timeout is not repeated.

The client retries at three levels: the operation, the connection and its health check. A Redis that hangs would block
one operation for half a minute, and a request makes several.
"""

import time
from collections.abc import Callable
from typing import Any

from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as NotConnected
from redis.exceptions import TimeoutError as NoAnswer
from redis.retry import Retry

# Seconds without any operation after Redis did not answer.
OPEN_SECONDS = 5.0


class CircuitBreaker:
    """Refuses operations for a while after Redis did not answer; all connections of the process share one."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._closed_from = float("-inf")

    def check(self) -> None:
        """Raise while operations are refused."""
        if self._clock() < self._closed_from:
            raise NotConnected("Redis did not answer a moment ago")

    def trip(self) -> None:
        """Refuse operations for a while."""
        # There is no lock: a thread that still reads the old time runs one operation more, which does no harm.
        self._closed_from = self._clock() + OPEN_SECONDS

    def __deepcopy__(self, memo: object) -> "CircuitBreaker":
        """Return the same object: the client copies its retry policy for each connection."""
        return self


_breaker = CircuitBreaker()


class LimitedRetry(Retry):
    """Retries once where the connection was lost, and trips the breaker where Redis did not answer."""

    def __init__(self, breaker: CircuitBreaker = _breaker) -> None:
        # Redis closes connections when it restarts, and a new one then works at once. After a timeout a second try
        # would only double the wait.
        super().__init__(NoBackoff(), 1, supported_errors=(NotConnected,))
        self._breaker = breaker

    def call_with_retry(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        """Run the operation, unless the breaker refuses it."""
        self._breaker.check()
        try:
            return super().call_with_retry(*args, **kwargs)
        except NoAnswer:
            self._breaker.trip()
            raise
