"""Django's cache in Redis, shared by all machines. While Redis is away it acts as an empty cache."""

from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis import RedisError

from playground.stores.redis_timeouts import LimitedRetry


def _tolerant[**P, R](method: Callable[P, R], fallback: R) -> Callable[P, R]:
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return method(*args, **kwargs)
        # The cache holds counts for limits. Losing them for a while is better than an error on every page.
        except RedisError:
            return fallback

    return call


class TolerantClient(RedisCacheClient):
    """A client that answers as an empty cache while Redis is away."""

    set = _tolerant(RedisCacheClient.set, None)
    add = _tolerant(RedisCacheClient.add, False)
    touch = _tolerant(RedisCacheClient.touch, False)
    delete = _tolerant(RedisCacheClient.delete, False)
    has_key = _tolerant(RedisCacheClient.has_key, False)
    get_many = _tolerant(RedisCacheClient.get_many, {})
    set_many = _tolerant(RedisCacheClient.set_many, None)
    delete_many = _tolerant(RedisCacheClient.delete_many, None)

    def get(self, key: Any, default: Any) -> Any:  # noqa: ANN401
        """Return the value, or the default where there is none."""
        try:
            return super().get(key, default)
        except RedisError:
            return default

    def incr(self, key: Any, delta: int) -> Any:  # noqa: ANN401
        """Increase a count; raise `ValueError` where there is none, as Django's caches do."""
        try:
            return super().incr(key, delta)
        except RedisError as error:
            # `count` takes this for a missing count, and learns from `add` that nothing can be counted now.
            raise ValueError(f"Redis is away, so there is no count {key!r}.") from error


class SharedCache(RedisCache):
    """RedisCache with the tolerant client, which does not wait long for Redis."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        options = {"retry": LimitedRetry(), "socket_timeout": 2, "socket_connect_timeout": 2}
        super().__init__(server, params | {"OPTIONS": options})
        self._class = TolerantClient
