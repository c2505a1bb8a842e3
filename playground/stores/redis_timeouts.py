"""How long Redis is waited for: a lost connection is made again once, a missing answer is not awaited twice.

The client repeats at three levels, an operation, its connection and that one's health check: a Redis that hangs would
hold one operation for half a minute, and a request makes several.
"""

import time
from collections.abc import Callable
from typing import Any

from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as NotConnected
from redis.exceptions import TimeoutError as NoAnswer
from redis.retry import Retry

# After an answer did not come nobody asks for so long, in seconds.
REST = 5.0


class CircuitBreaker:
    """Refuses to ask while Redis did not answer a moment ago; all connections of the process share one."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._closed_from = float("-inf")

    def check(self) -> None:
        """Raise where nobody is to ask now."""
        if self._clock() < self._closed_from:
            raise NotConnected("Redis did not answer a moment ago")

    def trip(self) -> None:
        """Let nobody ask for a while."""
        self._closed_from = self._clock() + REST

    def __deepcopy__(self, memo: object) -> "CircuitBreaker":
        """Return the same one: the client gives each connection a copy of its policy."""
        return self


_breaker = CircuitBreaker()


class PatientRetry(Retry):
    """Tries once more where a connection was lost, and trips the breaker where an answer did not come."""

    def __init__(self, breaker: CircuitBreaker = _breaker) -> None:
        super().__init__(NoBackoff(), 1, supported_errors=(NotConnected,))
        self._breaker = breaker

    def call_with_retry(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        """Return what the operation returns."""
        self._breaker.check()
        try:
            return super().call_with_retry(*args, **kwargs)
        except NoAnswer:
            self._breaker.trip()
            raise
