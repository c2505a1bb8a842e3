"""The worker process of the Procfile."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from playground.generations import running, thumbnailing  # noqa: F401 – what the task asks for is loaded at the start
from playground.generations.courier import Courier
from playground.generations.queue_records import queue
from playground.generations.recovery import Heart, recover
from playground.generations.tasks import run_generation
from playground.generations.workers import hand_back, this_worker

# How long running work may go on after SIGTERM before it is handed back, in seconds.
GRACE = 3


class Command(BaseCommand):
    """Takes generations from the queue until it is asked to stop."""

    # The checks would load every page, which a worker never serves.
    requires_system_checks = ()
    help = "Run the worker: makes pictures until SIGTERM, then finishes or hands back what it has begun."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401
        """Run Huey's consumer with our heart beside it."""
        this_worker()
        recover()
        heart = Heart()
        heart.start()
        courier = Courier()
        courier.start()
        consumer = queue.create_consumer(
            workers=settings.WORKER_THREADS,
            periodic=False,
            graceful_signal="TERM",
            shutdown_timeout=GRACE,
            check_worker_health=True,
        )
        consumer.run()
        heart.stop()
        courier.stop()
        for row in hand_back():
            run_generation.enqueue(str(row.id))
