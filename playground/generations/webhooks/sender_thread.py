"""The worker thread that sends webhooks, so that slow receivers do not delay anything else."""

import logging
import threading
from collections.abc import Mapping

from django.db import connection
from django.utils import timezone

from playground.generations.storage.fetch import make_client
from playground.generations.webhooks.sender import Poster, Sender

logger = logging.getLogger(__name__)

# Seconds between two looks for deliveries that are due.
POLL_SECONDS = 1.0


class LazyGuardedClient:
    """Posts through the guarded client, which is loaded only with the first delivery to save memory."""

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        """Send the bytes and return the status, or raise an `OutboundError`."""
        return make_client().post(url, body, headers)


class WebhookThread(threading.Thread):
    """Sends due webhooks until it is stopped; tries in flight at that moment are made again by another worker."""

    def __init__(self, client: Poster | None = None) -> None:
        super().__init__(name="webhooks", daemon=True)
        self._stop_flag = threading.Event()
        self._client = client or LazyGuardedClient()

    def run(self) -> None:
        """Start due deliveries whenever a try has finished, and once a second."""
        sender = Sender(self._client)
        while not self._stop_flag.is_set():
            try:
                sender.start_due(timezone.now())
                sender.record_finished(timezone.now, POLL_SECONDS)
            # If this thread ended with an error, no webhook would be sent until the worker is restarted.
            except Exception:
                logger.exception("the worker could not send webhooks")
                # The connection may be broken; the next query opens a new one.
                connection.close()
                self._stop_flag.wait(POLL_SECONDS)
        sender.close()
        connection.close()

    def stop(self) -> None:
        """End the thread after its current round."""
        self._stop_flag.set()
