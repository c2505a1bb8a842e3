"""The worker process of the Procfile."""

import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils.module_loading import import_string
from huey.consumer import Consumer

from playground.generations.home import Unusable, check_versions
from playground.generations.submission.task import run_generation
from playground.generations.webhooks.sender_thread import Courier
from playground.generations.worker.process import hand_back, stopping, this_worker
from playground.generations.worker.recovery import Heart
from playground.generations.worker.remote import loader
from playground.launcher.memory import release_memory
from playground.launcher.parent_death import end_with_launcher
from playground.stores.queue.records import queue
from playground.stores.retry import persist

# How long running work may go on after SIGTERM before it is handed back, in seconds.
GRACE = 6


def start_listener() -> Any:  # noqa: ANN401
    """Serve metrics where that is wanted; what it takes is loaded only then."""
    if not settings.METRICS_ADDRESS:
        return None
    listener = import_string("playground.generations.metrics.Listener")(*settings.METRICS_ADDRESS)
    listener.start()
    return listener


class StoppingConsumer(Consumer):
    """Tells the switchboard at once that the worker is to stop."""

    def stop(self, graceful: bool = False) -> None:
        """Take nothing more, then wait for the threads as Huey does."""
        self.stop_flag.set()
        stopping.set()
        loader.begin_stop(settings.STOP_SECONDS)
        super().stop(graceful)


class Command(BaseCommand):
    """Takes generations from the queue until it is asked to stop."""

    # The checks would load every page, which a worker never serves.
    requires_system_checks = ()
    help = "Run the worker: makes pictures until SIGTERM, then finishes or hands back what it has begun."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401
        """Run Huey's consumer with our heart beside it."""
        end_with_launcher()
        try:
            self._work()
        except Unusable as error:
            raise CommandError(str(error)) from error

    def _work(self) -> None:
        # A worker that was killed may be started again while the database is away.
        persist(check_versions)
        persist(this_worker)
        heart = Heart()
        heart.start()
        courier = Courier()
        courier.start()
        listener = start_listener()
        consumer = StoppingConsumer(
            queue,
            workers=settings.WORKER_THREADS,
            periodic=False,
            graceful_signal="TERM",
            shutdown_timeout=GRACE,
            check_worker_health=True,
        )
        release_memory()
        consumer.run()
        # Whoever asks once more gets what was begun handed back all the same; who will not wait can kill.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        # The heart beats on meanwhile, or another worker would take this one for dead.
        loader.stop(settings.STOP_SECONDS)
        heart.stop()
        courier.stop()
        if listener:
            listener.stop()
        # This thread's connection has slept since the start, and the database may have been away meanwhile.
        connection.close()
        for row in hand_back():
            run_generation.enqueue(str(row.id))
