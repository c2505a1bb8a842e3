"""The thread of a worker that delivers webhooks, so that slow receivers delay nothing else."""

import logging
import threading
from collections.abc import Mapping

from django.db import connection
from django.utils import timezone

from playground.generations.storage.fetch import make_client
from playground.generations.webhooks.sender import Poster, Sender

logger = logging.getLogger(__name__)

# How often is looked for what is due, in seconds.
LOOK = 1.0


class Postbox:
    """Posts through the guarded client, which is there from the first delivery on."""

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        """Send the bytes and return the status, or raise an `OutboundError`."""
        return make_client().post(url, body, headers)


class Courier(threading.Thread):
    """Delivers what is due until stopped; what it is then at work on is tried again by another worker."""

    def __init__(self, client: Poster | None = None) -> None:
        super().__init__(name="courier", daemon=True)
        self._stop_flag = threading.Event()
        self._client = client or Postbox()

    def run(self) -> None:
        """Look again and again: whenever a try has ended, and from time to time for what has come."""
        sender = Sender(self._client)
        while not self._stop_flag.is_set():
            try:
                sender.start_due(timezone.now())
                sender.settle_ended(timezone.now, LOOK)
            # Whatever is away for a while, without a courier nobody would be told until the worker is started anew.
            except Exception:
                logger.exception("the worker could not deliver webhooks")
                connection.close()
                self._stop_flag.wait(LOOK)
        sender.close()
        connection.close()

    def stop(self) -> None:
        """End the thread at its next look."""
        self._stop_flag.set()
