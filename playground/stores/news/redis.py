"""News by Redis' publish and subscribe."""

import logging
import time
from functools import cache

from django.conf import settings
from redis import Redis, RedisError

from playground.stores.queue.redis import connect

logger = logging.getLogger(__name__)

CHANNEL = "playground.generations"
# How long one wait is, in seconds: within it the watcher also sees who has come to wait.
TURN = 0.02
# How often is looked without news while Redis is away, in seconds.
BLIND = 0.25


@cache
def _client() -> Redis:
    return Redis(connection_pool=connect(settings.CACHES["default"]["LOCATION"]))


class RedisNews:
    """Listens on a connection of its own."""

    def __init__(self) -> None:
        self._subscription = _client().pubsub(ignore_subscribe_messages=True)
        self._blind = not self._subscribe()

    def _subscribe(self) -> bool:
        """Return whether Redis listens for us now, which its answer says."""
        try:
            self._subscription.subscribe(CHANNEL)
            self._subscription.get_message(timeout=2)
        except RedisError as error:
            logger.warning("waiting requests look for themselves: %s", error)
            return False
        return True

    def wait(self) -> bool:
        """Wait for a message; without Redis look again and again, and listen once it is back."""
        try:
            if not self._blind:
                return self._subscription.get_message(timeout=TURN) is not None
        except RedisError:
            self._blind = True
        time.sleep(BLIND)
        self._blind = not self._subscribe()
        return True

    def close(self) -> None:
        """Give the connection back."""
        self._subscription.close()

    @staticmethod
    def publish() -> None:
        """Send a message."""
        _client().publish(CHANNEL, b"")
