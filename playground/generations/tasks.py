"""What the worker is asked to do."""

from uuid import UUID

from django.tasks import task
from django.utils.module_loading import import_string

from playground.generations.remote.desk import nudge
from playground.generations.workers import this_worker


@task()
def run_generation(generation_id: str) -> None:
    """Make the pictures of one generation, if it still waits; one that a public API makes is only handed on."""
    # A web process knows this task to enqueue it, and need not hold the engines and clients that only a worker uses.
    run = import_string("playground.generations.running.run")
    thumbnailer = import_string("playground.generations.thumbnailing.thumbnailer")
    run(UUID(generation_id), this_worker(), then=thumbnailer.add, hand_on=nudge)
