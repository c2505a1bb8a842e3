"""The thread in which a worker says that it is alive, and does the work that comes up from time to time."""

import logging
import threading
import time
from collections.abc import Callable

from django.db import connection
from django.utils import timezone

from playground.generations.storage.purge import purge
from playground.generations.storage.purge_guests import purge_guests
from playground.generations.storage.thumbnails import thumbnailer
from playground.generations.worker.process import this_worker
from playground.generations.worker.recovery import Recovery, wake_dispatcher_for_waiting
from playground.launcher.memory import trim_memory
from playground.stores.queue.records import purge_finished_records

logger = logging.getLogger(__name__)

# Seconds between two heartbeats, and after a heartbeat that could not be written.
INTERVAL = 3.0
INTERVAL_AFTER_FAILURE = 1.0
# Some work is done at every n-th heartbeat only: once a minute, every five minutes, once an hour.
PURGE_RECORDS_EVERY = 20
PURGE_GUESTS_EVERY = 100
PURGE_DELETED_EVERY = 1200


class Heartbeat(threading.Thread):
    """Writes this worker's heartbeat and looks after rows that other workers left behind."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(name="heartbeat", daemon=True)
        self._clock = clock
        self._written = clock()
        self._stop_flag = threading.Event()
        self._recovery = Recovery()
        self._rounds = 0

    def run(self) -> None:
        """Go round until stopped."""
        while not self._stop_flag.is_set():
            pause = INTERVAL if self._try_round() else INTERVAL_AFTER_FAILURE
            self._stop_flag.wait(pause)

    def _try_round(self) -> bool:
        try:
            self._do_round()
        # This thread must survive any outage: without a heartbeat other workers take this one for dead.
        except Exception:
            logger.exception("the worker could not write its heartbeat")
            # The other workers may have been silent for the same reason.
            self._recovery.forget()
            connection.close()
            return False
        finally:
            # Failed rounds count, too. Otherwise a purge that fails would be repeated in every round.
            self._rounds += 1
        return True

    def _do_round(self) -> None:
        self._write()
        self._recovery.recover()
        wake_dispatcher_for_waiting()
        trim_memory()
        thumbnailer.record()
        if self._rounds % PURGE_RECORDS_EVERY == 0:
            purge_finished_records()
        if self._rounds % PURGE_GUESTS_EVERY == 0:
            purge_guests(timezone.now(), self._write_when_due)
        if self._rounds % PURGE_DELETED_EVERY == 0:
            purge(self._write_when_due)

    def _write(self) -> None:
        this_worker().write_heartbeat()
        self._written = self._clock()

    def _write_when_due(self) -> None:
        """Write the heartbeat in the middle of long work.

        A worker that stays silent is taken for dead, and a request that it had sent may then count as lost.
        """
        if self._clock() - self._written >= INTERVAL:
            self._write()

    def stop(self) -> None:
        """Ask the thread to end after its current round."""
        self._stop_flag.set()
