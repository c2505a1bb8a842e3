"""News through Redis' publish and subscribe."""

import logging
import time
from functools import cache

from django.conf import settings
from redis import Redis, RedisError

from playground.stores.queue.redis import connect

logger = logging.getLogger(__name__)

CHANNEL = "playground.generations"
# Seconds that one call of `wait` takes at most, so that the watcher notices new waiters soon.
WAIT_SECONDS = 0.02
# Seconds between two looks at the database while Redis is away.
POLL_SECONDS = 0.25


@cache
def _client() -> Redis:
    return Redis(connection_pool=connect(settings.CACHES["default"]["LOCATION"]))


class RedisNews:
    """Listens on a connection of its own."""

    def __init__(self) -> None:
        self._subscription = _client().pubsub(ignore_subscribe_messages=True)
        self._is_polling = not self._subscribe()

    def _subscribe(self) -> bool:
        """Subscribe; return whether Redis has confirmed it."""
        try:
            self._subscription.subscribe(CHANNEL)
            # `subscribe` only sends the command. Without waiting for its confirmation, a change in between would be
            # missed.
            self._subscription.get_message(timeout=2)
        except RedisError as error:
            logger.warning("Redis is away, so the watcher polls the database: %s", error)
            return False
        return True

    def wait(self) -> bool:
        """Wait for a message. Without Redis assume news after a pause, and subscribe again once it is back."""
        try:
            if not self._is_polling:
                return self._subscription.get_message(timeout=WAIT_SECONDS) is not None
        except RedisError:
            self._is_polling = True
        time.sleep(POLL_SECONDS)
        self._is_polling = not self._subscribe()
        # Messages may have been lost meanwhile.
        return True

    def close(self) -> None:
        """Close the connection."""
        self._subscription.close()

    @staticmethod
    def publish() -> None:
        """Send a message."""
        _client().publish(CHANNEL, b"")
