"""Serves the metrics for Prometheus: the counters of all processes, and gauges read from the database."""

import logging
import os
import shutil
import threading
import time
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Case, CharField, Count, F, Min, Sum, When
from django.utils import timezone
from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from playground.generations.models import Asset, Generation, Picture, Status, WebhookDelivery, Worker
from playground.generations.models.states import REMOTE
from playground.metrics.recording import counts_folder, instruments, own_folder

logger = logging.getLogger(__name__)

# Seconds between two tries to bind the address, which another worker of this machine may have.
RETRY_SECONDS = 5.0
# The total size of all files is cached for this many seconds, because adding it up is slow in a large database.
STORAGE_CACHE_SECONDS = 60.0


class CountsCollector:
    """Adds up the counters of all processes on all machines that share the home."""

    def collect(self) -> Iterable[Metric]:
        """Yield the sums; gauges of processes that have ended are left out."""
        # Without this, the memory of a process that was killed would be counted for ever.
        _forget_dead(own_folder())
        files = [str(path) for path in counts_folder().glob("*/*.db")]
        merged: Iterable[Metric] = MultiProcessCollector.merge(files, accumulate=True)
        return merged


def _forget_dead(folder: Path) -> None:
    for path in folder.glob("gauge_live*.db"):
        number = path.stem.rpartition("_")[2]
        if number.isdigit() and not Path(f"/proc/{number}").exists():
            mark_process_dead(int(number), str(folder))


class RowsCollector:
    """Reads waiting, running and stored items from the database."""

    def __init__(self) -> None:
        self._cached_storage = (float("-inf"), 0)
        self._lock = threading.Lock()

    def collect(self) -> Iterator[Metric]:
        """Yield the gauges; while the database is unavailable, only `database_up` and the free disk space."""
        now = timezone.now()
        try:
            found = [*_read_work(now), *self._read_other(now)]
        except DatabaseError:
            found = []
        finally:
            # The server runs each scrape in a new thread, whose connection nobody else would close.
            if not connection.in_atomic_block:
                connection.close()
        yield _gauge("database_up", "Whether the database answers.", int(bool(found)))
        free = shutil.disk_usage(settings.HOME).free
        yield _gauge("free_disk_bytes", "Free space on the disk of the home folder.", free)
        yield from found

    def _read_other(self, now: datetime) -> Iterator[Metric]:
        due = WebhookDelivery.objects.due(now).count()
        yield _gauge("webhooks_due", "Webhooks that are due.", due)
        yield _gauge("workers", "Workers with a recent heartbeat.", Worker.objects.alive().count())
        yield _gauge("storage_bytes", "Size of pictures and uploads, without thumbnails.", self._read_storage())

    def _read_storage(self) -> int:
        with self._lock:
            seen, size = self._cached_storage
            if time.monotonic() - seen >= STORAGE_CACHE_SECONDS:
                sums = (model._base_manager.aggregate(size=Sum("byte_size"))["size"] or 0 for model in (Picture, Asset))
                size = int(sum(sums))
                self._cached_storage = (time.monotonic(), size)
        return size


def _gauge(name: str, help: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"playground_{name}", help, value=value)


def _read_work(now: datetime) -> Iterator[Metric]:
    """Return the gauges of waiting and running jobs by engine; a public API is named by its dialect."""
    waiting = GaugeMetricFamily("playground_waiting", "Waiting jobs.", labels=["engine"])
    oldest = GaugeMetricFamily("playground_oldest_waiting_seconds", "Age of the oldest waiting job.", labels=["engine"])
    running = GaugeMetricFamily("playground_running", "Running jobs.", labels=["engine"])
    of_engine = Case(When(engine=REMOTE, then=F("dialect")), default=F("engine"), output_field=CharField())
    rows = Generation.objects.active().filter(deleted=None).annotate(by=of_engine).order_by()
    for row in rows.values("by", "status").annotate(number=Count("id"), first=Min("created")):
        if row["status"] == Status.RUNNING:
            running.add_metric([row["by"]], row["number"])
        else:
            waiting.add_metric([row["by"]], row["number"])
            oldest.add_metric([row["by"]], max(0.0, (now - row["first"]).total_seconds()))
    return iter((waiting, oldest, running))


def make_registry() -> CollectorRegistry:
    # The counters must exist before their files are merged.
    instruments()
    registry = CollectorRegistry()
    for collector in (CountsCollector(), RowsCollector()):
        registry.register(collector)
    return registry


class MetricsServer(threading.Thread):
    """Serves the metrics from one worker of each machine; the others wait until the address is free."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(name="metrics", daemon=True)
        self._serve = partial(start_http_server, port, host)
        self._ended = threading.Event()
        self._server: Any = None

    @property
    def port(self) -> int:
        """The port that the server listens on, or 0 while it does not."""
        return int(self._server.server_port) if self._server else 0

    def run(self) -> None:
        """Try to bind the address until it works or the thread is stopped."""
        registry = make_registry()
        is_logged = False
        while not self._ended.is_set():
            try:
                self._server, _ = self._serve(registry=registry)
            except OSError as error:
                # The other worker may have the address for days, so this is logged once.
                if not is_logged:
                    reason = error.strerror or error
                    logger.info("this process does not serve metrics; another may serve them: %s", reason)
                is_logged = True
                self._ended.wait(RETRY_SECONDS)
                continue
            logger.info("process %d serves metrics on port %d", os.getpid(), self.port)
            return

    def stop(self) -> None:
        """Stop serving and release the address."""
        self._ended.set()
        if self._server:
            self._server.shutdown()
            self._server.server_close()
