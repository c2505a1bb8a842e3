"""The queue in Redis. This server does not wait long for it, since the rows in the database count."""

from typing import Any

from huey.api import RedisHuey
from redis import ConnectionPool, RedisError

from playground.stores.queue.tolerant import TolerantHuey
from playground.stores.redis_timeouts import LimitedRetry


def connect(url: str) -> ConnectionPool:
    """Return a pool of connections with short timeouts, which open a lost connection again once."""
    # Huey's blocking read waits for one second, so three seconds without an answer mean that Redis is away.
    return ConnectionPool.from_url(
        url, retry=LimitedRetry(), socket_timeout=3, socket_connect_timeout=2, health_check_interval=15
    )


class TolerantRedisHuey(TolerantHuey, RedisHuey):
    """RedisHuey with such connections."""

    failures = (RedisError,)

    def __init__(self, name: str, url: str, **options: Any) -> None:  # noqa: ANN401
        super().__init__(name, connection_pool=connect(url), **options)
