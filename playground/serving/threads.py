"""A thread pool that limits the threads per client and serves waiting clients in turn."""

import logging
import threading
from collections import Counter, OrderedDict, deque
from collections.abc import Callable

from django.db import connections

logger = logging.getLogger(__name__)

# An idle thread ends after this many seconds, and closes its database connection.
IDLE_SECONDS = 30.0

type Job = Callable[[], None]


class FairThreads:
    """At most `max_threads` threads, of which one client gets at most `share`. They are started when they are needed.

    The next free thread takes the job of the client that has waited longest for its turn. Among the people of that
    client, browsers with the same address, each also gets a turn.
    """

    def __init__(self, max_threads: int, share: int) -> None:
        self._max_threads = max_threads
        self._share = share
        self._lock = threading.Lock()
        self._waiting: OrderedDict[str, OrderedDict[str, deque[Job]]] = OrderedDict()
        self._running: Counter[str] = Counter()
        self._idle: list[_Thread] = []
        self._count = 0

    def submit(self, client: str, person: str, job: Job) -> None:
        """Run the job in a thread when it is the client's turn."""
        with self._lock:
            self._waiting.setdefault(client, OrderedDict()).setdefault(person, deque()).append(job)
            # One of the client's own threads takes the job later: each looks for more work when it has finished a job.
            if self._running[client] >= self._share:
                return
            if self._idle:
                self._idle.pop().wake.set()
            elif self._count < self._max_threads:
                self._count += 1
                _Thread(self).start()

    @property
    def running(self) -> int:
        """The number of running jobs."""
        with self._lock:
            return self._running.total()

    def _take(self) -> tuple[str, Job] | None:
        """Return the next job and its client, or None. The caller must hold the lock."""
        ready = (client for client in self._waiting if self._running[client] < self._share)
        client = next(ready, None)
        if client is None:
            return None
        people = self._waiting[client]
        person, jobs = next(iter(people.items()))
        job = jobs.popleft()
        people.move_to_end(person)
        if not jobs:
            del people[person]
        self._waiting.move_to_end(client)
        if not people:
            del self._waiting[client]
        self._running[client] += 1
        return client, job

    def _release(self, client: str) -> None:
        self._running[client] -= 1
        if not self._running[client]:
            del self._running[client]


class _Thread(threading.Thread):
    """Runs jobs one after another. `wake` means that there may be a job."""

    def __init__(self, pool: FairThreads) -> None:
        super().__init__(name="web", daemon=True)
        self._pool = pool
        self.wake = threading.Event()

    def run(self) -> None:
        while self._work() and self._wait():
            pass
        # Django's connections belong to one thread, so nobody could use or close them afterwards.
        connections.close_all()

    def _work(self) -> bool:
        """Run the waiting jobs and then join the idle threads. Always returns True."""
        pool = self._pool
        client = ""
        while True:
            with pool._lock:
                if client:
                    pool._release(client)
                taken = pool._take()
                if taken is None:
                    self.wake.clear()
                    pool._idle.append(self)
                    return True
            client, job = taken
            try:
                job()
            # The thread must survive any error of a job.
            except Exception:
                logger.exception("a request could not be answered")

    def _wait(self) -> bool:
        """Wait for work. Return False if the thread has been idle for so long that it should end."""
        if self.wake.wait(IDLE_SECONDS):
            return True
        pool = self._pool
        with pool._lock:
            # `submit` took this thread from the list after the wait had ended, so a job may be waiting for it.
            if self not in pool._idle:
                return True
            pool._idle.remove(self)
            pool._count -= 1
            return False
