"""What to watch, as numbers: for a person at the console, or a program that collects them."""

import shutil
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from playground.generations.models import Generation, Status, Worker
from playground.stores.queue.records import queue

# How long all of it may take: what hangs is named instead, in seconds.
PATIENCE = 2.0

type Numbers = Mapping[str, int]


class Command(BaseCommand):
    """Prints a line for each number: its name, a space, the number."""

    help = "Print what to watch: what waits and since when, what runs, living workers, the queue, the free disk."
    # The checks would load every page.
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401
        """Print what can be known; what cannot is named on standard error, and the exit code is 1."""
        numbers, unknown = gather(SOURCES)
        for name, number in numbers.items():
            self.stdout.write(f"{name} {number}")
        if unknown:
            raise CommandError("; ".join(f"nothing is known of the {name}: {why}" for name, why in unknown.items()))


def gather(
    sources: Mapping[str, Callable[[], Numbers]], patience: float = PATIENCE
) -> tuple[dict[str, int], dict[str, str]]:
    """Return the numbers of all sources, and why there are none of a source that fails or is slow, by its name."""
    found: dict[str, Numbers] = {}
    unknown = dict.fromkeys(sources, f"no answer within {patience:g} s")

    def ask(name: str, read: Callable[[], Numbers]) -> None:
        try:
            found[name] = read()
            del unknown[name]
        # Whatever a driver throws is the reason.
        except Exception as error:  # noqa: BLE001
            unknown[name] = " ".join(f"{type(error).__name__}: {error}".split())
        finally:
            connection.close()

    # What hangs does not keep the process from ending.
    threads = [threading.Thread(target=ask, args=source, daemon=True) for source in sources.items()]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + patience
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
    numbers = [found[name] for name in sources if name in found]
    return {name: number for some in numbers for name, number in some.items()}, dict(unknown)


def read_database() -> Numbers:
    """Return what the rows say; times are in seconds."""
    now = timezone.now()
    waiting = Generation.objects.filter(status=Status.QUEUED, deleted=None)
    oldest = waiting.order_by("created").values_list("created", flat=True).first()
    workers = Worker.objects.alive()
    latest = workers.order_by("-beat").first()
    return {
        "waiting": waiting.count(),
        "oldest_waiting_seconds": max(0, int((now - oldest).total_seconds())) if oldest else 0,
        "running": Generation.objects.filter(status=Status.RUNNING).count(),
        "workers": workers.count(),
        "latest_beat_seconds": max(0, int((now - latest.beat).total_seconds())) if latest else -1,
    }


def read_queue() -> Numbers:
    """Return how many tasks the queue holds."""
    return {"queue_length": queue.storage.queue_size()}


def read_disk() -> Numbers:
    """Return the free bytes where files are kept."""
    return {"free_disk_bytes": shutil.disk_usage(settings.HOME).free}


SOURCES: Mapping[str, Callable[[], Numbers]] = {"database": read_database, "queue": read_queue, "disk": read_disk}
