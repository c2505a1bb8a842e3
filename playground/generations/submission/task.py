"""The background task that generates pictures."""

from uuid import UUID

from django.tasks import task
from django.utils.module_loading import import_string

from playground.generations.worker.process import this_worker
from playground.generations.worker.remote.loader import nudge


@task()
def run_generation(generation_id: str) -> None:
    """Generate the pictures of one row if it is still queued; a row for a public API is handed to the dispatcher."""
    # Web processes import this module to enqueue the task. Importing the engines late keeps them out of their memory.
    run = import_string("playground.generations.worker.local.run")
    thumbnailer = import_string("playground.generations.storage.thumbnails.thumbnailer")
    run(UUID(generation_id), this_worker(), then=thumbnailer.add, hand_on=nudge)
