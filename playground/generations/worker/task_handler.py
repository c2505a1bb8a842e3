"""What a worker does with a task from the queue."""

from uuid import UUID

from playground.generations.storage.thumbnails import thumbnailer
from playground.generations.worker.local import run
from playground.generations.worker.process import this_worker
from playground.generations.worker.remote.loader import wake_dispatcher


def handle(generation_id: UUID) -> None:
    """Make what waits for this server's engines, or wake the dispatcher for what waits for a public API."""
    run(generation_id, this_worker(), then=thumbnailer.add, wake_dispatcher=wake_dispatcher)
