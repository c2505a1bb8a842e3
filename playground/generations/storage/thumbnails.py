"""Makes thumbnails and measures colours in a background thread, a moment after the picture, so that no page waits."""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from typing import Any

from playground.generations.models import Picture
from playground.generations.storage.measurement import measure_colours, record_measured
from playground.generations.storage.store import record_derived, write_thumbnails

logger = logging.getLogger(__name__)

# Seconds to wait before making thumbnails. In that time the browser fetches the picture itself.
DELAY_SECONDS = 0.3
# While other pictures are being finished, pictures are held back for this many seconds at most, then passed on a few at
# a time.
LONGEST_DELAY = 15.0
AT_A_TIME = 6
# How many seconds a stopping worker waits for the picture whose thumbnails are being made.
STOP_SECONDS = 3.0


class Thumbnailer:
    """Makes thumbnails one after another in a thread that starts with the first picture.

    Thumbnails that are missing when the process ends are made on their first request, and so are measurements. The
    thread does not use the database; another thread calls `record` to save the sizes of the files and what was
    measured, and `stop` at the end. `make` returns the size of all files made from a picture, and `measure` what is
    stored as `measured`, or None.
    """

    def __init__(
        self,
        make: Callable[[Picture], int] = write_thumbnails,
        measure: Callable[[Picture], dict[str, Any] | None] = measure_colours,
    ) -> None:
        self._write, self._measure = make, measure
        self._sizes: SimpleQueue[tuple[Picture, int]] = SimpleQueue()
        self._measured: SimpleQueue[tuple[Picture, dict[str, Any]]] = SimpleQueue()
        self._waiting: SimpleQueue[tuple[float, Sequence[Picture]]] = SimpleQueue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()

    def add(self, pictures: Sequence[Picture]) -> None:
        """Queue the thumbnails of these pictures."""
        self._waiting.put((time.monotonic() + DELAY_SECONDS, pictures))
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="thumbnailer", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while not self._stopping.is_set():
            due, pictures = self._waiting.get()
            self._stopping.wait(max(0.0, due - time.monotonic()))
            try:
                for picture in pictures:
                    if self._stopping.is_set():
                        return
                    self._sizes.put((picture, self._write(picture)))
                    if (measured := self._measure(picture)) is not None:
                        self._measured.put((picture, measured))
            # One bad picture must not end the thread. Its thumbnails are made on their first request.
            except Exception:
                logger.exception("could not make thumbnails")

    def record(self) -> None:
        """Count what was written since the last call for the pictures' owners, and save what was measured."""
        _record_all(self._sizes, record_derived)
        _record_all(self._measured, record_measured)

    def stop(self) -> None:
        """End the thread after the picture in hand, and record all that was made."""
        self._stopping.set()
        with self._lock:
            thread = self._thread
        if thread is not None:
            # Wakes the thread if it is waiting for pictures.
            self._waiting.put((0.0, ()))
            thread.join(STOP_SECONDS)
        self.record()


def _record_all[Made](made: SimpleQueue[tuple[Picture, Made]], save: Callable[[Picture, Made], object]) -> None:
    for _ in range(made.qsize()):
        try:
            picture, each = made.get_nowait()
        except Empty:
            # The heartbeat and a stopping worker may do this at the same time.
            return
        try:
            save(picture, each)
        except BaseException:
            # It is kept for the next call, as when the database is away.
            made.put((picture, each))
            raise


class DeferredThumbnails:
    """Holds pictures back while others are being finished, then passes them to `make` a few at a time.

    Making thumbnails takes the processor from the work that people wait for.
    """

    def __init__(self, make: Callable[[Sequence[Picture]], None], clock: Callable[[], float] = time.monotonic) -> None:
        self._make = make
        self._clock = clock
        self._pictures: deque[tuple[float, Picture]] = deque()
        self._has_grown = False

    @property
    def is_empty(self) -> bool:
        """Whether all pictures were passed on."""
        return not self._pictures

    def add(self, pictures: Sequence[Picture]) -> None:
        """Hold these pictures back for a moment."""
        self._pictures.extend((self._clock(), picture) for picture in pictures)
        self._has_grown = True

    def pass_on(self, *, is_busy: bool = False) -> None:
        """Pass a few pictures on, unless others came since the last call or, with `is_busy`, are being stored."""
        is_busy = is_busy or self._has_grown
        self._has_grown = False
        if not self._pictures or (is_busy and self._clock() - self._pictures[0][0] < LONGEST_DELAY):
            return
        number = min(AT_A_TIME, len(self._pictures))
        self._make([self._pictures.popleft()[1] for _ in range(number)])

    def pass_on_all(self) -> None:
        """Pass on all that are left."""
        if self.is_empty:
            return
        self._make([picture for _, picture in self._pictures])
        self._pictures.clear()


thumbnailer = Thumbnailer()
