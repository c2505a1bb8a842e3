"""Prints the state of the server as numbers, for a person or for a program that collects them."""

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

# Seconds that all sources together may take. A source that hangs is reported as such.
TIMEOUT_SECONDS = 2.0

type Numbers = Mapping[str, int]


class Command(BaseCommand):
    """Prints one line per number: its name, a space, the number.

    A source that fails is reported on standard error, and the exit code is 1. The other numbers are still printed.
    """

    help = "Print numbers to watch: waiting and running generations, workers, queue length, free disk space."
    # The system checks would import every page, which takes most of a second.
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401
        numbers, unknown = collect(SOURCES)
        for name, number in numbers.items():
            self.stdout.write(f"{name} {number}")
        if unknown:
            raise CommandError(
                "; ".join(f"cannot read the state of the {name}: {why}" for name, why in unknown.items())
            )


def collect(
    sources: Mapping[str, Callable[[], Numbers]], timeout: float = TIMEOUT_SECONDS
) -> tuple[dict[str, int], dict[str, str]]:
    """Return the numbers of all sources, and for each source that fails or hangs the reason, by its name."""
    found: dict[str, Numbers] = {}
    unknown = dict.fromkeys(sources, f"no answer within {timeout:g} s")

    def ask(name: str, read: Callable[[], Numbers]) -> None:
        try:
            found[name] = read()
            del unknown[name]
        # Each driver raises its own errors, and any of them is a reason to report.
        except Exception as error:  # noqa: BLE001
            unknown[name] = " ".join(f"{type(error).__name__}: {error}".split())
        finally:
            connection.close()

    # Daemon threads do not keep the process from ending when a source hangs.
    threads = [threading.Thread(target=ask, args=source, daemon=True) for source in sources.items()]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + timeout
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
    numbers = [found[name] for name in sources if name in found]
    return {name: number for some in numbers for name, number in some.items()}, dict(unknown)


def read_database() -> Numbers:
    now = timezone.now()
    waiting = Generation.objects.filter(status=Status.QUEUED, deleted=None)
    oldest = waiting.order_by("created").values_list("created", flat=True).first()
    workers = Worker.objects.alive()
    latest = workers.order_by("-heartbeat").first()
    return {
        "waiting": waiting.count(),
        "oldest_waiting_seconds": max(0, int((now - oldest).total_seconds())) if oldest else 0,
        "running": Generation.objects.filter(status=Status.RUNNING).count(),
        "workers": workers.count(),
        "latest_beat_seconds": max(0, int((now - latest.heartbeat).total_seconds())) if latest else -1,
    }


def read_queue() -> Numbers:
    return {"queue_length": queue.storage.queue_size()}


def read_disk() -> Numbers:
    return {"free_disk_bytes": shutil.disk_usage(settings.HOME).free}


SOURCES: Mapping[str, Callable[[], Numbers]] = {"database": read_database, "queue": read_queue, "disk": read_disk}
