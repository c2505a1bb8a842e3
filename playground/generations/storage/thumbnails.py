"""Makes thumbnails in a background thread, a moment after the picture, so that they do not delay the page."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from queue import SimpleQueue

from django.db import transaction

from playground.generations.models import Picture
from playground.generations.storage.store import write_thumbnails
from playground.generations.storage.stored_bytes import count_derived

logger = logging.getLogger(__name__)

# Seconds to wait before making thumbnails. In that time the browser fetches the picture itself.
DELAY_SECONDS = 0.3


class Thumbnailer:
    """Makes thumbnails one after another in a thread that starts with the first picture.

    Thumbnails that are missing when the process ends are made on their first request. The thread does not use the
    database; another thread calls `record_sizes` to save the sizes of what was written.
    """

    def __init__(self, make: Callable[[Picture], int] = write_thumbnails) -> None:
        self._write = make
        self._sizes: SimpleQueue[tuple[Picture, int]] = SimpleQueue()
        self._waiting: SimpleQueue[tuple[float, Sequence[Picture]]] = SimpleQueue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def add(self, pictures: Sequence[Picture]) -> None:
        """Queue the thumbnails of these pictures."""
        self._waiting.put((time.monotonic() + DELAY_SECONDS, pictures))
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="thumbnailer", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while True:
            due, pictures = self._waiting.get()
            time.sleep(max(0.0, due - time.monotonic()))
            try:
                for picture in pictures:
                    self._sizes.put((picture, self._write(picture)))
            # One bad picture must not end the thread. Its thumbnails are made on their first request.
            except Exception:
                logger.exception("could not make thumbnails")

    def record_sizes(self) -> None:
        """Add what was written since the last call to the pictures' owners."""
        for _ in range(self._sizes.qsize()):
            picture, size = self._sizes.get_nowait()
            with transaction.atomic():
                count_derived(picture, size)


thumbnailer = Thumbnailer()
