"""A Redis that hangs is asked once, and then left alone for a moment; one that closes a connection is asked again."""

import copy

import pytest
from redis.exceptions import ConnectionError as NotConnected
from redis.exceptions import TimeoutError as NoAnswer

from playground.stores.redis_timeouts import OPEN_SECONDS, CircuitBreaker, LimitedRetry


class Server:
    """Fails so often with an error, then answers; `now` is the clock."""

    def __init__(self, error: Exception, failures: int) -> None:
        self.error, self.failures = error, failures
        self.asked = 0
        self.now = 0.0

    def ask(self) -> str:
        self.asked += 1
        if self.asked <= self.failures:
            raise self.error
        return "PONG"


def test_a_lost_connection_is_made_again_once() -> None:
    server = Server(NotConnected("closed"), 1)
    assert LimitedRetry(CircuitBreaker()).call_with_retry(server.ask, lambda error: None) == "PONG"
    assert server.asked == 2


def test_what_does_not_answer_is_asked_once_by_all_connections_until_it_has_rested() -> None:
    server = Server(NoAnswer("nothing came"), 1)
    retry = LimitedRetry(CircuitBreaker(lambda: server.now))
    other = copy.deepcopy(retry)
    with pytest.raises(NoAnswer):
        retry.call_with_retry(server.ask, lambda error: None)
    for connection in (retry, other):
        with pytest.raises(NotConnected, match="a moment ago"):
            connection.call_with_retry(server.ask, lambda error: None)
    assert server.asked == 1
    server.now = OPEN_SECONDS
    assert other.call_with_retry(server.ask, lambda error: None) == "PONG"
