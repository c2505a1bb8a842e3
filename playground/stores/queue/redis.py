"""The queue in Redis, and how this server connects there: it does not wait long, since the rows are the truth."""

from typing import Any

from huey.api import RedisHuey
from redis import ConnectionPool, RedisError

from playground.stores.queue.tolerant import HintingHuey
from playground.stores.redis_timeouts import PatientRetry


def connect(url: str) -> ConnectionPool:
    """Return connections that give up after seconds, and try once more where one was lost."""
    return ConnectionPool.from_url(
        url, retry=PatientRetry(), socket_timeout=3, socket_connect_timeout=2, health_check_interval=15
    )


class PatientRedisHuey(HintingHuey, RedisHuey):
    """RedisHuey over such connections."""

    failures = (RedisError,)

    def __init__(self, name: str, url: str, **options: Any) -> None:  # noqa: ANN401
        super().__init__(name, connection_pool=connect(url), **options)
