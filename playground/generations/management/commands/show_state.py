"""What to watch, as numbers: for a person at the console, or a program that collects them."""

import shutil
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from playground.generations.models import Generation, Status, Worker
from playground.generations.queue_records import queue


class Command(BaseCommand):
    """Prints a line for each number: its name, a space, the number."""

    help = "Print what to watch: what waits and since when, what runs, living workers, the queue, the free disk."
    # The checks would load every page.
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401
        """Print them."""
        for name, number in read_state():
            self.stdout.write(f"{name} {number}")


def read_state() -> Iterator[tuple[str, int]]:
    """Yield each number with its name; times are in seconds, sizes in bytes."""
    now = timezone.now()
    waiting = Generation.objects.filter(status=Status.QUEUED, deleted=None)
    oldest = waiting.order_by("created").values_list("created", flat=True).first()
    yield "waiting", waiting.count()
    yield "oldest_waiting_seconds", max(0, int((now - oldest).total_seconds())) if oldest else 0
    yield "running", Generation.objects.filter(status=Status.RUNNING).count()
    yield "queue_length", queue.storage.queue_size()
    workers = Worker.objects.alive()
    latest = workers.order_by("-beat").first()
    yield "workers", workers.count()
    yield "latest_beat_seconds", max(0, int((now - latest.beat).total_seconds())) if latest else -1
    yield "free_disk_bytes", shutil.disk_usage(settings.HOME).free
