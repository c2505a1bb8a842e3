"""Runs the worker process, as the Procfile does."""

import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils.module_loading import import_string
from huey.consumer import Consumer

from playground.generations.home import Unusable, check_versions
from playground.generations.storage.thumbnails import thumbnailer
from playground.generations.submission.idea_task import draw_ideas_with
from playground.generations.submission.task import handle_with, run_generation
from playground.generations.webhooks.sender_thread import WebhookThread
from playground.generations.worker.heartbeat import Heartbeat
from playground.generations.worker.idea_pictures import draw_sheet
from playground.generations.worker.process import hand_back, stopping, this_worker
from playground.generations.worker.remote import loader
from playground.generations.worker.task_handler import handle
from playground.generations.worker.warm_up import start_warm_up
from playground.launcher.memory import release_memory
from playground.launcher.parent_death import end_with_launcher
from playground.stores.queue.records import queue
from playground.stores.retry import persist

# Seconds that running work may continue after SIGTERM before it is handed back to the queue.
GRACE_SECONDS = 6


def start_metrics_server() -> Any:  # noqa: ANN401
    """Start serving metrics, if the settings give an address for them."""
    if not settings.METRICS_ADDRESS:
        return None
    # The Prometheus client is imported late, because most workers never need it.
    metrics_server = import_string("playground.generations.metrics.MetricsServer")(*settings.METRICS_ADDRESS)
    metrics_server.start()
    return metrics_server


class StoppingConsumer(Consumer):
    """Also stops the dispatcher of remote requests when the worker is asked to stop."""

    def start(self) -> None:
        """Start the threads. SIGTERM that comes meanwhile is received once its handler is there."""
        # Huey installs the handler last. Before that, SIGTERM would end the process in the midst of the first tasks.
        # To block it would not do: threads of libraries that exist already would receive it.
        early: list[int] = []
        signal.signal(signal.SIGTERM, lambda number, _frame: early.append(number))
        super().start()
        if early:
            signal.raise_signal(signal.SIGTERM)

    def stop(self, graceful: bool = False) -> None:
        """Take no further tasks, then wait for the threads as Huey does."""
        # The flag is set first, so that no thread takes another task while the dispatcher is being stopped.
        self.stop_flag.set()
        stopping.set()
        loader.begin_stop(settings.STOP_SECONDS)
        super().stop(graceful)


class Command(BaseCommand):
    """Runs generations from the queue until it receives SIGTERM."""

    # The system checks would import every page, which a worker never serves.
    requires_system_checks = ()
    help = "Run the worker: makes pictures until SIGTERM, then finishes its work or hands it back."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401
        end_with_launcher()
        try:
            self._work()
        except Unusable as error:
            raise CommandError(str(error)) from error

    def _work(self) -> None:
        # A service manager may restart a killed worker while the database is unavailable, so these two retry.
        persist(check_versions)
        persist(this_worker)
        handle_with(handle)
        draw_ideas_with(draw_sheet)
        heartbeat = Heartbeat()
        heartbeat.start()
        webhook_thread = WebhookThread()
        webhook_thread.start()
        metrics_server = start_metrics_server()
        consumer = StoppingConsumer(
            queue,
            workers=settings.WORKER_THREADS,
            periodic=False,
            graceful_signal="TERM",
            shutdown_timeout=GRACE_SECONDS,
            check_worker_health=True,
        )
        release_memory()
        start_warm_up()
        consumer.run()
        # A second SIGTERM must not interrupt handing back the work. SIGKILL still ends the process.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        # The heartbeat must go on meanwhile, or another worker would consider this one dead and take its work.
        loader.stop(settings.STOP_SECONDS)
        heartbeat.stop()
        webhook_thread.stop()
        if metrics_server:
            metrics_server.stop()
        # This thread's connection was idle since the start and may be broken, if the database was restarted meanwhile.
        connection.close()
        for row in hand_back():
            run_generation.enqueue(str(row.id))
        # The heartbeat, which recorded the sizes until now, has ended.
        thumbnailer.stop()
