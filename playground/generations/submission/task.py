"""What the worker is asked to do."""

from uuid import UUID

from django.tasks import task
from django.utils.module_loading import import_string

from playground.generations.worker.process import this_worker
from playground.generations.worker.remote.loader import nudge


@task()
def run_generation(generation_id: str) -> None:
    """Make the pictures of one generation, if it still waits; one that a public API makes is only handed on."""
    # A web process knows this task to enqueue it, and need not hold the engines and clients that only a worker uses.
    run = import_string("playground.generations.worker.local.run")
    thumbnailer = import_string("playground.generations.storage.thumbnails.thumbnailer")
    run(UUID(generation_id), this_worker(), then=thumbnailer.add, hand_on=nudge)
