"""While Redis is away nothing fails: the cache is empty, requests are counted in the row, tasks wait for recovery."""

import logging
from typing import Any

import pytest
from django.core.cache import caches
from huey.storage import MemoryStorage

from playground.accounts.api_keys import count_request, create_key
from playground.accounts.models import ApiKey
from playground.stores.queue.tolerant import TolerantHuey
from playground.stores.settings import Stores
from tests.cast import Person

AWAY = "redis://127.0.0.1:9/0"


@pytest.fixture
def away(settings: Any) -> None:
    """Let the cache be in a Redis that is away."""
    backend = "playground.stores.cache.SharedCache"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": AWAY}}
    given: Stores = settings.STORES
    settings.STORES = Stores(
        **{name: getattr(given, name) for name in given.__slots__ if name != "has_redis"}, has_redis=True
    )


def test_the_cache_is_empty(away: None) -> None:
    cache = caches["default"]
    cache.set("a", 1)
    cache.set_many({"a": 1})
    assert cache.get("a") is None
    assert cache.get("a", "nothing") == "nothing"
    assert cache.get_many(["a"]) == {}
    assert cache.add("a", 1) is False
    assert cache.delete("a") is False
    assert "a" not in cache
    with pytest.raises(ValueError, match="away"):
        cache.incr("a")


def test_requests_are_counted_in_the_row(bob: Person, away: None) -> None:
    key = create_key(bob.owner)[0]
    waits = [count_request(ApiKey.objects.get(id=key.id), 3) > 0 for _ in range(5)]
    assert waits == [False, False, False, True, True]


class LostStorage(MemoryStorage):
    """A queue whose server is away."""

    def enqueue(self, data: bytes, priority: float | None = None) -> None:
        raise OSError("away")

    def put_data(self, key: str, value: bytes, is_result: bool = False) -> None:
        raise OSError("away")


class LostHuey(TolerantHuey):
    failures = (OSError,)
    storage_class = LostStorage


def test_a_task_that_cannot_be_put_into_the_queue_is_no_error(caplog: pytest.LogCaptureFixture) -> None:
    queue = LostHuey("tested")
    work = queue.task()(lambda: None)
    with caplog.at_level(logging.WARNING):
        work()
        queue.put_result("a", {})
    assert [record.getMessage().endswith("away") for record in caplog.records] == [True, True]
