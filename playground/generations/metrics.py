"""The metrics as Prometheus reads them: what processes counted, and what the rows say at that moment."""

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
from prometheus_client import CollectorRegistry, generate_latest, start_http_server
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from playground.generations.models import Asset, Generation, Picture, Status, WebhookDelivery, Worker
from playground.generations.models.finding import REMOTE
from playground.metrics.recording import counts_folder, instruments, own_folder

logger = logging.getLogger(__name__)

# Another worker of this machine may have the address; it is looked for again this often, in seconds.
PAUSE = 5.0
# Adding up all files takes long where there are many, so it is done no more often than this, in seconds.
STORAGE_PAUSE = 60.0


class CountsCollector:
    """What the processes of all machines that share the home have counted."""

    def collect(self) -> Iterable[Metric]:
        """Yield the sums; of processes that have ended what they held in memory is left out."""
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
    """What waits, works and is stored, as the database says."""

    def __init__(self) -> None:
        self._stored = (float("-inf"), 0)
        self._lock = threading.Lock()

    def collect(self) -> Iterator[Metric]:
        """Yield a gauge for each number; while the database is away only that."""
        now = timezone.now()
        try:
            found = [*_read_work(now), *self._read_rest(now)]
        except DatabaseError:
            found = []
        finally:
            # Each scrape comes in a thread of its own.
            if not connection.in_atomic_block:
                connection.close()
        yield _gauge("database_up", "Whether the database answers.", int(bool(found)))
        yield _gauge("free_disk_bytes", "Room where the home folder is.", shutil.disk_usage(settings.HOME).free)
        yield from found

    def _read_rest(self, now: datetime) -> Iterator[Metric]:
        due = WebhookDelivery.objects.due(now).count()
        yield _gauge("webhooks_due", "Webhooks that are to be sent now.", due)
        yield _gauge("workers", "Workers that have beaten lately.", Worker.objects.alive().count())
        yield _gauge("storage_bytes", "Pictures and uploads, without thumbnails.", self._read_storage())

    def _read_storage(self) -> int:
        with self._lock:
            seen, size = self._stored
            if time.monotonic() - seen >= STORAGE_PAUSE:
                sums = (model._base_manager.aggregate(size=Sum("byte_size"))["size"] or 0 for model in (Picture, Asset))
                size = int(sum(sums))
                self._stored = (time.monotonic(), size)
        return size


def _gauge(name: str, help: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"playground_{name}", help, value=value)


def _read_work(now: datetime) -> Iterator[Metric]:
    """Yield what waits, since when, and what runs, by engine; a public API is named by its dialect."""
    waiting = GaugeMetricFamily("playground_waiting", "Jobs that wait.", labels=["engine"])
    oldest = GaugeMetricFamily("playground_oldest_waiting_seconds", "Age of the oldest of them.", labels=["engine"])
    running = GaugeMetricFamily("playground_running", "Jobs at work.", labels=["engine"])
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
    """Return what answers a scrape."""
    instruments()
    registry = CollectorRegistry()
    for collector in (CountsCollector(), RowsCollector()):
        registry.register(collector)
    return registry


def expose() -> str:
    """Return the text that a scrape gets."""
    return generate_latest(make_registry()).decode()


class Listener(threading.Thread):
    """Serves the metrics, from one worker of each machine: who finds the address taken waits until it is free."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(name="metrics", daemon=True)
        self._serve = partial(start_http_server, port, host)
        self._ended = threading.Event()
        self._server: Any = None

    @property
    def port(self) -> int:
        """The port that is listened on, 0 for none."""
        return int(self._server.server_port) if self._server else 0

    def run(self) -> None:
        """Try to listen until it works or is over."""
        registry = make_registry()
        said = False
        while not self._ended.is_set():
            try:
                self._server, _ = self._serve(registry=registry)
            except OSError as error:
                if not said:
                    logger.info("metrics are served by another process, or cannot be: %s", error.strerror or error)
                said = True
                self._ended.wait(PAUSE)
                continue
            logger.info("metrics are at port %d, by process %d", self.port, os.getpid())
            return

    def stop(self) -> None:
        """Give the address back."""
        self._ended.set()
        if self._server:
            self._server.shutdown()
            self._server.server_close()
