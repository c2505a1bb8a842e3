"""Django's cache in Redis, which all machines share; without Redis it is an empty cache instead of an error."""

from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis import RedisError

from playground.stores.redis_timeouts import PatientRetry


def _forgiving[**P, R](method: Callable[P, R], otherwise: R) -> Callable[P, R]:
    def act(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return method(*args, **kwargs)
        except RedisError:
            return otherwise

    return act


class ForgivingClient(RedisCacheClient):
    """Answers as an empty cache does that keeps nothing while Redis is away."""

    set = _forgiving(RedisCacheClient.set, None)
    add = _forgiving(RedisCacheClient.add, False)
    touch = _forgiving(RedisCacheClient.touch, False)
    delete = _forgiving(RedisCacheClient.delete, False)
    has_key = _forgiving(RedisCacheClient.has_key, False)
    get_many = _forgiving(RedisCacheClient.get_many, {})
    set_many = _forgiving(RedisCacheClient.set_many, None)
    delete_many = _forgiving(RedisCacheClient.delete_many, None)

    def get(self, key: Any, default: Any) -> Any:  # noqa: ANN401
        """Return the value, or the default."""
        try:
            return super().get(key, default)
        except RedisError:
            return default

    def incr(self, key: Any, delta: int) -> Any:  # noqa: ANN401
        """Count up; raise `ValueError` where there is no such count, as Django's caches do."""
        try:
            return super().incr(key, delta)
        except RedisError as error:
            raise ValueError(f"Redis is away, and with it the count {key!r}.") from error


class SharedCache(RedisCache):
    """RedisCache over the forgiving client, which does not wait long for Redis."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        patience = {"retry": PatientRetry(), "socket_timeout": 2, "socket_connect_timeout": 2}
        super().__init__(server, params | {"OPTIONS": patience})
        self._class = ForgivingClient
