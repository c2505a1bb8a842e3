"""What the worker is asked to do."""

from uuid import UUID

from django.tasks import task

from playground.generations.running import run
from playground.generations.workers import this_worker


@task()
def run_generation(generation_id: str) -> None:
    """Make the pictures of one generation, if it still waits."""
    run(UUID(generation_id), this_worker())
