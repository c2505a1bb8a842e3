"""Thumbnails in their own time: a moment after the picture, so that its way into the page is free."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from queue import SimpleQueue

from django.db import transaction

from playground.generations.models import Picture
from playground.generations.storage.store import write_thumbnails
from playground.generations.storage.usage import count_derived

logger = logging.getLogger(__name__)

# How long a picture has the machine to itself, in seconds.
REST = 0.3


class Thumbnailer:
    """Makes thumbnails one after another in a thread that starts with the first picture.

    What is left when the process ends is made by whoever asks for it later. The thread leaves the database alone:
    `count` says there what was written since it was last called.
    """

    def __init__(self, make: Callable[[Picture], int] = write_thumbnails) -> None:
        self._make = make
        self._made: SimpleQueue[tuple[Picture, int]] = SimpleQueue()
        self._waiting: SimpleQueue[tuple[float, Sequence[Picture]]] = SimpleQueue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def add(self, pictures: Sequence[Picture]) -> None:
        """Make the thumbnails of these pictures in a moment."""
        self._waiting.put((time.monotonic() + REST, pictures))
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
                    self._made.put((picture, self._make(picture)))
            # Whoever asks for them later makes them; the next pictures must find this thread alive.
            except Exception:
                logger.exception("no thumbnails were made")

    def count(self) -> None:
        """Count for the pictures' owners what was written since the last call."""
        for _ in range(self._made.qsize()):
            picture, size = self._made.get_nowait()
            with transaction.atomic():
                count_derived(picture, size)


thumbnailer = Thumbnailer()
